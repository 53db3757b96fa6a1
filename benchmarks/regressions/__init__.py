"""Ratios that must not grow; `python -m regressions` with this folder's parent on the path."""
