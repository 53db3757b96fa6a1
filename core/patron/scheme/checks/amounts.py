"""Figures that must be above 0, and figures that keep so many decimal places."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from patron.scheme.nodes import Loc
from patron.scheme.problem import Problem


def above_zero(loc: Loc, value: Decimal | int | None) -> Iterator[Problem]:
    """A problem if the figure is there and 0 or less."""
    if value is not None and value <= 0:
        yield Problem(loc, "not-above-zero", f"{value} is not above 0", f"give '{loc[-1]}' a figure above 0")


def at_most_places(loc: Loc, value: Decimal | None, places: int) -> Iterator[Problem]:
    """A problem if the figure has more decimal places than results keep."""
    if value is None:
        return
    exponent = value.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > places:
        kept = f"has more than {places} decimal {'place' if places == 1 else 'places'}" if places else "is not a whole number"
        yield Problem(loc, "too-many-places", f"{value} {kept}", "round it")
