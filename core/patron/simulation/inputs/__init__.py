"""The files of people that a simulation reads beside the scheme: what populations and assumptions have in common."""
