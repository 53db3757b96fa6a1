"""Customers that are made rather than observed: fitted to a history or by an industry's stated figures."""
