"""What is assumed of people and prices: each entry with a value or a range, and where it comes from."""
