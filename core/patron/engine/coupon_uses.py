"""Coupons used in a history: `use_coupon` movements with the coupon that each names, and how many went before it."""

from __future__ import annotations

import polars as pl

from patron.engine.history import History
from patron.engine.plan import Coupon, Plan
from patron.engine.prices.coupons import CouponUses

KIND = "use_coupon"


def find_coupon(plan: Plan, named: str) -> Coupon | None:
    """The coupon of an id or a code, capital and small letters alike; None if there is none."""
    return _by_name(plan).get(named.strip().casefold())


def coupon_uses(history: History, plan: Plan) -> pl.DataFrame:
    """Every use in order of events: the movement's columns with `coupon` (its id, null for an unknown one), `before` (uses of it
    by anyone before this one) and `before_by_member`.
    """
    names = {name: coupon.id for name, coupon in _by_name(plan).items()}
    uses = history.movements.filter(pl.col("kind") == KIND).sort("at", "movement_id")
    found = [names.get((ref or "").strip().casefold()) for ref in uses["ref"]]
    uses = uses.with_columns(pl.Series("coupon", found, dtype=pl.String))
    earlier = (pl.int_range(pl.len())).cast(pl.Int64)
    return uses.with_columns(
        earlier.over("coupon").alias("before"),
        earlier.over("coupon", "member_id").alias("before_by_member"),
    )


def uses_so_far(uses: pl.DataFrame, coupon: str, member_id: str | None) -> CouponUses:
    """How often a coupon stands in `coupon_uses`."""
    mine = uses.filter(pl.col("coupon") == coupon)
    return CouponUses(mine.height, 0 if member_id is None else mine.filter(pl.col("member_id") == member_id).height)


def _by_name(plan: Plan) -> dict[str, Coupon]:
    """Coupons by what customers may write."""
    codes = {coupon.code.casefold(): coupon for coupon in plan.coupons}
    return codes | {coupon.id.casefold(): coupon for coupon in plan.coupons}
