"""What was taken before, asked again where something late was decided: it must still be possible."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from patron.engine.cards import PostingKind
from patron.engine.plan import GrantKind
from patron.store.reading.chunks import chunks, rows_of
from patron.store.reading.naming import records_of, survivors
from patron.store.rights.benefits import held_of, source_of
from patron.store.rights.card_source import card_postings, cards_of
from patron.store.rights.cards import refresh_cards
from patron.store.rights.moved import movements
from patron.store.rights.standing import issues_anything, write
from patron.store.rights.telling import RIGHTS, refuse_late
from patron.store.take_in import local_day

if TYPE_CHECKING:
    from patron.store.deciding.transaction import Txn
    from patron.store.schemes import Versions

_USES = tuple(kind for kind in RIGHTS if kind not in {"quiz", "false_claim"})


def recheck(txn: Txn, members: Collection[int]) -> None:
    """Ask all uses of rights of these members (survivors) again, and decide their cards again.

    Raises RefusedError where something that was taken before would be impossible.
    """
    today = local_day(txn.now, txn.versions.zone)
    numbers = set(members) | rivals(txn.connection, txn.versions)
    users = using(txn.connection, numbers)
    for part in chunks(sorted(users), 200):
        source = source_of(txn.connection, txn.versions, part, today)
        held = held_of(source, txn.versions, txn.connection)
        refuse_late(held.faults)
        if issues_anything(txn.versions):
            write(txn.connection, part, held, source.as_of)
    if any(plan.cards for plan in txn.versions.plans):
        refresh_cards(txn, sorted(cards_of(txn.connection, members)), today)


def recheck_payments(txn: Txn, purchase: str) -> None:
    """Decide the cards again that had paid for a purchase before it was told. Raises RefusedError where they could not have."""
    query = select(card_postings.c.card).where(card_postings.c.ref == purchase, card_postings.c.kind == PostingKind.PAID.value)
    paid = set(txn.connection.execute(query).scalars())
    if paid:
        refresh_cards(txn, sorted(paid), local_day(txn.now, txn.versions.zone))


def using(connection: Connection, numbers: Collection[int]) -> set[int]:
    """Those of these members who used some right."""
    records = records_of(connection, numbers)
    query = select(movements.c.member).where(movements.c.kind.in_(_USES)).distinct()
    return {records[one] for (one,) in rows_of(connection, query, movements.c.member, records)}


def rivals(connection: Connection, versions: Versions) -> set[int]:
    """Who used a benefit that goes to those who spent most: others' purchases decide about it."""
    grants = [grant for plan in versions.plans for grant in plan.benefits.grants if grant.kind is GrantKind.TOP]
    if not grants:
        return set()
    names = {name for grant in grants for name in grant.names}
    query = select(movements.c.member).where(movements.c.kind.in_({grant.used_by for grant in grants}), movements.c.ref.in_(names))
    found = {one for one in connection.execute(query.distinct()).scalars() if one is not None}
    return set(survivors(connection, found).values())
