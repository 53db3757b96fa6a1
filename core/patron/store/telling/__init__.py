"""What the store tells of one member: where she stands, what is missing, and why."""
