"""An entry of the audit log: what was asked and decided, and a digest of every row that was written with it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from operator import itemgetter
from typing import Any, Protocol

from sqlalchemy import BigInteger, ColumnDefault, Connection, Table, insert, literal_column

from patron.store.hot import insert_into
from patron.store.tables import AuditRow

log: Table = AuditRow.__table__  # type: ignore[attr-defined]

# What an entry vouches for: the columns of each table that are never changed, neither by erasing a person.
VOUCHED: dict[str, tuple[str, ...]] = {
    "purchases": ("purchase_id", "member", "at", "day"),
    "purchase_lines": ("purchase", "place", "amount", "category", "quantity", "list_amount", "tender"),
    "returns": ("return_id", "member", "at", "day", "purchase_id", "category", "amount"),
    "movements": ("movement_id", "member", "at", "day", "kind", "points", "amount", "to_member", "ref", "by", "until"),
    "tier_changes": ("member", "on", "place", "before", "after", "reason", "scheme_version", "cancels"),
    "postings": ("member", "account", "kind", "rule", "on", "points"),
    "card_postings": ("card", "on", "kind", "rule", "value", "money", "commission", "ref", "movement", "undone"),
}
# So many of these columns are what entries vouch for that were written before the last of them were vouched for.
VOUCHED_AT_FIRST = {"card_postings": 9}
_VALUES = {table: itemgetter(*columns) for table, columns in VOUCHED.items()}
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
WRITTEN = "written"  # the key of the digests in an entry's content

# PostgreSQL's number of the running transaction; entries of one that may still commit are not sealed.
_SNAPSHOT = literal_column("pg_current_xact_id()::text::bigint", BigInteger)
_ADD_WITH_SNAPSHOT = insert(log).values(snapshot=_SNAPSHOT)
_COLUMNS = tuple(column.name for column in log.c)


class Sums(Protocol):
    """Whatever can say of each table how many rows were written, and their SHA-256."""

    def sums(self) -> dict[str, list[int | str]]:
        """By table; tables without rows are left out."""


@dataclass(slots=True)
class Written:
    """The rows that a transaction added, whatever their order: plain integers, texts and None, by the columns of VOUCHED."""

    _lines: dict[str, list[str]] = field(default_factory=dict)

    def add(self, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Rows as they were inserted; a column that was left out is None, as in the database."""
        lines = self._lines.setdefault(table, [])
        rows = list(rows)
        try:
            lines += map(ascii, map(_VALUES[table], rows))
        except KeyError:
            lines += [ascii(tuple(row.get(column, _absent(table, column)) for column in VOUCHED[table])) for row in rows]

    def sums(self) -> dict[str, list[int | str]]:
        """By table the number of rows and their SHA-256; tables without rows are left out."""
        return {table: [len(lines), digest(lines)] for table, lines in sorted(self._lines.items()) if lines}


def _absent(table: str, column: str) -> Any:
    default = AuditRow.metadata.tables[table].columns[column].default
    return default.arg if isinstance(default, ColumnDefault) and default.is_scalar else None


def digest(lines: list[str]) -> str:
    """SHA-256 of rows in whatever order."""
    return sha256("\n".join(sorted(lines)).encode()).hexdigest()


def canonical(content: Mapping[str, Any]) -> str:
    """JSON that is the same for equal contents; raises TypeError for what is no JSON."""
    return _ENCODER.encode(content)


def append(
    connection: Connection,
    number: int,
    *,
    recorded_at: int,
    op: str,
    content: Mapping[str, Any],
    written: Sums,
    member: int | None = None,
    scheme_version: int | None = None,
    judged: int = 0,
    durable: int = 0,
) -> None:
    """Add the entry, last in its transaction. `content`: JSON values without personal data; `recorded_at`: UTC microseconds."""
    row = {
        "number": number,
        "recorded_at": recorded_at,
        "op": op,
        "member": member,
        "scheme_version": scheme_version,
        "content": canonical({**content, WRITTEN: written.sums()}),
        "judged": judged,
        "durable": durable,
    }
    if connection.dialect.name == "postgresql":
        connection.execute(_ADD_WITH_SNAPSHOT, row)
    else:
        insert_into(log, _COLUMNS).run(connection, {**row, "snapshot": 0})
