"""Coupons used in a history: `use_coupon` movements with the coupon that each names, and how many went before it.

A use stands as long as something is left of the purchase that its `value` names: the return that takes the last of it gives the
use back from then on.
"""

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
    by anyone before this one that stand), `before_by_member`, and `given_back` (the day from which it stands no more, or null).
    """
    names = {name: coupon.id for name, coupon in _by_name(plan).items()}
    uses = history.movements.filter(pl.col("kind") == KIND)
    found = [names.get((ref or "").strip().casefold()) for ref in uses["ref"]]
    uses = uses.with_columns(pl.Series("coupon", found, dtype=pl.String))
    both = with_given_back(uses, history).with_columns(number=pl.when(pl.col("gives_back").is_null()).then(1).otherwise(-1))
    earlier = pl.col("number").cum_sum() - pl.col("number")
    both = both.with_columns(before=earlier.over("coupon"), before_by_member=earlier.over("coupon", "member_id"))
    backs = both.filter(pl.col("gives_back").is_not_null()).select(row="gives_back", given_back="day")
    uses = both.filter(pl.col("gives_back").is_null()).drop("gives_back", "number")
    return uses.join(backs, on="row", how="left", maintain_order="left")


def with_given_back(uses: pl.DataFrame, history: History) -> pl.DataFrame:
    """The uses (movements by `row`) and a further row wherever one is given back, in order of events.

    `gives_back` is the row of the use that is given back, null for the uses themselves; the other columns are those of that use,
    with the instant and day of the return. A use that comes after the return is given back at once.
    """
    gone = _wholly_returned(uses["value"], history)
    found = uses.join(gone, left_on="value", right_on="purchase_id", how="inner")
    later = (pl.col("gone_at") > pl.col("at")) | ((pl.col("gone_at") == pl.col("at")) & (pl.col("gone_id") > pl.col("movement_id")))
    backs = found.with_columns(
        order=pl.when(later).then(0).otherwise(2),  # a return of the same instant and id comes before a movement
        id=pl.when(later).then("gone_id").otherwise("movement_id"),
        at=pl.when(later).then("gone_at").otherwise("at"),
        day=pl.when(later).then("gone_day").otherwise("day"),
        gives_back="row",
    ).drop("gone_at", "gone_id", "gone_day")
    made = uses.with_columns(order=pl.lit(1, pl.Int32), id="movement_id", gives_back=pl.lit(None, uses.schema["row"]))
    return pl.concat([made, backs], how="vertical").sort("at", "id", "order", "movement_id").drop("order", "id")


def _wholly_returned(purchases: pl.Series, history: History) -> pl.DataFrame:
    """purchase_id, gone_at, gone_id, gone_day: the return after which nothing is left of each purchase."""
    wanted = history.returns.filter(pl.col("returns").is_in(purchases.implode())).sort("at", "purchase_id")
    sold = history.lines.filter(pl.col("purchase_id").is_in(wanted["returns"].implode()))
    sold = sold.group_by("purchase_id").agg(pl.col("amount").sum().alias("sold"))
    back = wanted.select("at", "day", gone_id="purchase_id", purchase_id="returns", back=pl.col("amount").cum_sum().over("returns"))
    whole = back.join(sold, on="purchase_id", how="inner", maintain_order="left").filter(pl.col("back") >= pl.col("sold"))
    first = whole.group_by("purchase_id", maintain_order=True).first()
    return first.select("purchase_id", gone_at="at", gone_id="gone_id", gone_day="day")


def uses_so_far(uses: pl.DataFrame, coupon: str, member_id: str | None) -> CouponUses:
    """How often a coupon stands in `coupon_uses` at the end of its history."""
    mine = uses.filter((pl.col("coupon") == coupon) & pl.col("given_back").is_null())
    return CouponUses(mine.height, 0 if member_id is None else mine.filter(pl.col("member_id") == member_id).height)


def _by_name(plan: Plan) -> dict[str, Coupon]:
    """Coupons by what customers may write."""
    codes = {coupon.code.casefold(): coupon for coupon in plan.coupons}
    return codes | {coupon.id.casefold(): coupon for coupon in plan.coupons}
