"""Builds compiled plans for tests of the runners from a few words, without a scheme file.

plan(
    tiers=[tier("guest"), tier("vip", term="12 months", grace="30 days")],
    qualification=[rule("big", 1, spend(within="12 months", at_least=500))],
    maintenance=[rule("keep", 1, largest_purchase(within="12 months", at_least=400))],
    points=points(accrual("per-ten", 0, 1, per=10)),
)
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from histories import ZONE, fen
from patron.engine.plan import (
    EVER,
    Accrual,
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    ExpiryAfter,
    ExpiryEachYear,
    GoodsFilter,
    LapseTo,
    NoneOf,
    Op,
    Plan,
    Points,
    Rule,
    Test,
    Tier,
)
from patron.scheme.measures import MEASURES, ValueKind
from patron.scheme.values import duration, window


def measured(measure: str, within: str | None = None, **thresholds: Any) -> Test:
    """`measured("spend", "12 months", at_least=500)`: money thresholds in yuan, counts and ranks as they are."""
    money = MEASURES[measure].value is ValueKind.MONEY
    comparisons = tuple(Comparison(Op(op), fen(value) if money else int(value)) for op, value in thresholds.items())
    return Test(measure, window(within) if within else EVER, comparisons)


def purchase(**thresholds: Any) -> Test:
    return measured("purchase", **thresholds)


def spend(within: str | None = None, **thresholds: Any) -> Test:
    return measured("spend", within, **thresholds)


def largest_purchase(within: str | None = None, **thresholds: Any) -> Test:
    return measured("largest_purchase", within, **thresholds)


def purchase_count(within: str | None = None, **thresholds: Any) -> Test:
    return measured("purchase_count", within, **thresholds)


def visit_days(within: str | None = None, **thresholds: Any) -> Test:
    return measured("visit_days", within, **thresholds)


def referrer_tier(**thresholds: Any) -> Test:
    return measured("referrer_tier", **thresholds)


def group_order(**thresholds: Any) -> Test:
    return measured("group_order", **thresholds)


def all_of(*parts: Condition) -> AllOf:
    return AllOf(parts)


def any_of(*parts: Condition) -> AnyOf:
    return AnyOf(parts)


def none_of(*parts: Condition) -> NoneOf:
    return NoneOf(parts)


def rule(rule_id: str, rank: int, *parts: Condition) -> Rule:
    """A rule that grants, keeps or prices as the tier of that rank, if all parts hold."""
    return Rule(rule_id, rank, parts[0] if len(parts) == 1 else AllOf(parts))


def tier(
    tier_id: str, *, term: str | None = None, grace: str | None = None, lapse_to: LapseTo | int = LapseTo.BELOW, **flags: bool
) -> Tier:
    """Flags: `renews`, `gaining_purchase_keeps`."""
    return Tier(
        tier_id,
        tier_id,
        tier_id,
        term=duration(term) if term else None,
        grace=duration(grace) if grace else None,
        lapse_to=lapse_to,
        **flags,
    )


def accrual(
    rule_id: str,
    *tiers: int,
    per: float | str | Decimal = 1,
    goods: GoodsFilter | None = None,
    pending_until: int | None = None,
    pending_for: str | None = None,
) -> Accrual:
    """One point per `per` yuan."""
    return Accrual(rule_id, tiers or (0,), goods or GoodsFilter(), fen(per), pending_until, duration(pending_for) if pending_for else None)


def points(
    *accruals: Accrual,
    after: str | None = None,
    each_year_on: tuple[int, int] | None = None,
    next_year: bool = False,
    available_after: str | None = None,
    **rest: Any,
) -> Points:
    """`after` / `each_year_on` / `next_year`: expiry; the rest as the fields of `Points`."""
    expiry: ExpiryAfter | ExpiryEachYear | None = None
    if after:
        expiry = ExpiryAfter(duration(after))
    elif each_year_on:
        expiry = ExpiryEachYear(*each_year_on, next_year=next_year)
    return Points(accrual=accruals, expiry=expiry, available_after=duration(available_after) if available_after else None, **rest)


def plan(tiers: list[Tier] | None = None, **sections: Any) -> Plan:
    """A plan in CNY; without tiers: guest, and vip with a term of 12 months. Lists become tuples."""
    fields = {name: tuple(value) if isinstance(value, list) else value for name, value in sections.items()}
    return Plan(
        scheme="test",
        industry="general",
        currency="CNY",
        places=2,
        time_zone=fields.pop("time_zone", ZONE),
        tiers=tuple(tiers or [tier("guest"), tier("vip", term="12 months")]),
        **fields,
    )
