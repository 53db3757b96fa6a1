"""The scheme's own goals against what the replay shows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from patron.scheme.model import Goal, Scheme


class GoalState(StrEnum):
    """What became of a goal."""

    MET = "met"
    MISSED = "missed"
    UNKNOWN = "unknown"  # the figure could not be worked out: no margin, or nothing to divide by


class Measured(StrEnum):
    """The figures that a goal may name, as the keys of the file."""

    CUSTOMERS = "share_of_customers"
    SALES = "share_of_sales"
    SPEND = "spend_per_member"
    SERVICE = "service_cost_share"


@dataclass(frozen=True, slots=True)
class GoalResult:
    """One goal; `value` and the bounds are shares, or minor units for `spend_per_member`."""

    id: str
    measured: Measured
    tiers: tuple[str, ...]
    at_least: Fraction | None
    at_most: Fraction | None
    value: Fraction | None
    state: GoalState


@dataclass(frozen=True, slots=True)
class TierFigures:
    """What goals are measured by, for one tier over the period (money in minor units)."""

    customers: int  # at the end
    sales: int  # before the scheme's discounts
    member_years: Fraction
    promised_cost: int  # discounts, points, benefits and costs for each member
    gross: Fraction | None


def judge_goals(scheme: Scheme, figures: dict[str, TierFigures], customers: int, sales: int) -> list[GoalResult]:
    """Every goal of the file, in order; `customers` and `sales` are the company's."""
    places = _places(scheme)
    results = []
    for goal in scheme.goals:
        for measured in Measured:
            tiers = getattr(goal, measured.value)
            if tiers is not None:
                chosen = [figures[tier] for tier in dict.fromkeys(tiers)]
                results.append(_judge(goal, measured, tuple(tiers), chosen, customers=customers, sales=sales, places=places))
    return results


def _judge(
    goal: Goal, measured: Measured, tiers: tuple[str, ...], figures: list[TierFigures], *, customers: int, sales: int, places: int
) -> GoalResult:
    scale = 10**places if measured is Measured.SPEND else 1
    low = None if goal.at_least is None else Fraction(goal.at_least) * scale
    high = None if goal.at_most is None else Fraction(goal.at_most) * scale
    value = _value(measured, figures, customers, sales)
    if value is None:
        state = GoalState.UNKNOWN
    else:
        met = (low is None or value >= low) and (high is None or value <= high)
        state = GoalState.MET if met else GoalState.MISSED
    return GoalResult(goal.id, measured, tiers, low, high, value, state)


def _value(measured: Measured, figures: list[TierFigures], customers: int, sales: int) -> Fraction | None:
    match measured:
        case Measured.CUSTOMERS:
            return _over(sum(one.customers for one in figures), customers)
        case Measured.SALES:
            return _over(sum(one.sales for one in figures), sales)
        case Measured.SPEND:
            return _over(sum(one.sales for one in figures), sum((one.member_years for one in figures), Fraction(0)))
        case Measured.SERVICE:
            if any(one.gross is None and one.sales for one in figures):  # no margin; a tier without sales has no profit to add
                return None
            gross = sum((one.gross for one in figures if one.gross is not None), Fraction(0))
            return _over(sum(one.promised_cost for one in figures), gross)


def _over(part: int, whole: int | Fraction) -> Fraction | None:
    return Fraction(part) / whole if whole else None


def _places(scheme: Scheme) -> int:
    from patron.scheme.currency import places

    return places(scheme.currency)
