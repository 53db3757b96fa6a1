"""Uses of rights that came with items bought: each takes one use of an item of the member's that has some left.

In order of events. A movement names the benefit and no item: an item whose right may be used as often as asked bears it; else
the item whose right ends first, of those the one bought first. An item that came back wholly has no right from then on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from patron.engine.derived import derive
from patron.engine.entitlements.facts import take
from patron.engine.entitlements.model import Lack
from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.plan.benefits import ItemGrant
from patron.engine.prices.goods import Mask, goods_mask
from patron.engine.reference.calendar import add
from patron.engine.reference.events import Line, Movement, Purchase, Return, read_events
from patron.engine.results import Evaluation

KIND = "use_benefit"


@dataclass(slots=True)
class ItemHeld:
    """The right that one line brought; `times` None: as often as asked."""

    purchase: Purchase
    line: Line
    last: int
    times: int | None
    used: int = 0

    def left(self, day: int) -> int | None:
        """How many uses there are on the day; None: as many as asked."""
        if day > self.last or (self.line.amount and self.line.returned >= self.line.amount):
            return 0
        return None if self.times is None else self.times - self.used


@dataclass(slots=True)
class ItemUses:
    """What was used by (benefit, row of `history.lines`), and the movements that use what there is not."""

    used: dict[tuple[str, int], int]
    lacks: list[Lack]


def uses_items(plan: Plan, history: History) -> bool:
    """Whether some movement uses such a right."""
    names = [one.id for one in plan.benefits.items]
    return bool(names) and bool((history.movements["kind"].eq(KIND) & history.movements["ref"].is_in(names)).any())


def refused_item_uses(plan: Plan, history: History, evaluation: Evaluation, as_of: int) -> list[Lack]:
    """The uses of what there is not, of everyone; `evaluation` has detail."""
    assert evaluation.purchases is not None, "rights of items go by the tiers of purchases"
    rows = evaluation.purchases.select("purchase_id", "tier", "tier_after").iter_rows()
    return item_uses(plan, history, {name: (before, after) for name, before, after in rows}, as_of).lacks


def item_uses(plan: Plan, history: History, tiers: Mapping[str, tuple[int, int]], as_of: int) -> ItemUses:
    """Every use up to the as-of date by members' own items; `tiers`: those held before and after each purchase."""
    items = {one.id: one for one in plan.benefits.items}
    masks = {one.id: [goods_mask(history.lines, entry.goods) for entry in one.entries] for one in plan.benefits.items}
    fields = tuple(sorted({name for one in items.values() for entry in one.entries for name, _, _ in entry.goods.fields}))
    opened = {name: day for name, day in history.members.select("member_id", "opening_on").iter_rows() if day is not None}
    held: dict[tuple[str, str], list[ItemHeld]] = {}
    found = ItemUses({}, [])
    events = read_events(derive(plan, _concerned(history, list(items))), as_of, fields)
    rows = dict(enumerate(_own_rows(history, list(items))))
    for event in events.ordered:
        if isinstance(event, Purchase):
            for line in event.lines:
                line.row = rows[line.row]
            for name, item in items.items():
                if event.member is not None and set(item.tiers).intersection(tiers.get(event.id, ())):
                    held.setdefault((event.member, name), []).extend(_brought(item, event, masks[name]))
        elif isinstance(event, Return):
            for row in event.rows:
                if row.purchase in events.purchases:
                    take(events.purchases[row.purchase], row)
        elif event.kind == KIND and event.ref in items and event.day > opened.get(event.member, -(10**9)):
            _use(event, held.get((event.member, event.ref), []), found)
    for (_, name), rights in held.items():
        found.used.update({(name, one.line.row): one.used for one in rights if one.used})
    return found


def _users(history: History, names: list[str]) -> pl.Expr:
    moves = history.movements.filter(pl.col("kind").eq(KIND) & pl.col("ref").is_in(names))
    return pl.col("member_id").is_in(moves["member_id"].unique().implode())


def _own_rows(history: History, names: list[str]) -> list[int]:
    """The rows of `history.lines` that `_concerned` keeps."""
    return history.lines.select(pl.arg_where(_users(history, names)))["member_id"].to_list()


def _concerned(history: History, names: list[str]) -> History:
    """What the members who use such rights bought, brought back and used."""
    own = _users(history, names)
    lines = history.lines.filter(own)
    returns = history.returns.filter(pl.col("returns").is_in(lines["purchase_id"].implode()))
    moves = history.movements.filter(pl.col("kind").eq(KIND) & pl.col("ref").is_in(names))
    return replace(history, lines=lines, returns=returns, movements=moves)


def _brought(item: ItemGrant, purchase: Purchase, masks: list[Mask]) -> list[ItemHeld]:
    """The rights of a purchase's lines: of each line by the first entry that fits it."""
    brought = []
    for line in purchase.lines:
        for entry, mask in zip(item.entries, masks, strict=True):
            if mask[line.row] and entry.price_from <= line.amount and (entry.price_below is None or line.amount < entry.price_below):
                brought.append(ItemHeld(purchase, line, add(purchase.day, entry.valid_for) - 1, entry.times))
                break
    return brought


def _use(event: Movement, rights: list[ItemHeld], found: ItemUses) -> None:
    wanted = int(event.value or 1)
    good = sorted((one for one in rights if one.left(event.day) != 0), key=lambda one: (one.times is not None, one.last))
    if good and good[0].times is None:
        good[0].used += wanted
        return
    available = sum(one.left(event.day) or 0 for one in good)
    if available < wanted:
        found.lacks.append(Lack(event.row, event.member, event.ref or "", event.day, wanted, available))
        return
    for one in good:
        part = min(wanted, one.left(event.day) or 0)
        one.used += part
        wanted -= part
