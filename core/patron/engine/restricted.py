"""Lines of restricted goods that were sold outside their rule: to another tier, on another day, or beyond the number.

They change no result. Every piece sold counts towards the numbers, those outside the rule too, and what is brought back gives
no room; a line is beyond a number if the pieces in the window, its own included, are more than the rule lets pass.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from enum import StrEnum

import polars as pl

from patron.engine.plan import Plan, Restriction, WindowKind
from patron.engine.prices.goods import goods_mask
from patron.engine.reference.calendar import window_start

PIECE = 1000  # `quantity` is in thousandths; a line without it is one piece


class Refusal(StrEnum):
    """Why a line should not have been sold."""

    OTHER_TIER = "other tier"
    NOT_YET = "not yet on sale"
    NO_LONGER = "no longer on sale"
    EACH_MEMBER = "more than a member may have"
    IN_TOTAL = "more than there are"


@dataclass(frozen=True, slots=True)
class Outside:
    """One line outside one rule; `row` is that of the file, `amount` in minor units."""

    rule: str
    reason: Refusal
    row: int
    purchase_id: str
    member_id: str | None
    day: int
    line: str | None
    category: str | None
    amount: int


def sold_outside(plan: Plan, lines: pl.DataFrame, purchases: pl.DataFrame) -> list[Outside]:
    """The lines outside any rule, by rule in file order, then by instant, purchase and row.

    `lines` as `history.LINES`; `purchases` as `results.PURCHASE_COLUMNS`, of which the tier held before the purchase is read.
    A purchase that is not among them has no member.
    """
    if not plan.restricted or lines.is_empty():
        return []
    tiers = purchases.select("purchase_id", "tier")
    found: list[Outside] = []
    for rule in plan.restricted:
        passed = lines.filter(pl.Series(goods_mask(lines, rule.goods))).sort("at", "purchase_id", "row")
        found += _outside(rule, passed.join(tiers, on="purchase_id", how="left", maintain_order="left"))
    return found


@dataclass(slots=True)
class _Sold:
    """Pieces sold in a window that moves on with the days; days come in order."""

    rule: Restriction
    days: deque[tuple[int, int]] = field(default_factory=deque)
    pieces: int = 0

    def add(self, day: int, pieces: int) -> None:
        self.days.append((day, pieces))
        self.pieces += pieces
        first = None if self.rule.window.kind is WindowKind.EVER else window_start(self.rule.window, day)
        while first is not None and self.days[0][0] < first:
            self.pieces -= self.days.popleft()[1]

    def beyond(self, most: int | None) -> bool:
        return most is not None and self.pieces > most * PIECE


def _outside(rule: Restriction, lines: pl.DataFrame) -> list[Outside]:
    columns = ("row", "purchase_id", "member_id", "day", "line", "category", "amount", "quantity", "tier")
    sold = _Sold(rule)
    by_member: dict[str, _Sold] = {}
    found = []
    for row, purchase, member, day, line, category, amount, quantity, tier in lines.select(columns).iter_rows():
        pieces = PIECE if quantity is None else quantity
        sold.add(day, pieces)
        hers = None if member is None else by_member.setdefault(member, _Sold(rule))
        if hers is not None:
            hers.add(day, pieces)
        reason = _when_and_whom(rule, None if member is None else tier, day)
        if reason is None and hers is not None and hers.beyond(rule.each_member):
            reason = Refusal.EACH_MEMBER
        if reason is None and sold.beyond(rule.in_total):
            reason = Refusal.IN_TOTAL
        if reason is not None:
            found.append(Outside(rule.id, reason, row, purchase, member, day, line, category, amount))
    return found


def _when_and_whom(rule: Restriction, tier: int | None, day: int) -> Refusal | None:
    if rule.tiers is not None and tier not in rule.tiers:
        return Refusal.OTHER_TIER
    if rule.last_day is not None and day > rule.last_day:
        return Refusal.NO_LONGER
    if rule.first_day is not None and day < rule.first_day:
        presale = rule.presale_day is not None and day >= rule.presale_day and tier in rule.presale_tiers
        return None if presale else Refusal.NOT_YET
    return None
