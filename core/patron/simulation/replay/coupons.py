"""What coupons cost, and which restricted goods were sold outside their rules."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import polars as pl

from patron.engine.coupon_uses import coupon_uses
from patron.engine.days import to_date
from patron.engine.history import History
from patron.engine.plan import CouponKind, Plan
from patron.engine.restricted import sold_outside
from patron.engine.results import Evaluation
from patron.simulation.replay.costs import CostCell, CostKind
from patron.simulation.replay.entitled import Entitled
from patron.simulation.replay.exact import spread
from patron.simulation.replay.period import Period
from patron.simulation.replay.request import TakeUp
from patron.simulation.replay.stints import Stints


def coupon_costs(plan: Plan, history: History, stints: Stints, period: Period) -> list[CostCell]:
    """What the coupons used in the period took off, and what gifts cost, by coupon in file order.

    The cost belongs to the tier that the member held at the end of the day of use. A use that was given back by the end of the
    period costs nothing.
    """
    if not plan.coupons:
        return []
    stands = pl.col("given_back").is_null() | (pl.col("given_back") > period.last)
    within = pl.col("coupon").is_not_null() & pl.col("day").is_between(period.first, period.last)
    uses = coupon_uses(history, plan).filter(within & stands)
    held = uses.join(stints.stints.select("member_id", "rank", "start", "end"), on="member_id", how="left", maintain_order="left")
    held = held.filter((pl.col("start") <= pl.col("day")) & (pl.col("day") < pl.col("end"))).select("movement_id", "rank")
    rows = uses.join(held, on="movement_id", how="left", maintain_order="left")
    gifts = {coupon.id: coupon.value for coupon in plan.coupons if coupon.kind is CouponKind.GIFT}
    sums: dict[tuple[str, int, str], int] = defaultdict(int)
    for coupon, rank, day, amount in rows.select("coupon", "rank", "day", "amount").iter_rows():
        sums[coupon, rank or 0, to_date(day).isoformat()[:7]] += gifts.get(coupon, amount or 0)
    order = {coupon.id: index for index, coupon in enumerate(plan.coupons)}
    cells = sorted(sums.items(), key=lambda item: (order[item[0][0]], item[0][1:]))
    return [CostCell(CostKind.COUPON, coupon, rank, month, amount) for (coupon, rank, month), amount in cells if amount]


def issued_coupon_costs(plan: Plan, history: History, entitled: Entitled, take_up: TakeUp) -> list[CostCell]:
    """What coupons cost that members are issued and of which the history has no use at all: issued x take-up x worth.

    The worth is the amount off, or the gift's cost; a rate has none that is known, and costs nothing here.
    """
    found: list[CostCell] = []
    if not plan.coupons:
        return found
    known = set(coupon_uses(history, plan)["coupon"])
    for coupon in plan.coupons:
        parts = entitled.issued.get(coupon.id)
        if parts and coupon.id not in known and coupon.kind is not CouponKind.RATE:
            keys = sorted(parts)
            amounts = spread(coupon.value * take_up.of(coupon.id) * parts[key] for key in keys)
            found += [CostCell(CostKind.COUPON, coupon.id, *key, amount) for key, amount in zip(keys, amounts, strict=True) if amount]
    return found


@dataclass(frozen=True, slots=True)
class SoldOutside:
    """How many lines of the period were sold outside a rule of `restricted`, and their amount in minor units."""

    rule: str
    lines: int
    amount: int


def outside_rules(plan: Plan, history: History, evaluation: Evaluation, period: Period) -> list[SoldOutside]:
    """Every rule in file order, those that all sales kept to as well. They change no other figure."""
    if not plan.restricted:
        return []
    assert evaluation.purchases is not None, "the replay asks for detail"
    found = [one for one in sold_outside(plan, history.lines, evaluation.purchases) if period.first <= one.day <= period.last]
    return [
        SoldOutside(rule.id, sum(one.rule == rule.id for one in found), sum(one.amount for one in found if one.rule == rule.id))
        for rule in plan.restricted
    ]
