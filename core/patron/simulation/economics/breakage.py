"""What is owed for points by the age of their lots, what will not be asked for, and what of the period's sales is not yet earned."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from patron.engine.rounding import half_up
from patron.simulation.economics.allocation import allocate, recognised
from patron.simulation.replay.exact import spread
from patron.simulation.replay.point_ages import BANDS
from patron.simulation.replay.points import point_worth
from patron.simulation.replay.replay import Replay

BELOW_ZERO = "below-zero"  # what members owe: points of 0 or less


@dataclass(frozen=True, slots=True)
class AgedLiability:
    """A month end: (age, points, minor units) in the order of BANDS, then BELOW_ZERO; the sums are the balance and the liability."""

    month: str
    ages: tuple[tuple[str, int, int], ...]
    unsure: int  # points of which the age may be another one


def liability_by_age(result: Replay) -> list[AgedLiability]:
    """Every month of the period, at what points are expected to cost; where the balance is not above 0, nothing is owed."""
    worth = point_worth(result.plan, result.request.redeemed)
    found = []
    for one in result.ages:
        points = (*one.by_age, one.below_zero)
        owed = worth if sum(points) > 0 else Fraction(0)
        amounts = spread(owed * count for count in points)
        found.append(AgedLiability(one.month, tuple(zip((*BANDS, BELOW_ZERO), points, amounts, strict=True)), one.unsure))
    return found


@dataclass(frozen=True, slots=True)
class Breakage:
    """Points in the balance at the end that will not be redeemed, and what they would cost (minor units)."""

    points: int
    amount: int


def breakage(result: Replay) -> Breakage:
    """The balance x (1 - the share redeemed)."""
    balance = max(result.points[-1].balance, 0)
    whole = half_up(point_worth(result.plan, Fraction(1)) * balance)
    return Breakage(half_up((1 - result.request.redeemed) * balance), whole - result.points[-1].liability)


@dataclass(frozen=True, slots=True)
class Revenue:
    """The period's sales to members whose tiers earn points, in minor units.

    `paid` = `goods` + `points`, and `points` = `earned` + `deferred`.
    """

    sales: int
    paid: int
    issued: int  # points, less what returns took back
    goods: int
    points: int
    redeemed: int  # of the points issued in the period
    earned: int
    deferred: int


def revenue_with_points(result: Replay) -> Revenue | None:
    """What is revenue now and what is deferred; None for points that are worth nothing.

    The stand-alone price of the goods is what they cost without the scheme. Of points redeemed in the period those of before go
    first, as in the engine: only what is left of the redemptions is of the period's own.
    """
    plan, months = result.plan, result.points
    earning = {rank for rule in plan.points.accrual for rank in rule.tiers} | {rank for one in plan.points.bonuses for rank in one.tiers}
    if plan.points.rate is None or not earning:
        return None
    sums = [result.company.over(segment=rank) for rank in sorted(earning)]
    sales, paid = sum(one.sales for one in sums), sum(one.paid for one in sums)
    issued, share = max(result.points_issued, 0), result.request.redeemed
    parts = allocate(paid, goods_alone=sales, points_alone=point_worth(plan, share) * issued)
    first = months[0]
    before = first.balance - first.issued + first.redeemed + first.expired + first.taken_back
    older = max(before - sum(one.expired for one in months), 0)
    redeemed = min(max(sum(one.redeemed for one in months) - older, 0), issued)
    points = half_up(parts.points)
    earned = half_up(recognised(parts.points, redeemed, share * issued))
    return Revenue(sales, paid, issued, paid - points, points, redeemed, earned, points - earned)
