"""What only a jeweller would notice in a scheme that is otherwise sound."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from patron.findings import Severity
from patron.hookspecs import SchemeProblem
from patron.vocabulary import Industry

from patron_jewelry.costs import BENEFITS_SHARE, POINTS_SHARE
from patron_jewelry.goods import GOLD, METALS, WEIGHT

if TYPE_CHECKING:
    from patron.scheme.model import Benefit, Condition, Goods, Scheme


def check(scheme: Scheme, industry: Industry) -> list[SchemeProblem]:
    """Every problem, in the order of the file's sections."""
    return [
        *_grams(scheme, industry),
        *_gold_rates(scheme, industry),
        *_gold_points(scheme, industry),
        *_points_cost(scheme),
        *_benefits_cost(scheme),
    ]


def _categories(goods: Goods | None, industry: Industry) -> set[str]:
    """The categories that a filter lets through."""
    known = set(industry.category_ids())
    if goods is None:
        return known
    return set(goods.category or known) - set(goods.category_not or ())


def _by_weight(goods: Goods | None, industry: Industry) -> bool:
    """Whether a filter lets gold through that is priced by weight."""
    if GOLD not in _categories(goods, industry):
        return False
    only, never = getattr(goods, "priced_by", None), getattr(goods, "priced_by_not", None)
    return (only is None or WEIGHT in only) and (never is None or WEIGHT not in never)


def _grams(scheme: Scheme, industry: Industry) -> Iterator[SchemeProblem]:
    """A price a gram is gold's: a stone's weight says nothing about its price."""
    for index, one in enumerate(scheme.discounts):
        if not one.off_per or "gram" not in one.off_per:
            continue
        others = _categories(one.goods, industry) - {GOLD}
        if others:
            metal = others <= set(METALS)
            yield SchemeProblem(
                ("discounts", index, "off_per"),
                "jewelry-gram-not-gold",
                f"'{one.id}' takes an amount off each gram of {_names(others)}",
                "the house price of the day is gold's: write goods: {category: gold}",
                Severity.WARNING if metal else Severity.ERROR,
            )


def _gold_rates(scheme: Scheme, industry: Industry) -> Iterator[SchemeProblem]:
    """Gold by weight follows the price of the day; a rate on it soon costs more than the making charge brings."""
    for index, one in enumerate(scheme.discounts):
        if one.rate is not None and one.rate < 1 and one.part is None and _by_weight(one.goods, industry):
            yield SchemeProblem(
                ("discounts", index, "rate"),
                "jewelry-rate-on-gold",
                f"'{one.id}' is a rate on gold that is priced by weight",
                "write off_per: {gram: …} or part: making_charge, or let the rate be for other goods: "
                "{category_not: gold} or {category: gold, priced_by: piece}",
                Severity.WARNING,
            )


def _gold_points(scheme: Scheme, industry: Industry) -> Iterator[SchemeProblem]:
    """Gold's margin bears no points."""
    for index, one in enumerate(scheme.points.accrual if scheme.points else ()):
        if GOLD in _categories(one.goods, industry):
            yield SchemeProblem(
                ("points", "accrual", index),
                "jewelry-gold-earns-points",
                f"'{one.id}' gives points for gold",
                "gold's margin seldom bears points: write goods: {category_not: gold}",
                Severity.WARNING,
            )


def _points_cost(scheme: Scheme) -> Iterator[SchemeProblem]:
    """By the cost model points take at most 1 % of what is spent."""
    if scheme.points is None or scheme.points.redemption is None or not scheme.points.redemption.points:
        return
    worth = scheme.points.redemption.worth / scheme.points.redemption.points
    for index, one in enumerate(scheme.points.accrual):
        back = worth / one.one_point_per if one.one_point_per else Decimal(0)
        if back > POINTS_SHARE:
            yield SchemeProblem(
                ("points", "accrual", index, "one_point_per"),
                "jewelry-points-cost",
                f"'{one.id}' gives back {_percent(back)} of the spend; the cost model of a jewelry house bears {_percent(POINTS_SHARE)}",
                "ask more spend for a point, or make points worth less",
                Severity.WARNING,
            )


def _benefits_cost(scheme: Scheme) -> Iterator[SchemeProblem]:
    """By the cost model benefits take at most a tenth of the least spend that keeps the tier."""
    for index, tier in enumerate(scheme.tiers):
        spend = min((least for rule in scheme.maintenance if rule.keeps == tier.id for least in _thresholds(rule.when)), default=None)
        cost = sum((_yearly(benefit) for benefit in scheme.benefits if tier.id in benefit.for_), Decimal(0))
        if spend is not None and cost > spend * BENEFITS_SHARE:
            yield SchemeProblem(
                ("tiers", index),
                "jewelry-benefits-cost",
                f"a member of '{tier.id}' costs {cost.normalize():f} a year and may keep the tier by spending {spend.normalize():f}",
                f"the cost model of a jewelry house bears {_percent(BENEFITS_SHARE)}: promise less, or ask more for keeping the tier",
                Severity.WARNING,
            )


def _thresholds(when: Condition) -> Iterator[Decimal]:
    """Every least spend that a condition names, nested ones too."""
    for stated in (when.purchase, when.spend, when.largest_purchase):
        if stated is not None and stated.at_least is not None:
            yield stated.at_least
    for one in [*(when.any_of or ()), *(when.all_of or ())]:
        yield from _thresholds(one)


def _yearly(benefit: Benefit) -> Decimal:
    """What one member's allowance costs a year with full take-up."""
    uses = (benefit.each_year or 0) + (benefit.each_calendar_year or 0) + 4 * (benefit.each_quarter or 0)
    return uses * (benefit.unit_cost or Decimal(0))


def _percent(share: Decimal) -> str:
    return f"{(share * 100).quantize(Decimal('0.1')).normalize():f} %"


def _names(categories: set[str]) -> str:
    return ", ".join(sorted(categories))
