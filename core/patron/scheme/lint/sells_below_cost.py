"""Prices and points that leave the house nothing.

A scheme file does not say what goods cost (margins belong to the simulation), so only what is below
any cost can be known here: goods given away, and points that give back all that was paid.
"""

from __future__ import annotations

from collections.abc import Iterator

from patron.scheme.checks.context import Context
from patron.scheme.lint.rules import warning
from patron.scheme.problem import Problem


def sells_below_cost(context: Context) -> Iterator[Problem]:
    """A rate of 0 without a note that says why, or points of one rule that are worth all the money that earned them."""
    for index, discount in enumerate(context.scheme.discounts):
        if discount.rate == 0 and not discount.note:
            yield warning(
                ("discounts", index, "rate"),
                "sells-below-cost",
                "a rate of 0 gives the goods away",
                "0.9 is 10 % off, and 1 is the full price; if it is meant, say why in a note",
            )
    points = context.scheme.points
    uses = [use for use in (points.redemption, points.vouchers) if use is not None and use.points] if points else []
    if points is None or not uses:
        return
    best = max(uses, key=lambda use: use.worth / use.points)
    for index, accrual in enumerate(points.accrual):
        if best.worth >= best.points * accrual.one_point_per:
            back = best.worth / (best.points * accrual.one_point_per) * 100
            message = f"points give back {back.normalize():f} % of what was paid"
            yield warning(
                ("points", "accrual", index, "one_point_per"),
                "sells-below-cost",
                message,
                "raise one_point_per, or lower what points are worth",
            )
