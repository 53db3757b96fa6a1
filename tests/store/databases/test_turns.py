"""Writers of one SQLite file wait for their turn, and none of them for ever."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep

import pytest
from patron.store import database as databases
from patron.store import turns as queue
from patron.store.database import Database
from patron.store.refused import RefusedError
from patron.store.turns import SUFFIX, NoTurnError, Turns
from sqlalchemy import Connection

LONG = 30.0


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


@pytest.fixture
def two(file: Path) -> Iterator[tuple[Turns, Turns]]:
    first, second = Turns(file), Turns(file)
    yield first, second
    first.close()
    second.close()


def test_one_waits_until_the_other_is_done(two: tuple[Turns, Turns]) -> None:
    order: list[str] = []

    def other() -> None:
        with two[1].turn(LONG):
            order.append("second")

    waiting = Thread(target=other)
    with two[0].turn(LONG):
        waiting.start()
        sleep(0.1)
        order.append("first")
    waiting.join(LONG)
    assert order == ["first", "second"]


@pytest.mark.parametrize("locks", [True, False], ids=["locks", "no-locks"])
def test_threads_of_one_process_take_turns(file: Path, monkeypatch: pytest.MonkeyPatch, locks: bool) -> None:
    """They share the connection that writes, so they do where the system has no locks on files, too."""
    if not locks:
        monkeypatch.setattr(queue, "fcntl", None)
    turns, inside, most = Turns(file), 0, 0

    def take() -> None:
        nonlocal inside, most
        for _ in range(20):
            with turns.turn(LONG):
                inside += 1
                most = max(most, inside)
                sleep(0)
                inside -= 1

    threads = [Thread(target=take) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(LONG)
    turns.close()
    assert (inside, most) == (0, 1)


def test_who_waited_too_long_is_told_and_does_not_stand_in_the_way(two: tuple[Turns, Turns]) -> None:
    with two[0].turn(LONG):
        for _ in range(2):
            with pytest.raises(NoTurnError), two[1].turn(0.05):
                raise AssertionError
    began = monotonic()
    for one in (two[0], two[1], two[0]):
        with one.turn(LONG):
            pass
    assert monotonic() - began < LONG


def test_the_last_one_takes_the_file_away(file: Path, two: tuple[Turns, Turns]) -> None:
    beside = file.with_name(file.name + SUFFIX)
    assert not beside.exists()
    for one in two:
        with one.turn(LONG):
            assert beside.exists()
    two[0].close()
    with two[1].turn(LONG):
        assert beside.exists()
        two[0].close()
        assert beside.exists()
    two[1].close()
    assert not beside.exists()


def test_who_waits_at_a_file_that_was_taken_away_goes_to_the_new_one(file: Path, two: tuple[Turns, Turns]) -> None:
    beside = file.with_name(file.name + SUFFIX)
    entered, leave = Event(), Event()

    def other() -> None:
        with two[1].turn(LONG):
            entered.set()
            leave.wait(LONG)

    with two[0].turn(LONG):
        waiting = Thread(target=other)
        waiting.start()
        sleep(0.1)
        beside.unlink()
    assert entered.wait(LONG)
    assert beside.exists()
    with pytest.raises(NoTurnError), Turns(file).turn(0.05):
        raise AssertionError
    leave.set()
    waiting.join(LONG)


def test_without_such_a_file_there_is_no_queue(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = Turns(file.parent / "nowhere" / "store.db")
    with nowhere.turn(LONG), nowhere_too(nowhere).turn(LONG):
        pass
    nowhere.close()
    monkeypatch.setattr(queue, "fcntl", None)
    first, second = Turns(file), Turns(file)
    with first.turn(LONG), second.turn(LONG):
        assert list(file.parent.iterdir()) == []


def nowhere_too(other: Turns) -> Turns:
    assert other._file is not None
    return Turns(other._file)


def nothing(connection: Connection) -> None:
    connection.exec_driver_sql("SELECT 1")


def test_a_store_that_others_write_to_all_the_time_is_busy(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "LONGEST_WAIT", 0.1)
    database = Database(f"sqlite:///{file}")
    database.write(nothing)
    with closing(sqlite3.connect(file, isolation_level=None)) as stranger:  # knows nothing of turns
        stranger.execute("BEGIN IMMEDIATE")
        with pytest.raises(RefusedError) as refused:
            database.write(nothing)
        assert [one.code for one in refused.value.refusals] == ["store-busy"]
        stranger.execute("ROLLBACK")
    database.write(nothing)
    with Turns(file).turn(LONG), pytest.raises(RefusedError, match="others were writing"):
        database.write(nothing)
    database.write(nothing)
    database.close()
    assert [one.name for one in file.parent.iterdir()] == [file.name]
