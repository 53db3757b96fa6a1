"""Keeping the store: days are closed, state is rebuilt from events, and everything is verified."""
