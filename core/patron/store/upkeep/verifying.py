"""Verifying: the chain over the audit log, the rows that its entries vouch for, the ledger's sums, and the state that follows from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, select

from patron.store.audit.chain import Head, head_of, seal
from patron.store.audit.checking import Broken, check, check_rows
from patron.store.audit.log import log
from patron.store.deciding.accounts import postings
from patron.store.reading.naming import members
from patron.store.schemes import Versions, digest_of
from patron.store.store import Progress, quiet
from patron.store.tables import SchemeVersionRow
from patron.store.upkeep.ledger import cancelled_wrongly, cards, cards_at_odds, members_at_odds, unbalanced
from patron.store.upkeep.reports import Fault, VerifyReport

if TYPE_CHECKING:
    from patron.store.deciding.desk import Desk

MOST_NAMED = 1000
_versions = SchemeVersionRow.__table__  # type: ignore[attr-defined]


def verify(desk: Desk, head: Head | None = None, *, progress: Progress = quiet) -> VerifyReport:
    """Seal what waits, then check everything by one view of the database; `head` was exported before, and must still be in the chain."""
    sealed = seal(desk.database)
    with desk.database.read() as connection:
        versions = desk.versions(connection)
        last = head_of(connection)
        faults, broken = _first(_faults(connection, versions, head, progress))
        judged, durable = connection.execute(select(func.sum(log.c.judged), func.sum(log.c.durable))).one()
        counts = [connection.execute(select(func.count()).select_from(table)).scalar_one() for table in (log, members, postings, cards)]
    entries, known, posted, made = counts
    return VerifyReport(
        entries=entries,
        sealed=sealed,
        members=known,
        postings=posted,
        cards=made,
        judged=int(judged or 0),
        durable=int(durable or 0),
        head=asdict(last) if last.place else None,
        broken=broken,
        faults=faults,
    )


def _first(faults: Iterable[Fault]) -> tuple[tuple[Fault, ...], int]:
    """As many as are named, and how many there are."""
    named: list[Fault] = []
    count = 0
    for one in faults:
        count += 1
        if count <= MOST_NAMED:
            named.append(one)
    return tuple(named), count


def _faults(connection: Connection, versions: Versions, head: Head | None, progress: Progress) -> Iterator[Fault]:
    yield from (_of_log(one) for one in check(connection, head, progress=progress))
    yield from (_of_log(one) for one in check_rows(connection, progress=progress))
    yield from unbalanced(connection)
    yield from cancelled_wrongly(connection)
    yield from members_at_odds(connection, versions, progress)
    yield from cards_at_odds(connection, progress)
    yield from _of_versions(connection)


def _of_log(one: Broken) -> Fault:
    check_name = {"cut": "head", "rows": "rows", "orphans": "rows"}.get(one.code, "chain")
    return Fault(check_name, one.message, entry=one.entry or None)


def _of_versions(connection: Connection) -> Iterator[Fault]:
    """Schemes whose text is not the one that was applied, and versions out of order."""
    before: int | None = None
    columns = (_versions.c.number, _versions.c.effective_from, _versions.c.text, _versions.c.digest)
    for number, effective_from, text, digest in connection.execute(select(*columns).order_by(_versions.c.number)):
        if digest_of(text) != digest:
            yield Fault("version", f"the text of version {number} of the scheme was changed")
        if before is not None and effective_from <= before:
            yield Fault("version", f"version {number} of the scheme takes effect before the one before it")
        before = effective_from
