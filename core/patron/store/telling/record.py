"""What stood in the record at a moment: tier changes by when they were written and taken back, and events that came late."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import polars as pl
from sqlalchemy import Connection, Table, func, select

from patron.engine.days import iso
from patron.engine.history import History
from patron.store.audit.log import log
from patron.store.deciding.outcome import ChangeKey
from patron.store.deciding.stored import tier_changes
from patron.store.reading.chunks import rows_of
from patron.store.reading.histories import movements, purchases, returns
from patron.store.take_in import local_time
from patron.store.telling.told import ChangeTold, Late


@dataclass(frozen=True, slots=True)
class Written:
    """A tier change in the record; `until` is when it was taken back, None while it stands."""

    key: ChangeKey
    place: int
    version: int
    recorded: int
    until: int | None

    def stood(self, at: int) -> bool:
        """Whether it was in the record at an instant."""
        return self.recorded <= at and (self.until is None or self.until > at)


class Record:
    """The tier changes of one member, as they were written."""

    def __init__(self, connection: Connection, number: int, zone: str) -> None:
        columns = [tier_changes.c[name] for name in ("number", "on", "place", "before", "after", "reason", "scheme_version", "cancels")]
        query = select(*columns, log.c.recorded_at).join_from(tier_changes, log, log.c.number == tier_changes.c.entry)
        rows = connection.execute(query.where(tier_changes.c.member == number).order_by(tier_changes.c.number)).all()
        gone = {row.cancels: row.recorded_at for row in rows if row.cancels is not None}
        self._zone = zone
        self._all = [
            Written((row.on, row.before, row.after, row.reason), row.place, row.scheme_version, row.recorded_at, gone.get(row.number))
            for row in rows
            if row.cancels is None
        ]

    def stood(self, at: int) -> list[Written]:
        """The changes that stood at an instant, in order of happening."""
        return sorted((one for one in self._all if one.stood(at)), key=lambda one: one.place)

    def told(self, found: Iterable[ChangeKey], at: int) -> tuple[ChangeTold, ...]:
        """Changes with the version and the time of writing where they stood in the record at an instant."""
        waiting: dict[ChangeKey, deque[Written]] = {}
        for one in self.stood(at):
            waiting.setdefault(one.key, deque()).append(one)
        return tuple(self._shown(key, waiting[key].popleft() if waiting.get(key) else None) for key in found)

    def undone(self, at: int, now: int) -> tuple[ChangeTold, ...]:
        """Those that stood at an instant, and stand no more: a change that only moved to another place still stands."""
        standing = Counter(one.key for one in self.stood(now))
        told = []
        for one in self.stood(at):
            if standing[one.key] > 0:
                standing[one.key] -= 1
            else:
                told.append(self._shown(one.key, one))
        return tuple(told)

    def _shown(self, key: ChangeKey, one: Written | None) -> ChangeTold:
        on, before, after, reason = key
        if one is None:
            return ChangeTold(iso(on), before, after, reason)
        return ChangeTold(iso(on), before, after, reason, one.version, local_time(one.recorded, self._zone).isoformat())


_FRAMES: tuple[tuple[str, Table, str], ...] = (
    ("lines", purchases, "purchase_id"),
    ("returns", returns, "return_id"),
    ("movements", movements, "movement_id"),
)


def known_by(connection: Connection, history: History, at: int, member: str, zone: str) -> tuple[History, tuple[Late, ...]]:
    """The history without what was recorded after an instant, and which of those events are the member's own."""
    kept: dict[str, pl.DataFrame] = {}
    late: list[tuple[int, Late]] = []
    for name, table, ident in _FRAMES:
        frame: pl.DataFrame = getattr(history, name)
        query = select(table.c.number, table.c[ident], table.c.at, log.c.recorded_at).join_from(table, log, log.c.number == table.c.entry)
        rows: Sequence[tuple[int, str, int, int]] = [
            tuple(row) for row in rows_of(connection, query.where(log.c.recorded_at > at), table.c.number, frame["row"].unique().to_list())
        ]
        kept[name] = frame.filter(~pl.col("row").is_in([number for number, *_ in rows]))
        own = frame.filter(pl.col("member_id") == member)
        kinds = dict(own.select("row", "kind").iter_rows()) if name == "movements" else dict.fromkeys(own["row"], _ONE[name])
        for number, told, when, recorded in rows:
            if number in kinds:
                times = (local_time(one, zone).isoformat() for one in (when, recorded))
                late.append((when, Late(kinds[number], told, *times)))
    distinct = dict.fromkeys(one for _, one in sorted(late, key=lambda pair: (pair[0], pair[1].id)))
    seen = replace(history, lines=kept["lines"], returns=kept["returns"], movements=kept["movements"])
    return seen, tuple(distinct)


_ONE = {"lines": "purchase", "returns": "return"}


def first_recorded(connection: Connection, number: int) -> int | None:
    """When something of this member was first written down by herself: her own entries, or her events'; None if that is not known."""
    firsts = [connection.execute(select(func.min(log.c.recorded_at)).where(log.c.member == number)).scalar_one()]
    for _, table, _ in _FRAMES:
        query = select(func.min(log.c.recorded_at)).join_from(table, log, log.c.number == table.c.entry).where(table.c.member == number)
        firsts.append(connection.execute(query).scalar_one())
    return min((one for one in firsts if one is not None), default=None)
