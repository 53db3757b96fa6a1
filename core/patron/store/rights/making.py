"""New cards: consecutive numbers, after the last that was made of their kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, func, insert, select

from patron.engine.cards.desk import Desk
from patron.engine.cards.guests import Guests
from patron.engine.cards.numbers import Numbers
from patron.engine.cards.payable import Payable
from patron.engine.cards.refused import Movement
from patron.engine.cards.refused import RefusedError as WrongCardError
from patron.engine.history import History
from patron.store.refused import Refusal, RefusedError
from patron.store.rights.card_source import card_postings, cards
from patron.store.rights.cards import card_row, right_postings, rows_to_post
from patron.store.rights.moved import Moved, movements

if TYPE_CHECKING:
    from patron.store.deciding.transaction import Txn


def make_cards(txn: Txn, moved: Moved) -> dict[str, Any]:
    """Write the cards that a `card_make` makes; how many, and the first and the last. Raises RefusedError for a wrong number or role."""
    plan = txn.version(moved.day).plan
    movement = engine_movement(moved)
    try:
        kind, _ = Numbers(plan.cards).kind_of(movement)
        last = last_of(txn.connection, kind.id)
        desk = Desk(plan, Payable(plan.cards, History(), ()), Guests(plan, History(), ()))
        if last is not None:
            desk.made_up_to(kind, last)
        _refuse_before(txn.connection, moved, kind.id)
        desk.take(movement)
    except WrongCardError as wrong:
        raise RefusedError(Refusal(wrong.code, wrong.message, wrong.help, wrong.column)) from None
    made = list(desk.cards.values())
    txn.connection.execute(insert(cards), [{**card_row(card, {}), "version": 1} for card in made])
    txn.add(card_postings, rows_to_post({}, right_postings(made), txn.entry))
    return {"kind": kind.id, "made": len(made), "first": made[0].number, "last": made[-1].number}


def last_of(connection: Connection, kind: str) -> str | None:
    """The card of a kind that was made last; numbers of a kind have the same length."""
    last: str | None = connection.execute(select(func.max(cards.c.card)).where(cards.c.kind == kind)).scalar_one()
    return last


def _refuse_before(connection: Connection, moved: Moved, kind: str) -> None:
    """Numbers have no gaps in the order of time: cards are made after all that have been made."""
    later = (movements.c.at > moved.at) | ((movements.c.at == moved.at) & (movements.c.movement_id > moved.movement_id))
    posted = select(card_postings.c.number).where(card_postings.c.movement == movements.c.movement_id).exists()
    values = connection.execute(select(movements.c.value).where(movements.c.kind == "card_make", later, posted)).scalars()
    if any((value or "").strip().partition(":")[0] == kind for value in values):
        message = f"cards of '{kind}' have been made since, and numbers have no gaps"
        raise WrongCardError("card-number-gap", "at", message, "record it with today's time")


def engine_movement(moved: Moved, member: str | None = None) -> Movement:
    """The movement as the engine's desk takes it."""
    return Movement(
        moved.number, moved.movement_id, moved.kind, moved.at, moved.day, member, moved.amount, moved.ref or "", moved.value, moved.by
    )
