"""What the scheme is worth: what it brought, when it has paid, what a member is worth, what promises still stand open."""
