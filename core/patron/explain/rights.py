"""Rights that came with items bought: `each_item` of a benefit."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from patron.engine.entitlements.items import item_uses, uses_items
from patron.engine.entitlements.run import findings_of
from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.plan.compile_points import compile_goods
from patron.engine.prices.goods import Mask, goods_mask
from patron.engine.reference.calendar import add
from patron.engine.reference.events import Purchase
from patron.engine.reference.trace import Trace
from patron.findings import FindingsError
from patron.scheme.model import ItemRight, Scheme
from patron.vocabulary import Industry


@dataclass(frozen=True, slots=True)
class Right:
    """One right with one item; `last` is the last day on which it holds, `times` None: as often as asked, of which `used` have been."""

    benefit: str
    purchase: str
    line: str | None
    category: str | None
    amount: int  # minor units
    bought: int
    last: int
    times: int | None
    used: int = 0


def rights(scheme: Scheme, industry: Industry, plan: Plan, history: History, trace: Trace) -> tuple[Right, ...]:
    """Every right of items that the member bought and has not given back, by benefit and purchase.

    The purchaser must have held one of the benefit's tiers before the purchase, or gained one by it. The first
    entry of `each_item` that fits an item gives it; its price is what was paid for the line. Raises FindingsError for uses of
    what there is not.
    """
    used: dict[tuple[str, int], int] = {}
    if uses_items(plan, history):
        held = {one.id: (one.tier_before, one.tier_after) for one in trace.purchases}
        mine = replace(history, movements=history.movements.filter(pl.col("member_id") == trace.member_id))
        uses = item_uses(plan, mine, held, trace.as_of)
        if uses.lacks:
            raise FindingsError(findings_of(uses.lacks, history))
        used = uses.used
    ranks = {tier.id: rank for rank, tier in enumerate(plan.tiers)}
    found: list[Right] = []
    for benefit in scheme.benefits:
        tiers = {ranks[tier] for tier in benefit.for_}
        if benefit.each_item:
            masks = [goods_mask(history.lines, compile_goods(entry.goods, industry)) for entry in benefit.each_item]
            for purchase in trace.purchases:
                if tiers & {purchase.tier_before, purchase.tier_after}:
                    given = _of(benefit.id, purchase, benefit.each_item, masks, plan.places)
                    found += [replace(right, used=used.get((benefit.id, row), 0)) for row, right in given]
    return tuple(found)


def _of(benefit: str, purchase: Purchase, entries: list[ItemRight], masks: list[Mask], places: int) -> list[tuple[int, Right]]:
    """The rights with the rows of their lines."""
    given: list[tuple[int, Right]] = []
    for line in purchase.lines:
        if line.amount and line.returned == line.amount:
            continue
        for entry, mask in zip(entries, masks, strict=True):
            if mask[line.row] and _price_fits(entry, line.amount, places):
                last = add(purchase.day, entry.valid_for) - 1
                right = Right(benefit, purchase.id, line.name, line.kind[0], line.amount, purchase.day, last, entry.times)
                given.append((line.row, right))
                break
    return given


def _price_fits(entry: ItemRight, amount: int, places: int) -> bool:
    paid_from = None if entry.price_from is None else int(entry.price_from * 10**places)
    paid_below = None if entry.price_below is None else int(entry.price_below * 10**places)
    return (paid_from is None or amount >= paid_from) and (paid_below is None or amount < paid_below)
