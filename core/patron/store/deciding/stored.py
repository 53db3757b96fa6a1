"""What stands in the store of some members: states, changes that were not cancelled, sums of postings, and lots."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table, func, select, update

from patron.store.deciding.accounts import is_main, postings
from patron.store.deciding.outcome import ChangeKey, PostingKey, Row
from patron.store.reading.chunks import chunks, rows_of
from patron.store.tables import LotRow, MemberStateRow, TierChangeRow

states: Table = MemberStateRow.__table__  # type: ignore[attr-defined]
tier_changes: Table = TierChangeRow.__table__  # type: ignore[attr-defined]
lots: Table = LotRow.__table__  # type: ignore[attr-defined]

LOT_COLUMNS = tuple(column.name for column in lots.c if column.name != "member")


@dataclass(slots=True)
class Stored:
    """One member as stored; `state` is None before anything was decided. Changes stand in order of place, with their row's number."""

    state: Row | None = None
    changes: list[tuple[int, ChangeKey]] = field(default_factory=list)
    postings: dict[PostingKey, int] = field(default_factory=dict)
    lots: dict[int, Row] = field(default_factory=dict)


def stored_of(connection: Connection, numbers: Collection[int]) -> dict[int, Stored]:
    """What stands of each of these members."""
    found = {number: Stored() for number in numbers}
    for number, state in states_of(connection, numbers).items():
        found[number].state = state
    for number, standing in changes_of(connection, numbers).items():
        found[number].changes = standing
    columns = (postings.c.member, postings.c.on, postings.c.kind, postings.c.rule)
    sums = select(*columns, func.sum(postings.c.points)).where(is_main).group_by(*columns)
    for number, on, kind, rule, points in rows_of(connection, sums, postings.c.member, numbers):
        if points:
            found[number].postings[on, kind, rule] = int(points)
    for row in rows_of(connection, select(lots), lots.c.member, numbers):
        known = dict(row._mapping)
        found[known.pop("member")].lots[known["lot"]] = known
    return found


def states_of(connection: Connection, numbers: Collection[int]) -> dict[int, Row]:
    """The rows of `member_states`."""
    return {row.member: dict(row._mapping) for row in rows_of(connection, select(states), states.c.member, numbers)}


def changes_of(connection: Connection, numbers: Collection[int]) -> dict[int, list[tuple[int, ChangeKey]]]:
    """Each member's changes that hold, in order of happening, with the numbers of their rows."""
    rows: list[Any] = rows_of(connection, select(tier_changes), tier_changes.c.member, numbers)
    cancelled = {row.cancels for row in rows if row.cancels is not None}
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        if row.cancels is None and row.number not in cancelled:
            found[row.member].append(row)
    return {
        member: [(row.number, (row.on, row.before, row.after, row.reason)) for row in sorted(known, key=lambda one: one.place)]
        for member, known in found.items()
    }


def outdate(connection: Connection, numbers: Collection[int]) -> None:
    """What is in memory of these members, here and in other processes, is read anew: it does not know all that happened to them."""
    for part in chunks(numbers):
        connection.execute(update(states).where(states.c.member.in_(part)).values(version=states.c.version + 1))
