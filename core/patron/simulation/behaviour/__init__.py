"""How the made customers answer to the scheme: single purchases come, grow, move or stay away; totals are never scaled."""
