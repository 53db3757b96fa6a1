"""The start of a transaction: which schemes there are, and the number of its entry in the audit log."""

from __future__ import annotations

from sqlalchemy import Connection, Table, func, select

from patron.store.audit.log import log
from patron.store.hot import Hot
from patron.store.tables import SchemeVersionRow

scheme_versions: Table = SchemeVersionRow.__table__  # type: ignore[attr-defined]

_LAST_VERSION = select(func.coalesce(func.max(scheme_versions.c.number), 0)).scalar_subquery()
_ON_SQLITE = Hot(select(_LAST_VERSION, select(func.coalesce(func.max(log.c.number), 0) + 1).scalar_subquery()))
_ON_POSTGRESQL = Hot(select(_LAST_VERSION, func.nextval(func.pg_get_serial_sequence("audit_log", "number"))))


def begin_entry(connection: Connection) -> tuple[int, int]:
    """The last version of the scheme, and the number of the entry that this transaction writes."""
    query = _ON_SQLITE if connection.dialect.name == "sqlite" else _ON_POSTGRESQL
    ((version, entry),) = query.rows(connection, {})
    return int(version), int(entry)
