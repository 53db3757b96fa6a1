"""What was recorded is neither changed nor deleted: postings, cards' postings, tier changes, the audit log and its chain."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from patron.store.database import Database
from patron.store.migrations import upgrade
from patron.store.migrations.guards import GUARDED
from patron.store.tables import metadata
from sqlalchemy import Connection, Table, inspect, text
from sqlalchemy.exc import IntegrityError

ROWS: dict[str, dict[str, object]] = {
    "members": {"number": 1, "member_id": "m1", "listed": True, "known": True},
    "cards": {"card": "c1", "kind": "gift", "state": "made", "approved": False, "balance": 0, "version": 0},
    "audit_chain": {"place": 1, "entry": 1, "hash": "00"},
    "audit_log": {"number": 1, "recorded_at": 0, "op": "purchase", "content": "{}", "judged": 0, "durable": 0, "snapshot": 0},
    "card_postings": {"number": 1, "entry": 1, "card": "c1", "on": 0, "kind": "made", "value": 0, "money": 0, "commission": 0},
    "postings": {"number": 1, "entry": 1, "member": 1, "account": "member", "kind": "earned", "rule": "r", "on": 0, "points": 5},
    "tier_changes": {
        "number": 1, "member": 1, "on": 0, "place": 0, "before": "a", "after": "b", "reason": "r", "scheme_version": 1, "entry": 1,
    },
}  # fmt: skip


@pytest.fixture
def database(store_url: str) -> Iterator[Database]:
    opened = Database(store_url)
    upgrade(opened)
    opened.write(_fill)
    yield opened
    opened.close()


def _fill(connection: Connection) -> None:
    for name, row in ROWS.items():
        connection.execute(metadata.tables[name].insert(), row)


def _tries(table: Table, dialect: str) -> Iterator[str]:
    (key,) = table.primary_key.columns
    quoted = [f'"{column.name}"' for column in table.columns]
    yield from (f"UPDATE {table.name} SET {column} = {column}" for column in quoted)
    yield f"DELETE FROM {table.name}"
    yield f"DELETE FROM {table.name} WHERE {key.name} = 1"
    same = f"INTO {table.name} ({', '.join(quoted)}) SELECT {', '.join(quoted)} FROM {table.name}"
    yield f"INSERT {same} WHERE true ON CONFLICT ({key.name}) DO UPDATE SET {key.name} = 1"
    if dialect == "sqlite":
        yield f"REPLACE {same}"
    else:
        yield f"TRUNCATE {table.name} CASCADE"


@pytest.mark.parametrize("name", GUARDED)
def test_changing_and_deleting_is_refused(database: Database, name: str) -> None:
    for statement in _tries(metadata.tables[name], database.dialect):
        with pytest.raises(IntegrityError, match=f"rows of {name} are only ever added"), database.engine.begin() as connection:
            connection.execute(text(statement))
    with database.read() as connection:
        (row,) = connection.execute(metadata.tables[name].select()).mappings()
        assert {column: row[column] for column in ROWS[name]} == ROWS[name]


def test_rows_are_added_as_before(database: Database) -> None:
    def add(connection: Connection) -> None:
        for name in GUARDED:
            row = {column: value for column, value in ROWS[name].items() if column != "number"}
            changed = {"place": 2, "entry": 2} if name == "audit_chain" else {}
            connection.execute(metadata.tables[name].insert(), {**row, **changed})

    if database.dialect == "postgresql":  # the rows above were numbered by hand
        for name in set(GUARDED) - {"audit_chain"}:
            with database.engine.begin() as connection:
                connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'number'), 1)"))
    database.write(add)
    with database.read() as connection:
        assert {len(connection.execute(metadata.tables[name].select()).all()) for name in GUARDED} == {2}


def test_every_table_that_is_only_added_to_is_guarded(database: Database) -> None:
    with database.read() as connection:
        assert set(GUARDED) <= set(inspect(connection).get_table_names())
