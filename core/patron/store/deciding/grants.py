"""Tiers that were granted until a day, and have not been ended yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, Select, bindparam, exists, select

from patron.store.hot import Hot
from patron.store.reading.chunks import rows_of
from patron.store.reading.histories import movements
from patron.store.reading.naming import records_of

END = " end"  # behind the grant's id: the id of the movement that ends it
_FEW = 2  # members whom an event at a till has at most


def _not_ended() -> Select[int, int, str, int]:
    ended = movements.alias("ended")
    columns = (movements.c.member, movements.c.until, movements.c.movement_id, movements.c.day)
    query = select(*columns).where(movements.c.until.is_not(None))
    return query.where(~exists().where(ended.c.movement_id == movements.c.movement_id + END))


_NOT_ENDED = _not_ended()
_OF_ONE = Hot(_NOT_ENDED.where(movements.c.member == bindparam("record")))


@dataclass(frozen=True, slots=True, order=True)
class Limited:
    """A grant with its end: days, and the id of the movement."""

    until: int
    id: str
    day: int


def limited_grants(connection: Connection, numbers: Collection[int]) -> dict[int, list[Limited]]:
    """By member the grants that are to end, in order of their ends; members without one are left out."""
    records = records_of(connection, numbers)
    if len(records) <= _FEW:
        rows = [row for record in records for row in _OF_ONE.rows(connection, {"record": record})]
    else:
        rows = rows_of(connection, _NOT_ENDED, movements.c.member, records)
    found: dict[int, list[Limited]] = defaultdict(list)
    for record, until, name, day in rows:
        found[records[record]].append(Limited(until, name, day))
    return {member: sorted(grants) for member, grants in found.items()}
