"""The chain over the audit log: whatever happens to a sealed entry is found, and sealing keeps no till waiting."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Thread
from time import monotonic

import pytest
from audited import unguarded, write_entry
from patron.store.audit import chain
from patron.store.audit.chain import FIRST, Head, head_of, seal, unsealed
from patron.store.audit.checking import check
from patron.store.database import Database
from patron.store.migrations import upgrade
from patron.store.refused import RefusedError
from sqlalchemy import text

ENTRIES = 7


@pytest.fixture
def database(store_url: str) -> Iterator[Database]:
    opened = Database(store_url)
    upgrade(opened)
    for number in range(1, ENTRIES + 1):
        assert write_entry(opened, number) == number
    yield opened
    opened.close()


def broken(database: Database, head: Head | None = None) -> set[tuple[str, int]]:
    with database.read() as connection:
        return {(one.code, one.entry) for one in check(connection, head)}


def head(database: Database) -> Head:
    with database.read() as connection:
        return head_of(connection)


def test_all_entries_are_sealed_once_and_nothing_is_wrong(database: Database) -> None:
    assert head(database) == Head(0, 0, FIRST)
    assert seal(database) == ENTRIES
    assert (head(database).place, head(database).entry) == (ENTRIES, ENTRIES)
    before = head(database)
    assert seal(database) == 0
    write_entry(database, 8)
    assert unsealed(database) == 1
    assert seal(database) == 1
    assert broken(database, before) == broken(database) == set()
    assert Head.parse(before.text) == before


def test_batches_make_the_same_chain(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain, "BATCH", 3)
    assert seal(database) == ENTRIES
    assert broken(database) == set()


FLIPS = (
    "content = replace(content, '银', '金')",
    "recorded_at = 99",
    "op = 'return'",
    "member = 1",
    "scheme_version = NULL",
    "judged = 1",
    "durable = 1",
)


@pytest.mark.parametrize("flip", FLIPS)
def test_a_changed_entry(database: Database, flip: str) -> None:
    seal(database)
    unguarded(database, f"UPDATE audit_log SET {flip} WHERE number = 4")
    assert broken(database) == {("changed", 4)}


def test_a_changed_link(database: Database) -> None:
    seal(database)
    unguarded(database, f"UPDATE audit_chain SET hash = '{FIRST}' WHERE place = 4")
    assert broken(database) == {("changed", 4), ("changed", 5)}


def test_a_deleted_entry(database: Database) -> None:
    seal(database)
    unguarded(database, "DELETE FROM audit_log WHERE number = 4")
    assert broken(database) == {("missing", 4)}


def test_a_deleted_entry_with_its_link(database: Database) -> None:
    seal(database)
    unguarded(database, "DELETE FROM audit_log WHERE number = 4", "DELETE FROM audit_chain WHERE place = 4")
    assert broken(database) == {("gap", 5)}


def test_a_deleted_entry_with_its_link_and_the_rest_moved_up(database: Database) -> None:
    seal(database)
    deleted = ("DELETE FROM audit_log WHERE number = 4", "DELETE FROM audit_chain WHERE place = 4")
    moved = [f"UPDATE audit_chain SET place = {place - 1} WHERE place = {place}" for place in range(5, ENTRIES + 1)]
    unguarded(database, *deleted, *moved)
    assert broken(database) == {("changed", 5)}


def test_two_entries_exchanged(database: Database) -> None:
    seal(database)
    swapped = [f"UPDATE audit_log SET number = {to} WHERE number = {number}" for number, to in ((3, 99), (5, 3), (99, 5))]
    unguarded(database, *swapped)
    assert broken(database) >= {("changed", 3), ("changed", 5)}


def test_two_links_exchanged(database: Database) -> None:
    seal(database)
    swapped = [f"UPDATE audit_chain SET place = {to} WHERE place = {place}" for place, to in ((3, 99), (4, 3), (99, 4))]
    unguarded(database, *swapped)
    assert {("changed", 3), ("changed", 4), ("reordered", 3)} <= broken(database)


def test_an_entry_put_in_afterwards(database: Database) -> None:
    seal(database)
    unguarded(database, "DELETE FROM audit_log WHERE number = 4", "DELETE FROM audit_chain WHERE place > 3")
    seal(database)
    columns = "recorded_at, op, member, scheme_version, content, judged, durable, snapshot"
    unguarded(database, f"INSERT INTO audit_log (number, {columns}) SELECT 4, {columns} FROM audit_log WHERE number = 3")
    assert broken(database) == {("inserted", 4)}
    assert seal(database) == 0
    assert broken(database) == {("inserted", 4)}


def test_a_log_whose_end_was_cut_off_is_found_by_an_exported_head(database: Database) -> None:
    seal(database)
    exported = head(database)
    unguarded(database, "DELETE FROM audit_log WHERE number > 5", "DELETE FROM audit_chain WHERE place > 5")
    assert broken(database) == set()
    assert broken(database, exported) == {("cut", ENTRIES)}


def test_a_log_cut_off_and_written_on_is_found_by_an_exported_head(database: Database) -> None:
    seal(database)
    exported = head(database)
    unguarded(database, "DELETE FROM audit_log WHERE number > 5", "DELETE FROM audit_chain WHERE place > 5")
    for number in (11, 12, 13):
        write_entry(database, number)
    seal(database)
    assert broken(database) == set()
    assert broken(database, exported) == {("cut", ENTRIES)}


def test_a_chain_made_anew_over_changed_entries_is_found_by_an_exported_head(database: Database) -> None:
    seal(database)
    exported = head(database)
    unguarded(database, "UPDATE audit_log SET op = 'return' WHERE number = 2", "DELETE FROM audit_chain")
    seal(database)
    assert broken(database) == set()
    assert broken(database, exported) == {("cut", ENTRIES)}


@pytest.mark.parametrize("told", ["", "1:2", "1:2:zz", "-1:2:" + FIRST, "1:1:1:" + FIRST, "NaN:1:" + FIRST, f"{10**30}:1:{FIRST}", "'; --"])
def test_what_is_no_head_is_refused(told: str) -> None:
    with pytest.raises(RefusedError, match="no head"):
        Head.parse(told)


def test_without_waiting_nothing_is_sealed_while_another_writes(database: Database) -> None:
    other = Database(database.url.render_as_string(hide_password=False))
    with other.engine.connect() as writing, writing.begin():
        writing.execute(text("UPDATE members SET known = true"))
        began = monotonic()
        assert seal(database, wait=False) in ((0,) if database.dialect == "sqlite" else range(ENTRIES + 1))
        assert monotonic() - began < 2
    other.close()
    with database.engine.connect() as connection:
        if database.dialect == "sqlite":
            assert connection.connection.driver_connection.execute("PRAGMA busy_timeout").fetchone()[0] > 1000


def test_an_entry_that_is_not_committed_yet_holds_back_those_after_it(postgresql_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain, "PATIENCE", 0.5)
    database, slow = Database(postgresql_url), Database(postgresql_url)
    upgrade(database)
    write_entry(database, 1)
    with slow.engine.connect() as connection, connection.begin():
        columns = "recorded_at, op, content, judged, durable, snapshot"
        values = "0, 'slow', '{}', 0, 0, pg_current_xact_id()::text::bigint"
        connection.execute(text(f"INSERT INTO audit_log ({columns}) VALUES ({values})"))
        write_entry(database, 2)
        assert seal(database) == 1
        assert unsealed(database) == 1
    assert seal(database) == 2
    assert unsealed(database) == 0
    with database.read() as reading:
        assert reading.execute(text("SELECT entry FROM audit_chain ORDER BY place")).scalars().all() == [1, 2, 3]
        assert check(reading) == []
    slow.close()
    database.close()


def test_a_store_from_a_server_that_counted_further_is_said(postgresql_url: str) -> None:
    database = Database(postgresql_url)
    upgrade(database)
    write_entry(database, 1)
    seal(database)
    write_entry(database, 2)
    unguarded(database, "UPDATE audit_log SET snapshot = 4000000000")
    with pytest.raises(RefusedError, match="another server") as refused:
        seal(database)
    assert "--next-transaction-id=4000000001" in refused.value.refusals[0].help
    database.close()


def test_two_who_seal_at_once_make_one_chain(database: Database) -> None:
    url = database.url.render_as_string(hide_password=False)
    sealed: list[int] = []

    def work() -> None:
        own = Database(url)
        sealed.append(seal(own))
        own.close()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(sealed) == ENTRIES
    assert broken(database) == set()
