"""Movements about rights: locked before they are decided, asked of the engine, and told with what is left."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
from sqlalchemy import Connection, select

from patron.store.rights.benefits import Held, held_of, source_of
from patron.store.rights.card_source import CardSource, card_source, cards
from patron.store.rights.cards import card_detail, post_cards
from patron.store.rights.left import Detail, detail_of
from patron.store.rights.making import make_cards
from patron.store.rights.moved import Moved, moved_of
from patron.store.rights.standing import issues_anything, states, write
from patron.store.rights.telling import CARD_KINDS, RIGHTS, refuse
from patron.store.take_in import local_day

if TYPE_CHECKING:
    from patron.engine.cards import Card
    from patron.store.deciding.transaction import Txn
    from patron.store.schemes import Versions


def hold(connection: Connection, kind: str, member: int | None, ref: str | None) -> None:
    """Lock what a movement of this kind spends, before anything is read: the member's state, and the card of its `ref`.

    On PostgreSQL a transaction that meets the lock is run again as a whole, so that no two see the same balance; on SQLite a write
    transaction is alone anyway. What is in memory of the member stays good, since nothing is changed.
    """
    if kind in CARD_KINDS and ref is not None:
        connection.execute(select(cards.c.version).where(cards.c.card == ref).with_for_update()).all()
    if kind in RIGHTS and member is not None:
        connection.execute(select(states.c.version).where(states.c.member == member).with_for_update()).all()


def concerns(connection: Connection, versions: Versions, number: int) -> set[int]:
    """The members whose tiers and points the movement of this row may change: its own, and the holder of a card that gives a tier."""
    moved = moved_of(connection, number)
    found = set() if moved.member is None else {moved.member}
    gives = any(kind.gives_tier is not None for plan in versions.plans for kind in plan.cards)
    if moved.card is not None and gives:
        holder = connection.execute(select(cards.c.holder).where(cards.c.card == moved.card)).scalar_one_or_none()
        found |= set() if holder is None else {holder}
    return found


def decide_right(txn: Txn, number: int) -> Detail:
    """Decide the movement of a row beyond what it does to points and tiers, which must have been decided; what only it tells.

    Raises RefusedError for what the rules refuse, and for what would make a movement impossible that was taken before.
    """
    moved = moved_of(txn.connection, number)
    if moved.kind == "card_make":
        return make_cards(txn, moved)
    return _card(txn, moved) if moved.kind in CARD_KINDS else _right(txn, moved)


def _today(txn: Txn, moved: Moved) -> int:
    return max(local_day(txn.now, txn.versions.zone), moved.day)


def _right(txn: Txn, moved: Moved) -> Detail:
    assert moved.member is not None, "movements of cards alone name nobody"
    member = txn.name([moved.member])[moved.member]
    source = source_of(txn.connection, txn.versions, [moved.member], _today(txn, moved))
    held = held_of(source, txn.versions, txn.connection)
    refuse(held.faults, moved)
    if issues_anything(txn.versions):
        write(txn.connection, [moved.member], held, source.as_of)
    day = _told_on(moved, held, source.as_of)
    if day < source.as_of:  # what was good on a day gone by may be no more
        source = replace(source, as_of=day)
        held = held_of(source, txn.versions, txn.connection, check=False)
    return detail_of(moved, member, source, held)


def _told_on(moved: Moved, held: Held, as_of: int) -> int:
    """The last day up to `as_of` on which all is still good that was good on the movement's: with what was used of it since."""
    good = (pl.col("from") <= moved.day) & (pl.col("until") >= moved.day)
    ends: list[int] = held.issues.filter((pl.col("benefit") == (moved.ref or "")) & good)["until"].to_list()
    if moved.kind in {"use_voucher", "exchange"}:
        running = (pl.col("issued_on") <= moved.day) & (pl.col("ends_on") > moved.day)
        ends += (held.vouchers.filter(running)["ends_on"] - 1).to_list()
    return max(moved.day, min([as_of, *ends]))


def _card(txn: Txn, moved: Moved) -> Detail:
    source = card_source(txn.connection, txn.versions, [moved.ref or ""], _today(txn, moved))
    decided = source.run()
    refuse(source.faults(decided), moved)
    every = post_cards(txn, source, decided)
    later = source.history.movements.filter(pl.col("kind").is_in(CARD_KINDS) & (pl.col("at") > moved.at))
    txn.late = txn.late or later.height > 0
    card = next(one for one in every if one.number == moved.ref)
    if source.as_of > moved.day:
        card = _before_its_end(source, moved, card)
    return card_detail(card, txn.versions.places)


def _before_its_end(source: CardSource, moved: Moved, card: Card) -> Card:
    """A card whose end has come since the movement, as it stood on the last day that was known then: with what was used of it since."""
    then = next(one for one in source.up_to(moved.day).run().cards if one.number == moved.ref)
    if then.valid_until is None or then.valid_until >= source.as_of:
        return card
    last = max(then.valid_until, moved.day)
    return next(one for one in source.up_to(last).run().cards if one.number == moved.ref)
