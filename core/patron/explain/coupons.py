"""The coupons that a member has used, and the restricted goods that were sold to her outside their rules."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from patron.engine.coupon_uses import coupon_uses
from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.reference.trace import Trace
from patron.engine.restricted import Outside, sold_outside


@dataclass(frozen=True, slots=True)
class CouponUsed:
    """One use: what it took off (None for a gift without an amount), and the purchase if it is stated."""

    coupon: str
    on: int
    purchase: str | None
    amount: int | None


def coupons_used(plan: Plan, history: History, trace: Trace) -> tuple[CouponUsed, ...]:
    """Every use up to the trace's date, in order of events."""
    if not plan.coupons:
        return ()
    mine = (pl.col("member_id") == trace.member_id) & (pl.col("day") <= trace.as_of) & pl.col("coupon").is_not_null()
    rows = coupon_uses(history, plan).filter(mine).select("coupon", "day", "value", "amount")
    return tuple(CouponUsed(*row) for row in rows.iter_rows())


def outside_rules(plan: Plan, history: History, trace: Trace) -> tuple[Outside, ...]:
    """Her lines outside a rule of `restricted` up to the trace's date; what others bought counts towards the numbers in all."""
    if not plan.restricted:
        return ()
    tiers = pl.DataFrame(
        [(one.id, one.tier_before) for one in trace.purchases], schema={"purchase_id": pl.String(), "tier": pl.Int16()}, orient="row"
    )
    sold = sold_outside(plan, history.lines.filter(pl.col("day") <= trace.as_of), tiers)
    return tuple(one for one in sold if one.member_id == trace.member_id)
