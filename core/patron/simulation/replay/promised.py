"""What the scheme promises to whom: the tiers that get something, and how a group order is priced."""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import reduce

import polars as pl

from patron.engine.plan import AllOf, AnyOf, Condition, NoneOf, Op, Plan, ProfileFact, Test
from patron.scheme.model import Scheme

_OPS: dict[Op, Callable[[pl.Expr, int], pl.Expr]] = {
    Op.AT_LEAST: operator.ge,
    Op.MORE_THAN: operator.gt,
    Op.AT_MOST: operator.le,
    Op.LESS_THAN: operator.lt,
}


def promised_ranks(scheme: Scheme, plan: Plan) -> frozenset[int]:
    """The tiers that a discount, points, a benefit or a yearly cost is for.

    Points that wait for a higher tier are a promise to that tier, not to the one that collects them.
    """
    ranks = {tier.id: rank for rank, tier in enumerate(plan.tiers)}
    promised = {rank for one in plan.discounts for rank in one.tiers}
    for rule in plan.points.accrual:
        promised |= {rank for rank in rule.tiers if rule.pending_until is None or rank >= rule.pending_until}
    promised |= {rank for one in plan.points.bonuses for rank in one.tiers if _earns(plan, rank)}
    promised |= {ranks[tier] for benefit in scheme.benefits for tier in benefit.for_}
    promised |= {ranks[cost.for_each] for cost in (scheme.costs.yearly if scheme.costs else []) if cost.for_each}
    return frozenset(promised)


def _earns(plan: Plan, rank: int) -> bool:
    return any(rank in rule.tiers for rule in plan.points.accrual)


def discounted_ranks(plan: Plan) -> frozenset[int]:
    """The tiers that some discount is for."""
    return frozenset(rank for one in plan.discounts for rank in one.tiers)


def group_level(plan: Plan, total: pl.Expr) -> pl.Expr:
    """The price level of a group order with this total: the highest tier of the rules that hold, else the first."""
    level = pl.lit(0, dtype=pl.Int16)
    for rule in sorted(plan.group_purchase, key=lambda one: one.tier):
        level = pl.when(_holds(rule.when, total)).then(pl.lit(rule.tier, dtype=pl.Int16)).otherwise(level)
    return level


def _holds(when: Condition, total: pl.Expr) -> pl.Expr:
    """A condition of `group_purchase`, which knows no measure but `group_order`."""
    match when:
        case Test():
            return reduce(operator.and_, (_OPS[one.op](total, one.value) for one in when.comparisons), pl.lit(value=True))
        case ProfileFact():  # nothing is asked of a buyer
            return pl.lit(value=False)
        case AllOf(parts):
            return reduce(operator.and_, (_holds(part, total) for part in parts), pl.lit(value=True))
        case AnyOf(parts):
            return reduce(operator.or_, (_holds(part, total) for part in parts), pl.lit(value=False))
        case NoneOf(parts):
            return ~reduce(operator.or_, (_holds(part, total) for part in parts), pl.lit(value=False))
