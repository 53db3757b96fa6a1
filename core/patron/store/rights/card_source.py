"""What cards are decided from: their movements, those of cards that share a purchase or a gift rule with them, and their buyers."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

import polars as pl
from sqlalchemy import Connection, Table, select

from patron.engine.cards import CardRun, PostingKind, run
from patron.engine.history import MOVEMENTS, History
from patron.store.reading.chunks import rows_of
from patron.store.reading.histories import movements_of, purchases
from patron.store.reading.naming import numbers_of, records_of
from patron.store.rights.moved import movements
from patron.store.rights.sources import Scheme, own_history, with_purchases
from patron.store.rights.telling import CARD_KINDS, Fault
from patron.store.schemes import Versions
from patron.store.tables import CardPostingRow, CardRow

card_postings: Table = CardPostingRow.__table__  # type: ignore[attr-defined]
cards: Table = CardRow.__table__  # type: ignore[attr-defined]
_ISSUES = ("card_sell", "card_give")


@dataclass(frozen=True, slots=True)
class CardSource:
    """Some cards with everything that decides them, up to a day that includes all their movements."""

    scheme: Scheme
    numbers: frozenset[str]
    history: History
    as_of: int

    def run(self) -> CardRun:
        """The cards as the engine decides them."""
        return run(self.scheme.first, self.history, self.as_of, only=self.numbers, later=self.scheme.later)

    def up_to(self, day: int) -> CardSource:
        """The same without what happened after a day."""
        return replace(self, history=replace(self.history, movements=self.history.movements.filter(pl.col("day") <= day)), as_of=day)

    @staticmethod
    def faults(decided: CardRun) -> list[Fault]:
        """The movements that must not be."""
        return [Fault(one.row, one.code, one.column, one.message, one.help) for one in decided.wrong]


def card_source(connection: Connection, versions: Versions, numbers: Collection[str], day: int) -> CardSource:
    """Everything about these cards and those that are decided with them."""
    scheme = Scheme.of(versions)
    every = concerned(connection, numbers)
    told = card_movements(connection, every)
    known = _conditions(connection, versions, scheme, told)
    paid = told.filter(pl.col("kind") == "card_pay")["value"].drop_nulls().to_list()
    others = known.movements.filter(~pl.col("kind").is_in(CARD_KINDS))
    history = with_purchases(connection, versions, replace(known, movements=pl.concat([others, told])), paid)
    last: Any = told["day"].max()
    return CardSource(scheme, frozenset(every), history, max(day, day if last is None else last))


def _conditions(connection: Connection, versions: Versions, scheme: Scheme, told: pl.DataFrame) -> History:
    """What is known of those who bought cards or were given them, where rules ask."""
    asks = any(kind.free or any(sale.to is not None for sale in kind.sale) for plan in scheme.plans for kind in plan.cards)
    buyers = told.filter(pl.col("kind").is_in(_ISSUES))["member_id"].drop_nulls().unique()
    numbers = numbers_of(connection, buyers).values() if asks else []
    return own_history(connection, versions, set(numbers))


def concerned(connection: Connection, numbers: Collection[str]) -> set[str]:
    """These cards and, one after another, those that paid for the same purchases, and those that were given to the same members."""
    found = set(numbers)
    asked = found
    while asked:
        reached = _paid_with(connection, asked) | _given_with(connection, asked)
        asked = reached - found
        found |= asked
    return found


def _paid_with(connection: Connection, numbers: Collection[str]) -> set[str]:
    pays = movements.c.kind == "card_pay"
    named = {one for (one,) in rows_of(connection, select(movements.c.value).where(pays), movements.c.ref, numbers) if one is not None}
    bought = {one for (one,) in rows_of(connection, select(purchases.c.purchase_id), purchases.c.purchase_id, named)}
    query = select(card_postings.c.card).where(card_postings.c.kind == PostingKind.PAID.value)
    return {one for (one,) in rows_of(connection, query, card_postings.c.ref, bought)}


def _given_with(connection: Connection, numbers: Collection[str]) -> set[str]:
    gives = movements.c.kind == "card_give"
    members = {one for (one,) in rows_of(connection, select(movements.c.member).where(gives), movements.c.ref, numbers) if one is not None}
    records = records_of(connection, members)
    return {one for (one,) in rows_of(connection, select(movements.c.ref).where(gives), movements.c.member, records)}


def card_movements(connection: Connection, numbers: Collection[str]) -> pl.DataFrame:
    """All movements of these cards, and those that made them."""
    if not numbers:
        return pl.DataFrame(schema=MOVEMENTS)
    made = select(card_postings.c.movement).where(card_postings.c.kind == PostingKind.MADE.value)
    makes = {one for (one,) in rows_of(connection, made, card_postings.c.card, numbers)}
    own = movements.c.kind.in_([kind for kind in CARD_KINDS if kind != "card_make"])
    rows = [one for (one,) in rows_of(connection, select(movements.c.number).where(own), movements.c.ref, numbers)]
    rows += [one for (one,) in rows_of(connection, select(movements.c.number), movements.c.movement_id, makes)]
    frames = [movements_of(connection, movements.c.number.in_(part)) for part in _parts(rows)]
    return pl.concat(frames) if frames else pl.DataFrame(schema=MOVEMENTS)


def cards_of(connection: Connection, members: Collection[int]) -> set[str]:
    """The cards that were sold or given to these members (survivors)."""
    issued = select(movements.c.ref).where(movements.c.kind.in_(_ISSUES))
    return {one for (one,) in rows_of(connection, issued, movements.c.member, records_of(connection, members)) if one is not None}


def _parts(rows: Iterable[int]) -> Iterable[list[int]]:
    every = list(dict.fromkeys(rows))
    return (every[start : start + 5000] for start in range(0, len(every), 5000))
