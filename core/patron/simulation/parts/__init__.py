"""Figures over past sales in parts of the members: what adds up is worked out part by part, the rest from the sums."""
