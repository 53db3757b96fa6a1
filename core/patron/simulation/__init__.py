"""A scheme laid over past sales: who would be in which tier, what it costs, what it must bring."""
