"""Exact arithmetic of the simulation: fractions inside, whole minor units at the edge."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from patron.engine.rounding import half_up


def spread(parts: Iterable[Fraction]) -> list[int]:
    """Whole numbers, one a part, whose sum is the rounded sum of the parts: each is the rounded running total less the one before."""
    whole: list[int] = []
    running, before = Fraction(0), 0
    for part in parts:
        running += part
        whole.append(half_up(running) - before)
        before += whole[-1]
    return whole


def ratio(part: int | Fraction, whole: int | Fraction) -> Fraction | None:
    """part / whole; None where there is no whole."""
    return Fraction(part) / Fraction(whole) if whole else None


def shown(value: Fraction | None, places: int = 6) -> float | None:
    """A share as documents state it: rounded half up to six places."""
    if value is None:
        return None
    scale = 10**places
    return float((Decimal(half_up(value * scale)) / scale).quantize(Decimal(1) / scale, ROUND_HALF_UP))
