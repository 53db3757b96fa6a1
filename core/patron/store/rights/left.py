"""What is left after a movement, for the decision that is told at the till: JSON values, amounts as decimals, days as ISO dates."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl

from patron.engine.amounts_text import decimal_text
from patron.engine.coupon_uses import coupon_uses, find_coupon, uses_so_far
from patron.engine.days import iso_of
from patron.engine.derived import EARN, derive
from patron.engine.history import History
from patron.engine.plan import Plan, Points
from patron.store.rights.benefits import Held, Source
from patron.store.rights.moved import Moved

Detail = dict[str, Any]


def detail_of(moved: Moved, member: str, source: Source, held: Held) -> Detail:
    """By kind of movement, what only this one tells."""
    plan = source.scheme.on(moved.day)
    match moved.kind:
        case "use_benefit":
            return {"benefit": moved.ref, "used": moved.times, **_issued(held.issues, moved.ref or "", moved.day)}
        case "use_coupon":
            return _coupon(moved, member, source, held, plan)
        case "use_voucher":
            return {"paid": decimal_text(moved.amount or 0, plan.places), **_vouchers(held, moved.day, plan)}
        case "exchange":
            return _exchange(moved, held, plan)
        case "win":
            prize = next(one for entry in plan.points.exchange for one in entry.prizes if one.id == moved.ref)
            return {"prize": prize.id, "points": prize.points}
        case "quiz":
            return _quiz(moved, member, source, plan)
        case _:
            return {"benefit": moved.ref, "claims": _claims(moved, member, source)}


def _issued(issues: pl.DataFrame, benefit: str, day: int) -> Detail:
    """Of what is good on the day: how many there were, how many are left, and until when the first of them is good."""
    good = issues.filter((pl.col("benefit") == benefit) & (pl.col("from") <= day) & (pl.col("until").is_null() | (pl.col("until") >= day)))
    if good.is_empty():
        return {}
    granted = int((good["granted"] + good["carried"]).sum())
    left = good.filter(pl.col("left") > 0)
    until = left["until"].min() if left.height else good["until"].max()
    return {"granted": granted, "left": int(good["left"].sum()), "until": iso_of(until if isinstance(until, int) else None)}


def _coupon(moved: Moved, member: str, source: Source, held: Held, plan: Plan) -> Detail:
    coupon = find_coupon(plan, moved.ref or "")
    assert coupon is not None, "an unknown coupon was refused"
    detail: Detail = {"coupon": coupon.id}
    if coupon.each_member is not None:
        used = uses_so_far(coupon_uses(source.history, plan), coupon.id, member).by_member
        detail |= {"each_member": coupon.each_member, "left": coupon.each_member - used}
    if any(grant.used_by == "use_coupon" and grant.id == coupon.id for grant in plan.benefits.grants):
        detail |= _issued(held.issues, coupon.id, moved.day)
    return detail


def _vouchers(held: Held, day: int, plan: Plan) -> Detail:
    """All vouchers that are good on the day."""
    good = held.vouchers.filter((pl.col("issued_on") <= day) & (pl.col("ends_on").is_null() | (pl.col("ends_on") > day)))
    left = good.filter(pl.col("left") > 0)
    shown = [
        {"rule": row["rule"], "left": decimal_text(row["left"], plan.places), "ends_on": iso_of(row["ends_on"])} for row in left.to_dicts()
    ]
    return {"left": decimal_text(int(good["left"].sum()), plan.places), "vouchers": shown}


def _exchange(moved: Moved, held: Held, plan: Plan) -> Detail:
    entry = next(one for one in plan.points.exchange if one.id == moved.ref)
    detail: Detail = {"exchange": entry.id, "times": moved.times, "points": entry.points * moved.times}
    if entry.cash:
        detail["cash"] = decimal_text(entry.cash * moved.times, plan.places)
    if entry.worth:
        detail |= {"voucher": decimal_text(entry.worth * moved.times, plan.places), **_vouchers(held, moved.day, plan)}
    return detail


def _quiz(moved: Moved, member: str, source: Source, plan: Plan) -> Detail:
    """What the answer earned: nothing beyond the month's number."""
    quiz = next(one for one in plan.points.quiz if one.id == moved.ref)
    own = source.history.movements.filter((pl.col("member_id") == member) & (pl.col("kind") == "quiz"))
    asked = replace(plan, points=replace(Points(), quiz=(quiz,)), cards=())
    made = derive(asked, History(movements=own)).movements.filter(pl.col("row") == moved.number)
    return {"quiz": quiz.id, "points": quiz.points if made["kind"].item() == EARN else 0}


def _claims(moved: Moved, member: str, source: Source) -> int:
    """How many false claims of this benefit the member has made."""
    claims = source.history.movements.filter(
        (pl.col("kind") == "false_claim") & (pl.col("ref") == moved.ref) & (pl.col("member_id") == member)
    )
    return int(claims["value"].cast(pl.Int64, strict=False).fill_null(1).sum())
