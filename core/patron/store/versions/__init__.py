"""Scheme versions: what a new one would change, and its taking effect."""
