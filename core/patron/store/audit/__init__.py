"""The audit log: one entry a transaction, which vouches for the rows it wrote, and the chain that vouches for the entries."""
