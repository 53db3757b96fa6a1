"""A large file of sales worked out part of the members by part, in memory that grows with a part and not with the file."""
