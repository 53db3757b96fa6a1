"""Entries of the audit log: numbered at the start of a transaction, written at its end."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table, func, insert, select, text

from patron.store.deciding.keys import canonical
from patron.store.tables import AuditRow, SchemeVersionRow

audit_log: Table = AuditRow.__table__  # type: ignore[attr-defined]
scheme_versions: Table = SchemeVersionRow.__table__  # type: ignore[attr-defined]

_LAST_VERSION = select(func.coalesce(func.max(scheme_versions.c.number), 0)).scalar_subquery()
_ON_SQLITE = select(_LAST_VERSION, select(func.coalesce(func.max(audit_log.c.number), 0) + 1).scalar_subquery())
_ON_POSTGRESQL = select(_LAST_VERSION, func.nextval(func.pg_get_serial_sequence("audit_log", "number")))


def begin_entry(connection: Connection) -> tuple[int, int]:
    """The last version of the scheme, and the number of the entry that this transaction writes."""
    query = _ON_SQLITE if connection.dialect.name == "sqlite" else _ON_POSTGRESQL
    version, entry = connection.execute(query).one()
    return int(version), int(entry)


def snapshot_of(connection: Connection) -> int:
    """PostgreSQL's number of the transaction; 0 on SQLite."""
    if connection.dialect.name == "sqlite":
        return 0
    return int(connection.execute(text("SELECT pg_current_xact_id()::text::bigint")).scalar_one())


def write_entry(connection: Connection, entry: int, content: dict[str, Any], **cells: Any) -> None:
    """Write the entry; `cells` are the columns of `audit_log` beside number, content and snapshot."""
    row = {"number": entry, "content": canonical(content), "snapshot": snapshot_of(connection), **cells}
    connection.execute(insert(audit_log), [row])
