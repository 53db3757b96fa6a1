"""A log to tamper with: entries that wrote members, purchases and postings, and statements that go past the triggers."""

from __future__ import annotations

from patron.store.audit.log import Written, append
from patron.store.database import Database
from patron.store.deciding.entries import begin_entry
from patron.store.migrations.guards import GUARDED
from patron.store.tables import metadata
from sqlalchemy import Connection, insert, text

POINTS = 100


def write_entry(database: Database, number: int) -> int:
    """One sale of a new member with its postings, under an entry of its own; the entry's number."""

    def work(connection: Connection) -> int:
        (_, entry), written = begin_entry(connection), Written()

        def add(table: str, rows: list[dict[str, object]]) -> None:
            connection.execute(insert(metadata.tables[table]), rows)
            written.add(table, rows)

        connection.execute(insert(metadata.tables["members"]), {"number": number, "member_id": f"m{number}", "listed": True, "known": True})
        sale = {"number": number, "purchase_id": f"p{number}", "member": number, "at": number, "day": 0, "entry": entry}
        add("purchases", [sale])
        add("purchase_lines", [{"purchase": number, "place": 0, "amount": 680_00, "category": "silver"}])
        leg = {"entry": entry, "member": number, "kind": "earned", "rule": "base", "on": 0}
        add("postings", [{**leg, "account": "member", "points": POINTS}, {**leg, "account": "issued", "points": -POINTS}])
        content = {"asked": {"id": f"p{number}"}, "decided": {"tier": "银卡"}}
        append(connection, entry, recorded_at=number, op="purchase", content=content, written=written, member=number, scheme_version=1)
        return entry

    return database.write(work)


def unguarded(database: Database, *statements: str) -> None:
    """What an administrator can do: statements with the triggers gone for as long as they take."""
    with database.engine.begin() as connection:
        if database.dialect == "postgresql":
            for table in GUARDED:
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        else:
            kept = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
            for name, _ in kept:
                connection.execute(text(f"DROP TRIGGER {name}"))
        for statement in statements:
            connection.execute(text(statement))
        if database.dialect == "postgresql":
            for table in GUARDED:
                connection.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))
        else:
            for _, made in kept:
                connection.execute(text(made))
