"""What the made customers do with and without a scheme."""

from __future__ import annotations

from patron.simulation.behaviour.made import Made, baseline

__all__ = ["Made", "baseline"]
