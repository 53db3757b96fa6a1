"""The coupons that a member has used, and the restricted goods that were sold to her outside their rules."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from patron.engine.coupon_tiers import tier_findings
from patron.engine.coupon_uses import coupon_uses
from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.reference.trace import Trace
from patron.engine.restricted import Outside, sold_outside
from patron.engine.results import CHANGE_COLUMNS, Evaluation
from patron.findings import FindingsError


@dataclass(frozen=True, slots=True)
class CouponUsed:
    """One use: what it took off (None for a gift without an amount), and the purchase if it is stated."""

    coupon: str
    on: int
    purchase: str | None
    amount: int | None


def coupons_used(plan: Plan, history: History, trace: Trace) -> tuple[CouponUsed, ...]:
    """Every use up to the trace's date, in order of events. Raises FindingsError for uses by a tier that the coupon is not for."""
    if not plan.coupons:
        return ()
    changes = [(trace.member_id, one.on, plan.tiers[one.before].id, plan.tiers[one.after].id, one.reason) for one in trace.changes]
    her = replace(history, movements=history.movements.filter(pl.col("member_id") == trace.member_id))
    members = pl.DataFrame({"member_id": [trace.member_id]})
    evaluation = Evaluation(members, pl.DataFrame(changes, schema=CHANGE_COLUMNS, orient="row"))
    if refused := tier_findings(plan, her, evaluation, trace.as_of):
        raise FindingsError(refused)
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
