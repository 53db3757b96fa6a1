"""Coupons that are for some tiers only, used by members of another: what only a run can say."""

from __future__ import annotations

import polars as pl

from patron.engine.coupon_uses import KIND, coupon_uses
from patron.engine.days import iso
from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.results import Evaluation
from patron.findings import CellPlace, Finding

_LAPSE = "lapse"  # at the start of its day: the tier that was lost is none of that day's


def tier_findings(plan: Plan, history: History, evaluation: Evaluation, as_of: int) -> list[Finding]:
    """`coupon-other-tier` for each use by a member who held no tier of the coupon's `for` at any time on that day, by row.

    A coupon that is issued is left to what was issued; so is a use that the member's opening balance contains.
    """
    issued = {grant.id for grant in plan.benefits.grants}
    allowed = {
        one.id: {plan.tiers[rank].id for rank in one.tiers} for one in plan.coupons if one.tiers is not None and one.id not in issued
    }
    if not allowed or not (history.movements["kind"] == KIND).any():
        return []
    uses = coupon_uses(history, plan).filter(pl.col("coupon").is_in(list(allowed)) & (pl.col("day") <= as_of))
    names = uses["member_id"].unique().implode()
    opened = {row["member_id"]: row for row in history.members.filter(pl.col("member_id").is_in(names)).to_dicts()}
    changes: dict[str, list[tuple[int, str, str]]] = {}
    for name, *change in evaluation.changes.filter(pl.col("member_id").is_in(names)).select("member_id", "on", "to", "reason").iter_rows():
        changes.setdefault(name, []).append((change[0], change[1], change[2]))
    found = []
    for row, member, day, coupon in uses.select("row", "member_id", "day", "coupon").sort("row").iter_rows():
        opening = opened.get(member, {})
        if opening.get("opening_on") is not None and day <= opening["opening_on"]:
            continue
        held = _held(opening.get("opening_tier") or plan.tiers[0].id, changes.get(member, []), day)
        if not allowed[coupon].intersection(held):
            on = iso(day)
            message = f"coupon '{coupon}' is not for '{held[-1]}', the tier of member '{member}' on {on}"
            whose = ", ".join(tier.id for tier in plan.tiers if tier.id in allowed[coupon])
            help_ = f"it is for {whose}; leave the row out, or change the coupon's 'for'"
            found.append(Finding(str(history.names.movements), CellPlace(row, "ref"), "coupon-other-tier", message, help_))
    return found


def _held(first: str, changes: list[tuple[int, str, str]], day: int) -> list[str]:
    """The tiers held on the day, in order."""
    held = [first]
    for on, to, reason in changes:
        if on > day:
            break
        held = [to] if on < day or reason == _LAPSE else [*held, to]
    return held
