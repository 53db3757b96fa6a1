"""Many worlds: the same scheme over other draws of chance and of what is assumed, and the bands that come of it."""
