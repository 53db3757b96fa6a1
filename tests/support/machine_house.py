"""A house in which a state machine plays: its clock, its two tills, and what is checked of every step."""

from __future__ import annotations

import itertools
import shutil
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis.stateful import RuleBasedStateMachine, invariant
from machine_checks import Tables, apart, closed_copy, fine, tables, wrong
from machine_schemes import HOUSES, House, version_text
from patron.findings import FindingsError
from patron.store.answer import Decision
from patron.store.opening import create, open_at
from patron.store.refused import RefusedError
from patron.store.store import Store
from postgres import fresh_database

START = datetime(2023, 8, 25, 12, tzinfo=UTC)
MEMORY = Path("/dev/shm")  # a thousand runs need no disk


@cache
def template(name: str) -> Path:
    """The file of a store without anything, of one of the schemes."""
    folder = Path(tempfile.mkdtemp(prefix="patron-machine-", dir=MEMORY if MEMORY.is_dir() else None))
    scheme = folder / f"{name}.yaml"
    scheme.write_text(version_text(HOUSES[name], 1), encoding="utf-8")
    create(f"sqlite:///{folder / 'empty.db'}", scheme, clock=lambda: START).close()
    return folder / "empty.db"


def next_date(day: date, month: int, number: int) -> date:
    """The next such date after a day; 29 February waits for a leap year."""
    for year in itertools.count(day.year):
        if (month, number) != (2, 29) or (year % 4 == 0 and year % 100 != 0):
            found = date(year, month, number)
            if found > day:
                return found
    raise AssertionError("years do not end")


class Watched(RuleBasedStateMachine):
    """Two tills of one store, which know of each other only what the database says."""

    every_copy = 10  # after as many steps a copy of the file is closed and compared with `evaluate`
    on_postgresql = False

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.stores: list[Store] = []
        self.stack = ExitStack()
        self.folder: Path | None = None
        self.before: Tables = {}
        self.checked: Tables = {}
        self.checked_on = date.min
        self.compared: Any = None
        self.keys: list[str] = []
        self.whole = True  # one version, nobody merged or erased: `evaluate` knows it all
        self.count = 0
        self.steps = 0
        self.taken = 0
        self.refused: dict[str, int] = {}

    def open_house(self, name: str) -> None:
        """An empty store of one of the schemes."""
        self.house: House = HOUSES[name]
        self.zone = ZoneInfo(self.house.zone)
        empty = template(name)
        self.folder = Path(tempfile.mkdtemp(prefix="run-", dir=empty.parent))
        self.file = self.folder / "patron.db"
        if self.on_postgresql:
            self.url = self.stack.enter_context(fresh_database())
            create(self.url, empty.with_name(f"{name}.yaml"), clock=self.clock).close()
        else:
            self.url = f"sqlite:///{self.file}"
            shutil.copy(empty, self.file)
        self.stores = [open_at(self.url, self.clock) for _ in range(2)]

    def teardown(self) -> None:
        for store in self.stores:
            store.close()
        self.stack.close()
        if self.folder is not None:
            shutil.rmtree(self.folder)

    # Time

    def clock(self) -> datetime:
        return self.now

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def at(self, back: int, clock: str = "") -> str:
        """A local time, days before now; `clock` is another time of that day, if that is not later."""
        moment = self.now.astimezone(self.zone).replace(tzinfo=None) - timedelta(days=back)
        if clock and (other := moment.replace(hour=int(clock[:2]), minute=int(clock[3:]), second=0, microsecond=0)) <= moment:
            moment = other
        return moment.isoformat()

    def name(self, letter: str) -> str:
        self.count += 1
        return f"{letter}{self.count}"

    # How an operation is asked for

    def act(self, till: int, way: str, what: str, call: Callable[..., Any]) -> Any:
        """One operation; a refusal leaves everything as it was, and so do a dry run, a retry, and a key that was used."""
        store = self.stores[till]
        key: str | None = None
        dry: Any = None
        if way == "dry":
            dry = self.unchanged(lambda: call(store, dry_run=True))
        elif way == "retry":
            key = self.name("key-")
        elif way == "clash" and self.keys:
            used = self.keys[self.count % len(self.keys)]
            error = self.unchanged(lambda: call(store, key=used))
            assert isinstance(error, RefusedError), "a key was taken for something else"
        try:
            made = call(store) if key is None else call(store, key=key)
        except (RefusedError, FindingsError) as error:
            code = error.refusals[0].code if isinstance(error, RefusedError) else error.findings[0].code
            self.refused[f"{what} {code}"] = self.refused.get(f"{what} {code}", 0) + 1
            fine(apart(self.before, tables(store)))
            return None
        self.taken += 1
        if dry is not None:
            alike(dry, made)
        self.before = tables(store)
        if key is not None:
            self.keys.append(key)
            other = self.stores[1 - till]
            self.unchanged(lambda: same(made, call(other, key=key)))
        return made

    def unchanged(self, call: Callable[[], Any]) -> Any:
        """Something that may be refused and must write nothing: its answer, or the error."""
        try:
            found = call()
        except (RefusedError, FindingsError) as error:
            found = error
        fine(apart(self.before, tables(self.stores[0])))
        return found

    # What holds after every step

    @invariant()
    def all_is_well(self) -> None:
        if not self.stores:
            return
        self.steps += 1
        if self.before != self.checked or self.today != self.checked_on:  # what was not changed was checked before
            fine(wrong(self.stores[self.steps % 2].desk))
            self.before = self.checked = tables(self.stores[0])  # `verify` seals
            self.checked_on = self.today
        if self.steps % self.every_copy == 0:
            self.compare()

    def compare(self) -> None:
        """A copy in which the day is closed says what `evaluate` says."""
        if self.on_postgresql or (self.before, self.today) == self.compared:
            return
        desk = self.stores[0].desk
        with desk.database.read() as connection:
            versions = desk.versions(connection)
        fine(closed_copy(self.file, versions, self.clock, self.today, whole=self.whole))
        self.compared = (self.before, self.today)


def same(first: Decision, again: Decision) -> None:
    """A retry is answered as the first time."""
    assert first.as_json() == again.as_json()


def alike(dry: Any, made: Any) -> None:
    """A dry run said what would come of it; entries of the log, and reports on files, have numbers of their own."""
    if isinstance(made, Decision):
        assert isinstance(dry, Decision), f"a dry run refused what was taken then: {dry}"
        for part in ("tier_before", "tier", "points", "points_pending", "changes", "moved", "reasons", "late"):
            assert getattr(dry, part) == getattr(made, part), part
