"""The chain over the audit log: each link is the SHA-256 of the one before it and of an entry, in the order in which entries commit.

Links are added in batches, outside the transactions of tills: on SQLite in the order of the entries' numbers, on PostgreSQL of
(transaction, number), and there only entries older than every transaction that still runs, so that none can come in between later.
A changed, deleted, reordered or inserted entry is found by the chain itself; that its end was cut off only by a head exported before.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from time import monotonic, sleep
from typing import Any, Self

from sqlalchemy import BigInteger, ColumnElement, Connection, Row, Select, Table, func, insert, literal_column, select, text, tuple_
from sqlalchemy.exc import DBAPIError, OperationalError

from patron.store.audit.log import log
from patron.store.database import Database
from patron.store.refused import Refusal, RefusedError
from patron.store.tables import ChainRow

chain: Table = ChainRow.__table__  # type: ignore[attr-defined]

FIRST = "0" * 64  # the hash before the first link
BATCH = 2000  # links a transaction
EVERY = 256  # entries a till seals what waits
PATIENCE = 5.0  # seconds
_PAUSE = 0.05
_SEALING = 0x7365616C  # of PostgreSQL's advisory locks: "seal"
ENTRY = (
    log.c.number,
    log.c.recorded_at,
    log.c.op,
    log.c.member,
    log.c.scheme_version,
    log.c.content,
    log.c.judged,
    log.c.durable,
    log.c.snapshot,
)
_OLDEST_RUNNING = literal_column("pg_snapshot_xmin(pg_current_snapshot())::text::bigint", BigInteger)
_NEXT_TRANSACTION = text("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")


@dataclass(frozen=True, slots=True)
class Head:
    """The last link: its place from 1 (0: nothing is sealed), its entry and hash. Kept elsewhere, it proves that nothing was cut off."""

    place: int
    entry: int
    hash: str

    @property
    def text(self) -> str:
        """One word, for a file or a printed receipt."""
        return f"{self.place}:{self.entry}:{self.hash}"

    @classmethod
    def parse(cls, told: str) -> Self:
        """What `text` gave; raises RefusedError."""
        parts = told.strip().split(":")
        if len(parts) != 3 or not all(part.isdecimal() and len(part) < 19 for part in parts[:2]) or len(parts[2]) != len(FIRST):
            help_text = "give the line that `patron store verify` printed as head"
            raise RefusedError(Refusal("not-a-head", "this is no head of a chain", help_text, "head"), misuse=True)
        return cls(int(parts[0]), int(parts[1]), parts[2])


def head_of(connection: Connection) -> Head:
    """The last link."""
    row = connection.execute(select(chain.c.place, chain.c.entry, chain.c.hash).order_by(chain.c.place.desc()).limit(1)).first()
    return Head(0, 0, FIRST) if row is None else Head(*row)


def link(before: str, entry: Sequence[Any]) -> str:
    """The hash of an entry (the columns ENTRY) behind the hash before it."""
    return sha256(f"{before}\n{tuple(entry)!a}".encode()).hexdigest()


def seal(database: Database, *, wait: bool = True) -> int:
    """Add links for the entries that have none; the number added. Without `wait`, nothing happens where another process is writing.

    On PostgreSQL entries stay unsealed that are younger than a transaction that still runs, on any database of the server; with `wait`
    they are waited for a little.
    """
    sealed, until = 0, monotonic() + PATIENCE
    while True:
        added = (_seal_sqlite if database.dialect == "sqlite" else _seal_postgresql)(database, wait)
        sealed += added
        if added < BATCH:
            if not wait or monotonic() > until or not unsealed(database):
                return sealed
            sleep(_PAUSE)


def seal_in_passing(database: Database) -> None:
    """What a till does now and then behind its own transaction: without waiting, and without a failure, of which `verify` will tell."""
    with suppress(DBAPIError, RefusedError):
        seal(database, wait=False)


def unsealed(database: Database) -> int:
    """How many entries stand behind the last one that is sealed."""
    with database.read() as connection:
        behind, _ = _behind(connection)
        return connection.execute(select(func.count()).select_from(log).where(behind)).scalar_one()


def _seal_sqlite(database: Database, wait: bool) -> int:
    with database.read() as connection:  # hashing holds no lock
        last = head_of(connection)
        links = _links(last, connection.execute(_waiting(connection)).all())
    if not links:
        return 0

    def work(connection: Connection) -> int:
        if head_of(connection) != last:
            return 0
        connection.execute(insert(chain), links)
        return len(links)

    if wait:
        return database.write(work)
    with database.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        (patience,) = driver.execute("PRAGMA busy_timeout").fetchone()
        driver.execute("PRAGMA busy_timeout = 0")
        try:
            with connection.begin():
                return work(connection)
        except OperationalError:
            return 0
        finally:
            driver.execute(f"PRAGMA busy_timeout = {patience}")


def _seal_postgresql(database: Database, wait: bool) -> int:
    # Not SERIALIZABLE: what is read here is final, and no till should be told to try again for it.
    with database.engine.connect().execution_options(isolation_level="READ COMMITTED") as connection, connection.begin():
        lock = "SELECT pg_advisory_xact_lock(:key) IS NOT NULL" if wait else "SELECT pg_try_advisory_xact_lock(:key)"
        if not connection.execute(text(lock), {"key": _SEALING}).scalar():
            return 0
        links = _links(head_of(connection), connection.execute(_waiting(connection)).all())
        if links:
            connection.execute(insert(chain), links)
        return len(links)


def _waiting(connection: Connection) -> Select[Any]:
    """Up to a batch of entries behind the last one that is sealed and there, in order."""
    behind, snapshot = _behind(connection)
    if connection.dialect.name == "sqlite":
        return select(*ENTRY).where(behind).order_by(log.c.number).limit(BATCH)
    if snapshot >= int(connection.execute(_NEXT_TRANSACTION).scalar_one()):
        message = "this server counts its transactions from below those of the store, which came here from another server"
        help_text = f"stop the server and let it count on: pg_resetwal --next-transaction-id={snapshot + 1}"
        raise RefusedError(Refusal("restored-store", message, help_text))
    return select(*ENTRY).where(behind, log.c.snapshot < _OLDEST_RUNNING).order_by(log.c.snapshot, log.c.number).limit(BATCH)


def _behind(connection: Connection) -> tuple[ColumnElement[bool], int]:
    """Which entries stand behind the last one that is sealed and there, and the transaction of that one."""
    sealed = select(log.c.snapshot, log.c.number).join(chain, chain.c.entry == log.c.number).order_by(chain.c.place.desc()).limit(1)
    snapshot, number = connection.execute(sealed).first() or (0, 0)
    if connection.dialect.name == "sqlite":
        return log.c.number > number, 0
    return tuple_(log.c.snapshot, log.c.number) > tuple_(snapshot, number), snapshot


def _links(last: Head, entries: Sequence[Row[Any]]) -> list[dict[str, Any]]:
    links, before = [], last.hash
    for place, entry in enumerate(entries, last.place + 1):
        before = link(before, entry)
        links.append({"place": place, "entry": entry.number, "hash": before})
    return links
