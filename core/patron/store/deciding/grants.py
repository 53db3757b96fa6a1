"""Tiers that were granted until a day, and have not been ended yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, exists, select

from patron.store.reading.chunks import rows_of
from patron.store.reading.histories import movements
from patron.store.reading.naming import records_of

END = " end"  # behind the grant's id: the id of the movement that ends it


@dataclass(frozen=True, slots=True, order=True)
class Limited:
    """A grant with its end: days, and the id of the movement."""

    until: int
    id: str
    day: int


def limited_grants(connection: Connection, numbers: Collection[int]) -> dict[int, list[Limited]]:
    """By member the grants that are to end, in order of their ends; members without one are left out."""
    records = records_of(connection, numbers)
    ended = movements.alias("ended")
    columns = (movements.c.member, movements.c.until, movements.c.movement_id, movements.c.day)
    query = select(*columns).where(movements.c.until.is_not(None))
    query = query.where(~exists().where(ended.c.movement_id == movements.c.movement_id + END))
    found: dict[int, list[Limited]] = defaultdict(list)
    for record, until, name, day in rows_of(connection, query, movements.c.member, records):
        found[records[record]].append(Limited(until, name, day))
    return {member: sorted(grants) for member, grants in found.items()}
