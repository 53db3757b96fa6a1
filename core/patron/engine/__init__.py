"""The engine: one compiled plan, and the runners that carry it out."""
