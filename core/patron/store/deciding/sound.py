"""Whether the checks of files would find nothing in one movement: in plain Python, as frames of one row cost more than deciding."""

from __future__ import annotations

import re

from patron.engine.plan import Plan
from patron.engine.plan.uses import Exchange
from patron.engine.validate.kinds import KINDS
from patron.store.deciding.outcome import Row

_HOW_MANY = re.compile(r"[1-9][0-9]{0,5}")


def is_sound(plan: Plan, member: int | None, day: int, cells: Row) -> bool:
    """True where `patron.engine.validate.movements` has nothing to say of the movement by itself, False where it has.

    `cells`: `kind` and the columns that it fills in, members by number. How often an exchange was made, and whether a prize was
    drawn before it was won, only the rows of others tell: that is not asked here.
    """
    kind = KINDS.get(cells["kind"])
    if kind is None or (kind.of_a_member and member is None):
        return False
    if any(cells.get(need.column) is None for need in kind.needs):
        return False
    if any((figure := cells.get(column)) is not None and figure <= 0 for column in kind.above_zero):
        return False
    value = cells.get("value")
    if kind.whole_value and value is not None and _HOW_MANY.fullmatch(value) is None:
        return False
    return _agrees(plan, member, day, cells)


def _agrees(plan: Plan, member: int | None, day: int, cells: Row) -> bool:
    """With the scheme."""
    ref, points, benefits = cells.get("ref"), plan.points, plan.benefits
    match cells["kind"]:
        case "give":
            return bool(cells["to_member"] != member)
        case "adjust":
            return bool(cells["points"] != 0)
        case "grant_tier":
            return any(tier.id == cells["value"] for tier in plan.tiers)
        case "exchange":
            return any(one.id == ref and _costs(one, day, cells) for one in points.exchange)
        case "win":
            return any(prize.id == ref for one in points.exchange for prize in one.prizes)
        case "quiz":
            return any(one.id == ref for one in points.quiz)
        case "use_benefit":
            counted = any(one.id == ref for one in benefits.grants if one.used_by == "use_benefit")
            return ref in benefits.ids and (counted or any(one.id == ref for one in benefits.items))
        case "false_claim":
            return ref in benefits.claims
    return True


def _costs(entry: Exchange, day: int, cells: Row) -> bool:
    """Whether the entry is open on the day, and costs what was told."""
    if (entry.first_day is not None and day < entry.first_day) or (entry.last_day is not None and day > entry.last_day):
        return False
    times = int(cells.get("value") or 1)
    told = ((cells.get("points"), entry.points), (cells.get("amount"), entry.cash))
    return all(figure is None or figure == times * price for figure, price in told)
