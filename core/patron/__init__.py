"""patron: loyalty policies as files, checked, explained, simulated and run."""

__version__ = "0.1.0"
