"""Many schemes: curves, heat maps, comparisons, and the search for figures that meet targets."""
