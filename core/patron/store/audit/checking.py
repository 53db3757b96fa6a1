"""Whether the audit log is as it was sealed, and the rows are as the log says."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Boolean, Connection, Select, Table, func, select, tuple_

from patron.store.audit.chain import ENTRY, FIRST, Head, chain, head_of, link
from patron.store.audit.log import VOUCHED, VOUCHED_AT_FIRST, WRITTEN, digest, log
from patron.store.store import Progress, quiet
from patron.store.tables import metadata

BATCH = 2000  # entries read at once
MOST_ROWS = 50_000  # rows that entries vouch for, read at once


@dataclass(frozen=True, slots=True)
class Broken:
    """Something that is not as it was recorded. `code`: changed, missing, inserted, reordered, cut, gap, rows, orphans."""

    code: str
    entry: int  # of the audit log; 0 where it is about no one entry
    message: str


def check(connection: Connection, head: Head | None = None, *, progress: Progress = quiet) -> list[Broken]:
    """What is wrong with the chain and the entries that it seals, against an exported head also whether its end was cut off."""
    found = list(_cut(connection, head)) if head is not None and head.place else []
    expected, before = 1, FIRST
    last: tuple[int, int] = (-1, -1)
    total = head_of(connection).place
    while batch := _links_from(connection, expected):
        for row in batch:
            if row.place != expected:
                found.append(Broken("gap", row.entry, f"links {expected} to {row.place - 1} of the chain are gone"))
            elif row.number is not None and link(before, row[3:]) != row.hash:
                found.append(Broken("changed", row.entry, f"entry {row.entry} of the audit log, or link {row.place}, was changed"))
            if row.number is None:
                found.append(Broken("missing", row.entry, f"entry {row.entry} of the audit log is gone"))
            else:
                if (row.snapshot, row.number) <= last:
                    found.append(Broken("reordered", row.entry, f"entry {row.entry} of the audit log stands in another place"))
                last = max(last, (row.snapshot, row.number))
            expected, before = row.place + 1, row.hash
        progress("chain", expected - 1, total)
    return found + list(_inserted(connection, last))


def _links_from(connection: Connection, place: int) -> Sequence[Any]:
    joined = chain.outerjoin(log, log.c.number == chain.c.entry)
    read = select(chain.c.place, chain.c.entry, chain.c.hash, *ENTRY).select_from(joined)
    return connection.execute(read.where(chain.c.place >= place).order_by(chain.c.place).limit(BATCH)).all()


def _cut(connection: Connection, head: Head) -> Iterator[Broken]:
    row = connection.execute(select(chain.c.entry, chain.c.hash).where(chain.c.place == head.place)).first()
    if row is None:
        yield Broken("cut", head.entry, f"the chain ends before link {head.place}, which was there when the head was exported")
    elif (row.entry, row.hash) != (head.entry, head.hash):
        yield Broken("cut", head.entry, f"link {head.place} is not the one that was exported: what stands before it was written anew")


def _inserted(connection: Connection, last: tuple[int, int]) -> Iterator[Broken]:
    """Entries without a link that stand before one that has."""
    sqlite = connection.dialect.name == "sqlite"
    before = log.c.number < last[1] if sqlite else tuple_(log.c.snapshot, log.c.number) < tuple_(*last)
    unsealed = ~select(chain.c.entry).where(chain.c.entry == log.c.number).exists()
    for number in connection.execute(select(log.c.number).where(before, unsealed).order_by(log.c.number)).scalars():
        yield Broken("inserted", number, f"entry {number} of the audit log was put in afterwards")


def check_rows(connection: Connection, *, progress: Progress = quiet) -> list[Broken]:
    """Whether events, changes and postings are those that the entries vouch for: none changed, gone, or without an entry."""
    found: list[Broken] = []
    vouched = dict.fromkeys(VOUCHED, 0)
    total = connection.execute(select(func.max(log.c.number))).scalar() or 0
    for batch in _entries(connection):
        for table in VOUCHED:
            said = {number: sums[table] for number, sums in batch.items() if table in sums}
            stored = _stored(connection, table, min(batch), max(batch))
            vouched[table] += sum(len(lines) for number, lines in stored.items() if number in batch)
            for number in sorted(said.keys() | (stored.keys() & batch.keys())):
                rows, sha = said.get(number, (0, ""))
                lines = stored.get(number, [])
                if len(lines) != rows or (rows and not _is_digest_of(sha, table, lines)):
                    text = f"entry {number} wrote {rows} rows of {table}; {len(lines)} are there, or what they say was changed"
                    found.append(Broken("rows", number, text))
        progress("rows", max(batch), total)
    return found + list(_orphans(connection, vouched))


def _is_digest_of(sha: str, table: str, rows: list[tuple[Any, ...]]) -> bool:
    """Whether the rows are those of a digest, of an older entry too."""
    if digest(list(map(ascii, rows))) == sha:
        return True
    first = VOUCHED_AT_FIRST.get(table)
    return first is not None and digest([ascii(row[:first]) for row in rows]) == sha


def _entries(connection: Connection) -> Iterator[dict[int, dict[str, list[Any]]]]:
    """The digests of entries by number, so many at once that their rows are not too many."""
    batch: dict[int, dict[str, list[Any]]] = {}
    rows, after = 0, -1
    while read := connection.execute(
        select(log.c.number, log.c.content).where(log.c.number > after).order_by(log.c.number).limit(BATCH)
    ).all():
        for number, content in read:
            sums = _sums(content)
            size = sum(said[0] for said in sums.values())
            if batch and (rows + size > MOST_ROWS or len(batch) == BATCH):
                yield batch
                batch, rows = {}, 0
            batch[number] = sums
            rows += size
        after = read[-1].number
    if batch:
        yield batch


def _sums(content: str) -> dict[str, list[Any]]:
    """The digests in an entry; none in one that cannot be read, which the chain has found."""
    try:
        sums = json.loads(content)[WRITTEN]
        return {table: [int(said[0]), str(said[1])] for table, said in sums.items() if table in VOUCHED}
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):
        return {}


def _stored(connection: Connection, name: str, first: int, last: int) -> dict[int, list[tuple[Any, ...]]]:
    """The rows of a table by entry, as they were told."""
    table = metadata.tables[name]
    entry, source = _entry_of(table)
    read = select(entry, *(table.c[column] for column in VOUCHED[name])).select_from(source).where(entry.between(first, last))
    flags = [place for place, column in enumerate(VOUCHED[name], 1) if isinstance(table.c[column].type, Boolean)]
    found: dict[int, list[tuple[Any, ...]]] = {}
    for row in _plainly(connection, read):
        told = tuple(bool(cell) if place in flags else cell for place, cell in enumerate(row)) if flags else row
        found.setdefault(row[0], []).append(told[1:])
    return found


def _plainly(connection: Connection, query: Select[Any]) -> Iterator[tuple[Any, ...]]:
    """Rows of integers and texts; on SQLite as the driver has them, which is most of the time of looking at many."""
    if connection.dialect.name != "sqlite":
        yield from map(tuple, connection.execute(query.execution_options(yield_per=10_000)))
        return
    driver: Any = connection.connection.driver_connection
    yield from driver.execute(str(query.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})))


def _entry_of(table: Table) -> tuple[Any, Any]:
    """The column with the entry, and where to select it from: lines have their purchase's."""
    if "entry" in table.c:
        return table.c.entry, table
    purchases = metadata.tables["purchases"]
    return purchases.c.entry, table.join(purchases, purchases.c.number == table.c.purchase)


def _orphans(connection: Connection, vouched: dict[str, int]) -> Iterator[Broken]:
    """Rows that bear the number of an entry that is not in the log."""
    for name, rows in vouched.items():
        table = metadata.tables[name]
        there = connection.execute(select(func.count()).select_from(table)).scalar_one()
        if there != rows:
            yield Broken("orphans", 0, f"{there - rows} rows of {name} belong to no entry of the audit log")
