"""What `simulate` does for past sales and for made customers, and what `compare` and `tune` take from it."""
