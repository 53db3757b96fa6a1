"""Taking over history and balances from files: read in pieces, decided in closed sets of members, written in large transactions."""
