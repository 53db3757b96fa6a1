"""A scheme laid over a history: sales, stints, costs, points and the break-even."""
