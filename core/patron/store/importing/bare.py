"""Tables without what slows many new rows down, for as long as a transaction writes them; SQLite alone takes it away and puts it back
within a transaction, so that whoever breaks off leaves everything as it was.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, bindparam, text

_INDEXED = ("purchases", "returns", "postings", "tier_changes", "member_states")
_GUARDED = ("postings", "tier_changes")
_MADE = text(
    "SELECT name, sql FROM sqlite_master WHERE type = :type AND tbl_name IN :tables AND sql IS NOT NULL ORDER BY rowid"
).bindparams(bindparam("tables", expanding=True))


@contextmanager
def bare(connection: Connection, *, indexes: bool) -> Iterator[None]:
    """Without the guards that look at every new row (an import replaces none), and with `indexes` without those of the large tables.

    Indexes are made anew in one go, so leave them where rows are looked up meanwhile, or where the tables are full already. What only
    they would have refused, such as an id that stands twice, is refused then: IntegrityError, and nothing is kept.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    guards = [(name, sql) for name, sql in _made(connection, "trigger", _GUARDED) if " BEFORE INSERT " in sql]
    indexed = _made(connection, "index", _INDEXED) if indexes else []
    for kind, made in (("TRIGGER", guards), ("INDEX", indexed)):
        for name, _ in made:
            connection.exec_driver_sql(f'DROP {kind} "{name}"')
    yield
    for _, sql in (*indexed, *guards):
        connection.exec_driver_sql(sql)


def _made(connection: Connection, kind: str, tables: Collection[str]) -> list[tuple[str, str]]:
    return [(name, sql) for name, sql in connection.execute(_MADE, {"type": kind, "tables": list(tables)})]
