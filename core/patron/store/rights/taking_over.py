"""Cards of an import: movements that were written down together, and are posted in one go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from patron.store.reading.chunks import chunks
from patron.store.rights.card_source import card_postings
from patron.store.rights.cards import refresh_cards
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
    return made + len(touched)
