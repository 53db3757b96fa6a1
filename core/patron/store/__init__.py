"""The member store: the scheme live, on SQLite and PostgreSQL. Open one with `patron.open_store(url)`."""
