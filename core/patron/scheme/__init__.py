"""The scheme language: reading a file with positions, checking it, describing it."""
