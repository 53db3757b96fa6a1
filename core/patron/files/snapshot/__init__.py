"""Snapshots: a company's files once read and checked, as columns by member and time that a command maps into memory."""
