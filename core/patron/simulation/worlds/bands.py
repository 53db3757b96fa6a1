"""Bands over worlds, the world in the middle, and how precise the middle is; all by order statistics, so that money stays whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from patron.simulation.worlds.outcome import Figure, Outcome

LOW, MIDDLE, HIGH = Fraction(1, 10), Fraction(1, 2), Fraction(9, 10)
CONFIDENCE = 0.95
WANTED = Fraction(1, 20)  # of the band's width: the precision that `needed` speaks of


@dataclass(frozen=True, slots=True)
class Band:
    """The 10th, 50th and 90th percentile of a figure over the worlds; `without`: worlds in which there is no such figure."""

    p10: Figure
    p50: Figure
    p90: Figure
    without: int


def band(values: Sequence[Figure]) -> Band:
    """The percentiles; raises ValueError without worlds. A figure that a world does not have stands above every other."""
    if not values:
        raise ValueError("a band needs at least one world")
    there = sorted(value for value in values if value is not None)
    without = len(values) - len(there)
    ordered: list[Figure] = [*there, *[None] * without]
    low, middle, high = (ordered[place_of(share, len(ordered))] for share in (LOW, MIDDLE, HIGH))
    return Band(low, middle, high, without)


def place_of(share: Fraction, count: int) -> int:
    """The place, from 0, of a percentile in sorted values: the inverted distribution function, ceil(share x count) - 1."""
    return max(-(-share.numerator * count // share.denominator) - 1, 0)


def bands(outcomes: Sequence[Outcome]) -> dict[str, Band]:
    """The band of every figure, in the order of the first world's."""
    return {name: band([one.figures[name] for one in outcomes]) for name in outcomes[0].figures}


def ranked_by(outcomes: Sequence[Outcome]) -> str:
    """The figure that the middle world and the precision are about: the net benefit, or the cost where no margin is stated."""
    return "cost" if outcomes[0].figures["net"] is None else "net"


def middle_world(outcomes: Sequence[Outcome]) -> int:
    """The number of the world whose net benefit is the median; the first of several."""
    name = ranked_by(outcomes)
    middle = band([one.figures[name] for one in outcomes]).p50
    return next(one.world for one in outcomes if one.figures[name] == middle)


@dataclass(frozen=True, slots=True)
class Precision:
    """How precisely the median is known.

    `half_width`: half of its 95 % interval, in minor units, rounded up; None: fewer worlds than that takes (6).
    `share_of_band`: the same as a share of P90 - P10; None where the band has no width. `needed`: worlds for a
    half width of 5 % of the band, since it shrinks with the root of their number; None where that cannot be said.
    """

    figure: str
    worlds: int
    half_width: int | None
    share_of_band: Fraction | None
    needed: int | None


def precision(outcomes: Sequence[Outcome]) -> Precision:
    """Of the figure that `ranked_by` names, which is money.

    The interval runs between two order statistics whose ranks are binomial (Hahn and Meeker 1991, section 5.2): it
    holds whatever the distribution is.
    """
    name = ranked_by(outcomes)
    count = len(outcomes)
    there = sorted(int(value) for one in outcomes if (value := one.figures[name]) is not None)
    rank = _lower_rank(count)
    if rank < 1:
        return Precision(name, count, None, None, None)
    width = there[count - rank] - there[rank - 1]
    half = -(-width // 2)
    whole = there[place_of(HIGH, count)] - there[place_of(LOW, count)]
    if not whole:
        return Precision(name, count, half, None, None)
    share = Fraction(width, 2 * whole)
    needed = -(-(count * (share / WANTED) ** 2) // 1)
    return Precision(name, count, half, share, max(int(needed), 1))


def _lower_rank(count: int) -> int:
    """The rank, from 1, of the interval's lower end; the upper end is as far from the other side. 0: too few worlds."""
    from scipy.stats import binom

    return int(binom.ppf((1 - CONFIDENCE) / 2, count, 0.5))
