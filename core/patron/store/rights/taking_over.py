"""Cards of an import: movements that were written down together, and are posted in one go."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from sqlalchemy import or_, select, update

from patron.store.deciding.stored import states, states_of
from patron.store.reading.chunks import chunks, rows_of
from patron.store.rights.card_source import card_postings, cards
from patron.store.rights.cards import refresh_cards
from patron.store.rights.ends import card_ends
from patron.store.rights.making import make_cards
from patron.store.rights.moved import moved_of, movements
from patron.store.rights.telling import CARD_KINDS

if TYPE_CHECKING:
    from patron.store.deciding.transaction import Txn

_POSTED = select(card_postings.c.number).where(card_postings.c.movement == movements.c.movement_id).exists()


def take_over_cards(txn: Txn, day: int) -> int:
    """Post every movement of a card that has been written down and not been posted; how many cards that concerned.

    Raises RefusedError for what may not be.
    """
    new = select(movements.c.number).where(movements.c.kind == "card_make", ~_POSTED).order_by(movements.c.at, movements.c.movement_id)
    made = 0
    for number in txn.connection.execute(new).scalars().all():
        made += int(make_cards(txn, moved_of(txn.connection, number))["made"])
    rest = [kind for kind in CARD_KINDS if kind != "card_make"]
    named = select(movements.c.ref).where(movements.c.kind.in_(rest), movements.c.ref.is_not(None), ~_POSTED).distinct()
    touched = sorted(txn.connection.execute(named).scalars())
    for part in chunks(touched, 500):
        refresh_cards(txn, part, day)
    _await_ends(txn, touched)
    return made + len(touched)


def _await_ends(txn: Txn, numbers: Collection[str]) -> None:
    """Whoever holds one of these cards is due on the day on which it gives its tier no more."""
    holders = {one for (one,) in rows_of(txn.connection, select(cards.c.holder), cards.c.card, numbers) if one is not None}
    ends = card_ends(txn.connection, txn.versions, holders)
    for member, state in states_of(txn.connection, ends).items():
        if first := min((day for day in ends[member] if day > (state["decided_to"] or 0)), default=None):
            due_later = or_(states.c.next_due.is_(None), states.c.next_due > first)
            txn.connection.execute(update(states).where(states.c.member == member, due_later).values(next_due=first))
