"""One write transaction of the store: what was asked, by when, under which schemes, and the entry that it will be in the audit log."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache, cached_property
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Insert, Table, bindparam, insert, select

from patron.store.audit.log import Written
from patron.store.deciding.outcome import Row
from patron.store.hot import Hot, insert_into
from patron.store.reading.chunks import rows_of
from patron.store.reading.closure import Links
from patron.store.reading.naming import find_member, ids_of
from patron.store.refused import Refusal, RefusedError
from patron.store.schemes import Version, Versions
from patron.store.tables import MemberRow, MemberStateRow
from patron.store.take_in import DAY_MICROSECONDS, instant, local_time

if TYPE_CHECKING:
    from patron.store.deciding.desk import Desk
    from patron.store.deciding.memory import Held

_states: Table = MemberStateRow.__table__  # type: ignore[attr-defined]
_members: Table = MemberRow.__table__  # type: ignore[attr-defined]
_COLUMNS = tuple(column.name for column in _states.c)
_FIND = Hot(
    select(_members.c.number, _members.c.known, _members.c.merged_into, _members.c.erased_at, *_states.c)
    .join_from(_members, _states, _states.c.member == _members.c.number, isouter=True)
    .where(_members.c.member_id == bindparam("named"))
)

MOST_AHEAD = DAY_MICROSECONDS  # of the store's clock
_NAMED = 20  # hexadecimal digits of a made-up id


@cache
def _returning(table: Table) -> Insert:
    """Made once: a statement that is made anew has to be looked up among the compiled ones part by part."""
    return insert(table)


@dataclass
class Txn:
    """`entry` is the number of the transaction's audit entry, `now` the store's time in UTC microseconds.

    `judged` and `durable` count judgements for the audit log; `ids` are the members met so far, by number; `late` is set once something
    was decided that is dated before what had been decided.
    """

    connection: Connection
    desk: Desk
    versions: Versions
    entry: int
    now: int
    key: str | None = None
    judged: int = 0
    durable: int = 0
    late: bool = False
    ids: dict[int, str] = field(default_factory=dict)
    touched: set[int] = field(default_factory=set)
    decided: dict[int, Held] = field(default_factory=dict)  # what memory holds if the transaction is kept
    known: set[int] = field(default_factory=set)  # members whom rules know already
    written: Written = field(default_factory=Written)
    _seen: dict[int, Row | None] = field(default_factory=dict)

    @cached_property
    def links(self) -> Links:
        """By what members depend on one another under any version."""
        return Links.of(self.versions.plans)

    def add(self, table: Table, rows: Sequence[Row]) -> None:
        """Insert rows of a table that the audit log vouches for."""
        insert_into(table, tuple(rows[0])).run_all(self.connection, rows)
        self.written.add(table.name, rows)

    def add_one(self, table: Table, row: Row) -> int:
        """Insert one row; the number that it was given."""
        self.written.add(table.name, [row])
        if self.connection.dialect.name == "sqlite":
            return int(insert_into(table, tuple(row)).run(self.connection, row).lastrowid)
        key = self.connection.execute(_returning(table), row).inserted_primary_key
        assert key is not None
        return int(key[0])

    def find(self, text: str, where: str = "member") -> int:
        """The member that an id, a card or a phone stands for; raises RefusedError about the input of that name.

        On PostgreSQL her state is locked, so that of many tills that serve one member all but one wait here, not after deciding in vain.
        """
        if self.connection.dialect.name == "postgresql":
            own = select(_members.c.number).where(_members.c.member_id == text).scalar_subquery()
            self.connection.execute(select(_states.c.version).where(_states.c.member == own).with_for_update())
        found = [row for row in _FIND.rows(self.connection, {"named": text}) if row[2] is None and row[3] is None]  # not merged, not erased
        if not found:
            try:
                number = find_member(self.connection, text)
            except RefusedError as error:
                raise RefusedError(*(replace(one, field=where) for one in error.refusals)) from None
            if self.connection.dialect.name == "postgresql":
                self.connection.execute(select(_states.c.version).where(_states.c.member == number).with_for_update())
            self.name([number])
            return number
        number, known, _, _, *state = found[0]
        self.ids[number] = text
        self._seen[number] = None if state[0] is None else dict(zip(_COLUMNS, state, strict=True))
        if known:
            self.known.add(number)
        return int(number)

    def states(self, numbers: Iterable[int]) -> dict[int, Row | None]:
        """The stored states of members, None for one of whom nothing was decided."""
        asked = list(numbers)
        missing = [number for number in asked if number not in self._seen]
        if missing:
            found = {row.member: dict(row._mapping) for row in rows_of(self.connection, select(_states), _states.c.member, missing)}
            self._seen |= {number: found.get(number) for number in missing}
        return {number: self._seen[number] for number in asked}

    def name(self, numbers: Collection[int]) -> dict[int, str]:
        """The members' own ids."""
        missing = [number for number in numbers if number not in self.ids]
        if missing:
            self.ids |= ids_of(self.connection, missing)
        return {number: self.ids[number] for number in numbers}

    def when(self, at: datetime | None) -> tuple[int, int]:
        """Instant and local day of an event; one that is more than a day ahead of the store's clock is refused."""
        moment, day = instant(at, self.now, self.versions.zone)
        if moment > self.now + MOST_AHEAD:
            raise RefusedError(Refusal("in-the-future", "the time has not come yet", "correct the time, or the clock of the till", "at"))
        return moment, day

    def shown(self, at: int) -> str:
        """An instant in ISO form with the offset of the scheme's zone."""
        return local_time(at, self.versions.zone).isoformat()

    def count(self, judged: int, durable: int) -> None:
        """Judgements that were made, for the audit log."""
        self.judged += judged
        self.durable += durable

    def made_id(self, prefix: str) -> str:
        """An id for an event that was told without one: by the idempotency key, so that a retry names the same; else by the entry."""
        if self.key is None:
            return f"{prefix}-{self.entry}"
        return f"{prefix}-{sha256(self.key.encode()).hexdigest()[:_NAMED]}"

    def version(self, day: int) -> Version:
        """The scheme that decides on a day."""
        return self.versions.on(day)

    def touch(self, numbers: Iterable[int]) -> None:
        """These members' states in memory hold only if the transaction is kept."""
        gone = set(numbers)
        self.touched |= gone
        for number in gone:
            self._seen.pop(number, None)
            self.decided.pop(number, None)
