"""An entry vouches for the rows that it wrote: one that was changed, deleted or added afterwards is found."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from audited import POINTS, unguarded, write_entry
from patron.store.audit import checking
from patron.store.audit.checking import check_rows
from patron.store.audit.log import VOUCHED, Written, canonical
from patron.store.database import Database
from patron.store.migrations import upgrade
from patron.store.tables import metadata
from sqlalchemy import text


@pytest.fixture
def database(store_url: str) -> Iterator[Database]:
    opened = Database(store_url)
    upgrade(opened)
    for number in range(1, 6):
        write_entry(opened, number)
    yield opened
    opened.close()


def broken(database: Database) -> list[tuple[str, int]]:
    with database.read() as connection:
        return [(one.code, one.entry) for one in check_rows(connection)]


def test_rows_as_they_were_written_are_right(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    assert broken(database) == []
    monkeypatch.setattr(checking, "MOST_ROWS", 3)
    monkeypatch.setattr(checking, "BATCH", 2)
    assert broken(database) == []


CHANGES = (
    "UPDATE postings SET points = points + 1 WHERE entry = 3 AND account = 'member'",
    "UPDATE postings SET points = points * 2 WHERE entry = 3",  # still sums to zero
    "UPDATE postings SET member = 1 WHERE entry = 3",
    "UPDATE postings SET rule = 'other' WHERE entry = 3",
    "DELETE FROM postings WHERE entry = 3",
    "DELETE FROM postings WHERE entry = 3 AND account = 'member'",
    "INSERT INTO postings (entry, member, account, kind, rule, \"on\", points) VALUES (3, 3, 'member', 'earned', 'base', 0, 50)",
    "UPDATE purchases SET member = NULL WHERE number = 3",
    "UPDATE purchases SET at = at + 1 WHERE number = 3",
    "UPDATE purchase_lines SET amount = amount + 1 WHERE purchase = 3",
    "UPDATE purchase_lines SET category = 'other' WHERE purchase = 3",
    "DELETE FROM purchase_lines WHERE purchase = 3",
    "INSERT INTO purchase_lines (purchase, place, amount) VALUES (3, 1, 5)",
    f"INSERT INTO movements (movement_id, member, at, day, kind, points, entry) VALUES ('x', 3, 0, 0, 'redeem', {POINTS}, 3)",
)


@pytest.mark.parametrize("change", CHANGES)
def test_a_row_that_was_changed_deleted_or_added(database: Database, change: str) -> None:
    unguarded(database, change)
    found = broken(database)
    assert ("rows", 3) in found
    assert {entry for _, entry in found} <= {0, 3}


def test_rows_moved_from_one_entry_to_another(database: Database) -> None:
    unguarded(database, "UPDATE postings SET entry = 4 WHERE entry = 3")
    assert broken(database) == [("rows", 3), ("rows", 4)]


def test_rows_that_no_entry_wrote(database: Database) -> None:
    unguarded(database, "INSERT INTO movements (movement_id, member, at, day, kind, points, entry) VALUES ('x', 3, 0, 0, 'adjust', 5, 77)")
    assert broken(database) == [("orphans", 0)]


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", '{"written":[]}', '{"written":{"postings":5}}', '{"written":{"postings":["x"]}}', "null"]
)
def test_an_entry_that_cannot_be_read_vouches_for_nothing(database: Database, content: str) -> None:
    with database.engine.begin() as connection:
        removed = "DROP TRIGGER audit_log_update" if database.dialect == "sqlite" else "ALTER TABLE audit_log DISABLE TRIGGER ALL"
        connection.execute(text(removed))
        connection.execute(text("UPDATE audit_log SET content = :content WHERE number = 3"), {"content": content})
    assert set(broken(database)) == {("rows", 3)}


def test_the_order_in_which_rows_are_told_does_not_matter() -> None:
    rows = [{"member": 1, "account": "member", "kind": "earned", "rule": "r", "on": day, "points": 5} for day in range(9)]
    one, other = Written(), Written()
    one.add("postings", rows)
    other.add("postings", rows[5:])
    other.add("postings", rows[:5])
    assert one.sums() == other.sums()
    assert one.sums()["postings"][0] == 9


def test_columns_left_out_are_as_the_database_fills_them() -> None:
    short, full = Written(), Written()
    short.add("card_postings", [{"card": "c1", "on": 0, "kind": "made"}])
    full.add(
        "card_postings",
        [
            {**dict.fromkeys(VOUCHED["card_postings"]), "card": "c1", "on": 0, "kind": "made"}
            | dict.fromkeys(("value", "money", "commission"), 0)
            | {"undone": False}
        ],
    )
    assert short.sums() == full.sums()


def test_what_is_vouched_for_are_columns_of_the_tables() -> None:
    for table, columns in VOUCHED.items():
        assert set(columns) <= set(metadata.tables[table].columns.keys())


def test_equal_contents_are_equal_texts() -> None:
    told = {"b": [1, "中"], "a": None}
    assert canonical(told) == canonical(dict(reversed(told.items()))) == '{"a":null,"b":[1,"中"]}'
    assert json.loads(canonical(told)) == told
    for wrong in (float("nan"), float("inf")):
        with pytest.raises(ValueError, match="JSON compliant"):
            canonical({"a": wrong})
