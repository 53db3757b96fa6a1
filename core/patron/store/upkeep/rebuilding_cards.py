"""Rebuilding of prepaid cards: all movements of each once more, some hundred cards at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from patron.store.answer import Decision
from patron.store.deciding.transaction import Txn
from patron.store.rights.card_source import cards
from patron.store.rights.cards import card_differences, refresh_cards
from patron.store.store import Progress
from patron.store.take_in import local_day

if TYPE_CHECKING:
    from patron.store.deciding.desk import Desk

RANGE = 500  # cards looked at together


def cards_apart(desk: Desk, *, write: bool, progress: Progress) -> Iterator[str]:
    """The cards of which ledger or state is not what their movements say; with `write` the differences are posted."""
    after, done = "", 0
    while True:
        with desk.database.read() as connection:
            versions = desk.versions(connection)
            numbers = _next(connection, after) if versions.cards else []
            if not numbers:
                return
            found = card_differences(connection, versions, numbers, local_day(desk.now(), versions.zone))
        if found and write:
            _write(desk, found)
        yield from found
        after, done = numbers[-1], done + len(numbers)
        progress("cards", done, 0)


def _next(connection: Connection, after: str) -> list[str]:
    return list(connection.execute(select(cards.c.card).where(cards.c.card > after).order_by(cards.c.card).limit(RANGE)).scalars())


def _write(desk: Desk, numbers: Collection[str]) -> None:
    def work(txn: Txn) -> Decision:
        refresh_cards(txn, numbers, local_day(txn.now, txn.versions.zone))
        return Decision("rebuild", f"rebuild-{txn.entry}", txn.shown(txn.now), txn.versions.latest.number, detail={"cards": len(numbers)})

    desk.transact("rebuild", {"cards": sorted(numbers)}, work)
