"""Uses of coupons: of one that exists, in time, for a purchase of the member's, and not beyond its limits."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from patron.engine.coupon_uses import KIND, coupon_uses
from patron.engine.days import iso
from patron.engine.history import History
from patron.engine.plan import Coupon, CouponKind, Plan
from patron.engine.validate.found import Found, quoted
from patron.engine.validate.movements import found


def check_coupon_uses(history: History, plan: Plan) -> Iterator[Found]:
    """Every `use_coupon` movement. What went before it counts towards its limits in order of events."""
    if history.movements.is_empty() or not history.movements["kind"].eq(KIND).any():
        return
    uses = coupon_uses(history, plan)
    known = [coupon.id if coupon.code == coupon.id else f"{coupon.id} ({coupon.code})" for coupon in plan.coupons]
    listed = f"known are {', '.join(known)}" if known else "the scheme has no coupons"
    nothing = pl.col("coupon").is_null() & pl.col("ref").is_not_null()
    yield from found(uses, ("unknown-coupon", "ref"), nothing, pl.format("{} is no coupon of the scheme", quoted("ref")), listed)
    for coupon in plan.coupons:
        yield from _limits(uses.filter(pl.col("coupon") == coupon.id), coupon)
    yield from _purchases(uses, history)


def _limits(uses: pl.DataFrame, coupon: Coupon) -> Iterator[Found]:
    if uses.is_empty():
        return
    name = f"coupon '{coupon.id}'"
    if coupon.first_day is not None:
        early = pl.col("day") < coupon.first_day
        message = pl.lit(f"{name} is good from {iso(coupon.first_day)}")
        yield from found(uses, ("coupon-not-yet", "at"), early, message, "leave the row out, or change the coupon's 'from'")
    if coupon.last_day is not None:
        late = pl.col("day") > coupon.last_day
        message = pl.lit(f"{name} was good to {iso(coupon.last_day)}")
        yield from found(uses, ("coupon-expired", "at"), late, message, "leave the row out, or change the coupon's 'until'")
    if coupon.at_most is not None:
        message = pl.lit(f"{name} has been used {coupon.at_most:,} times already")
        yield from found(
            uses, ("coupon-exhausted", "ref"), pl.col("before") >= coupon.at_most, message, "that is as often as 'at_most' lets it be used"
        )
    if coupon.each_member is not None:
        message = pl.format(f"member {{}} has used {name} {coupon.each_member:,} times already", quoted("member_id"))
        over = pl.col("before_by_member") >= coupon.each_member
        yield from found(uses, ("coupon-used-up", "ref"), over, message, "that is as often as 'each_member' lets one member use it")
    if coupon.kind is not CouponKind.GIFT:
        message = pl.lit(f"does not say what {name} took off")
        yield from found(uses, ("missing-value", "amount"), pl.col("amount").is_null(), message, "fill in amount")
    if coupon.kind is CouponKind.OFF:
        message = pl.lit(f"{name} takes off less than that")
        yield from found(uses, ("more-than-left", "amount"), pl.col("amount") > coupon.value, message, "write what it took off")


def _purchases(uses: pl.DataFrame, history: History) -> Iterator[Found]:
    """`value` names the purchase that it was used for; it may be left empty."""
    owners = history.lines.select("purchase_id", pl.col("member_id").alias("owner")).unique("purchase_id")
    joined = uses.join(owners.with_columns(there=True), left_on="value", right_on="purchase_id", how="left", maintain_order="left")
    stated = pl.col("value").is_not_null()
    missing = pl.format("there is no purchase {}", quoted("value"))
    yield from found(
        joined,
        ("unknown-purchase", "value"),
        stated & pl.col("there").is_null(),
        missing,
        "write the purchase's id, or leave the cell empty",
    )
    other = stated & pl.col("there").is_not_null() & pl.col("owner").ne_missing(pl.col("member_id"))
    message = pl.format("purchase {} is not member {}'s", quoted("value"), quoted("member_id"))
    yield from found(joined, ("other-member", "value"), other, message, "a coupon is used for a purchase of the member's own")
