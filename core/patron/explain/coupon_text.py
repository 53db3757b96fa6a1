"""Coupons used and restricted goods as tables of an explanation."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from patron.engine.restricted import Outside, Refusal
from patron.explain.coupons import CouponUsed
from patron.explain.phrases import Phrases

_WHY = {
    Refusal.OTHER_TIER: ("等级不符", "not for her tier"),
    Refusal.NOT_YET: ("尚未发售", "before the first day of sale"),
    Refusal.NO_LONGER: ("已停售", "after the last day of sale"),
    Refusal.EACH_MEMBER: ("超过每人限购数量", "more than a member may have"),
    Refusal.IN_TOTAL: ("超过总限量", "more than there are"),
}


def coupon_table(used: tuple[CouponUsed, ...], say: Phrases) -> Table:
    """Day, coupon, purchase and what it took off."""
    table = Table.grid(padding=(0, 2))
    for one in used:
        purchase = "" if one.purchase is None else say.words(f"消费 {one.purchase}", f"purchase {one.purchase}")
        off = "" if one.amount is None else f"\N{MINUS SIGN}{say.money(one.amount)}"
        table.add_row(say.date(one.on), Text(say.rule(one.coupon)), Text(purchase), off)
    return table


def outside_table(sold: tuple[Outside, ...], say: Phrases) -> Table:
    """Day, line and why it should not have been sold."""
    table = Table.grid(padding=(0, 2))
    for one in sold:
        line = "" if one.line is None else say.words(f" 第 {one.line} 行", f" line {one.line}")
        item = say.words.category(one.category) if one.category else ""
        why = say.words(*_WHY[one.reason])
        table.add_row(say.date(one.day), Text(f"{one.purchase_id}{line}"), Text(item), Text(f"{say.rule(one.rule)}: {why}"))
    return table
