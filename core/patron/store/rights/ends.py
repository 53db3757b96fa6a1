"""Cards that end by themselves: what is left on them is posted as expired, and a tier that they gave is given no more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Table, select

from patron.engine.cards import State
from patron.store.reading.chunks import rows_of
from patron.store.tables import CardRow

if TYPE_CHECKING:
    from patron.store.deciding.outcome import Outcome
    from patron.store.deciding.transaction import Txn
    from patron.store.schemes import Versions

cards: Table = CardRow.__table__  # type: ignore[attr-defined]
BATCH = 200  # cards a transaction
_ISSUED = tuple(state.value for state in (State.SOLD, State.ACTIVE, State.SUSPENDED))


def card_ends(connection: Connection, versions: Versions, numbers: Collection[int]) -> dict[int, list[int]]:
    """By member the first days on which an active card of hers gives its tier no more."""
    kinds = {kind.id for one in versions.all for kind in one.plan.cards if kind.gives_tier is not None}
    found: dict[int, list[int]] = defaultdict(list)
    if not kinds:
        return found
    query = select(cards.c.holder, cards.c.valid_until).where(cards.c.kind.in_(sorted(kinds)), cards.c.state == State.ACTIVE.value)
    for holder, last in rows_of(connection, query.where(cards.c.valid_until.is_not(None)), cards.c.holder, numbers):
        found[holder].append(last + 1)
    return found


def due_cards(connection: Connection, day: int, most: int = BATCH, after: tuple[int, str] | None = None) -> list[tuple[int, str]]:
    """Last day and number of cards whose last day is before `day` and whose end has not been posted, in this order, behind `after`."""
    query = select(cards.c.valid_until, cards.c.card).where(cards.c.valid_until < day, cards.c.state.in_(_ISSUED))
    if after is not None:
        last, number = after
        query = query.where((cards.c.valid_until > last) | ((cards.c.valid_until == last) & (cards.c.card > number)))
    rows = connection.execute(query.order_by(cards.c.valid_until, cards.c.card).limit(most)).all()
    return [(last, number) for last, number in rows]


def end_cards(txn: Txn, numbers: Collection[str], day: int) -> tuple[int, list[Outcome]]:
    """Post the ends of some cards up to the start of a day, and decide the holders whose tier they gave; how many have ended."""
    from patron.store.deciding.again import redecide
    from patron.store.reading.naming import numbers_of
    from patron.store.rights.cards import refresh_cards

    ended = [card for card in refresh_cards(txn, numbers, day) if card.state is State.EXPIRED and card.number in set(numbers)]
    holders = {card.holder for card in ended if card.holder is not None and card.kind.gives_tier is not None}
    outcomes = redecide(txn, numbers_of(txn.connection, holders).values(), day) if holders else []
    return len(ended), outcomes
