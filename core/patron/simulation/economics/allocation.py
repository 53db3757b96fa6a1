"""Revenue with points under IFRS 15 and ASC 606: a part of the price is for the points, and is earned as they are redeemed.

The price of a sale is shared between goods and points by their stand-alone prices (IFRS 15.74, B39-B43); the points' is what
is expected to be redeemed of them, times what one is worth. Their part is revenue in the proportion of points redeemed so
far to those expected to be redeemed in all, worked out anew whenever the expectation changes (IFRS 15.B46, breakage).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Allocation:
    """The parts of a price (minor units, exact); together the price."""

    goods: Fraction
    points: Fraction


def allocate(price: int, *, goods_alone: int, points_alone: Fraction) -> Allocation:
    """price x own stand-alone price / the sum of both; all of it to the goods where both are 0 or nothing is paid.

    `goods_alone`: what the goods cost without the scheme. `points_alone`: points x share expected to be redeemed x worth.
    """
    whole = goods_alone + points_alone
    if whole <= 0 or points_alone <= 0:
        return Allocation(Fraction(price), Fraction(0))
    points = price * points_alone / whole
    return Allocation(price - points, points)


def recognised(allocated: Fraction | int, redeemed: int, expected: Fraction | int) -> Fraction:
    """What of the points' part has been earned so far: allocated x redeemed / expected, at most all of it.

    `redeemed`: points so far; `expected`: in all, by today's estimate. All is earned once nothing more is expected.
    """
    if expected <= 0:
        return Fraction(allocated)
    return Fraction(allocated) * min(Fraction(redeemed) / expected, Fraction(1))
