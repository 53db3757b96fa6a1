"""Deciding: one write transaction of the store, what it records, and what follows from it."""
