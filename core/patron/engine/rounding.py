"""From exact fractions to whole minor units: the one way in which amounts are rounded."""

from __future__ import annotations

from fractions import Fraction


def half_up(value: Fraction) -> int:
    """The nearest whole number, halves up."""
    return (value + Fraction(1, 2)).__floor__()
