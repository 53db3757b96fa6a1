"""What rights are decided from: the history of some members with what others did that matters, and what was decided of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, Connection, Table, func, select

from patron.engine.history import LINES, RETURNS, History
from patron.engine.plan import Plan
from patron.engine.results import CHANGE_COLUMNS, POSTING_COLUMNS, Evaluation, PostingKind
from patron.engine.spans import Later
from patron.store.deciding.accounts import is_main, postings
from patron.store.reading.chunks import rows_of
from patron.store.reading.histories import history_of, lines_of, movements_of, returns_of
from patron.store.reading.naming import ids_of
from patron.store.rights.moved import movements
from patron.store.schemes import Versions
from patron.store.tables import TierChangeRow

changes: Table = TierChangeRow.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Scheme:
    """The versions as the engine takes them: the first, and the later ones with their days."""

    first: Plan
    later: Later

    @classmethod
    def of(cls, versions: Versions) -> Scheme:
        """Every version of a store."""
        first, *later = versions.all
        return cls(first.plan, tuple((one.effective_from, one.plan) for one in later))

    @property
    def plans(self) -> tuple[Plan, ...]:
        """Every version's plan."""
        return (self.first, *(plan for _, plan in self.later))

    def on(self, day: int) -> Plan:
        """The plan that holds on a day."""
        return next((plan for first, plan in reversed(self.later) if first <= day), self.first)


def own_history(connection: Connection, versions: Versions, numbers: Collection[int]) -> History:
    """All that happened to these members, typed as their industry's files are."""
    fields = sorted({field for plan in versions.plans for field in plan.profile_fields})
    return history_of(connection, numbers, industry=versions.industry, fields=fields)


def decided(connection: Connection, numbers: Collection[int]) -> Evaluation:
    """What stands of these members: tier changes in order, and the points that became vouchers."""
    ids = ids_of(connection, numbers)
    undone = select(changes.c.cancels).where(changes.c.cancels.is_not(None))
    query = select(
        changes.c.member, changes.c.place, changes.c.number, changes.c.on, changes.c.before, changes.c.after, changes.c.reason
    ).where(changes.c.cancels.is_(None), changes.c.number.not_in(undone))
    stood = sorted(rows_of(connection, query, changes.c.member, ids), key=lambda row: (ids[row[0]], *row[1:3]))
    issued = (
        select(postings.c.member, postings.c.on, postings.c.kind, postings.c.rule, func.sum(postings.c.points))
        .where(postings.c.kind == PostingKind.ISSUED.value, is_main)
        .group_by(postings.c.member, postings.c.on, postings.c.kind, postings.c.rule)
    )
    posted = [(ids[row[0]], *row[1:4], int(row[4])) for row in rows_of(connection, issued, postings.c.member, ids) if row[4]]
    return Evaluation(
        members=pl.DataFrame({"member_id": sorted(ids.values())}, schema={"member_id": pl.String}),
        changes=pl.DataFrame([(ids[row[0]], *row[3:]) for row in stood], schema=CHANGE_COLUMNS, orient="row"),
        postings=pl.DataFrame(sorted(posted), schema=POSTING_COLUMNS, orient="row"),
    )


def with_movements(connection: Connection, history: History, condition: ColumnElement[bool]) -> History:
    """The history with further movements, whosesoever."""
    found = movements_of(connection, condition)
    more = found.filter(~pl.col("row").is_in(history.movements["row"].implode()))
    return replace(history, movements=pl.concat([history.movements, more]))


def with_purchases(connection: Connection, versions: Versions, history: History, ids: Iterable[str]) -> History:
    """The history with further purchases by id, walk-in sales among them, and what came back of them."""
    known = set(history.lines["purchase_id"])
    wanted = [one for one in dict.fromkeys(ids) if one not in known]
    if not wanted:
        return history
    lines = lines_of(connection, wanted, versions.industry)
    returned = returns_of(connection, wanted)
    return replace(
        history,
        lines=_both(history.lines, lines, LINES),
        returns=_both(history.returns, returned, RETURNS),
    )


def _both(known: pl.DataFrame, more: pl.DataFrame, schema: dict[str, Any]) -> pl.DataFrame:
    """Both frames with all columns of either."""
    assert set(schema) <= set(known.columns), "frames of a history"
    return pl.concat([known, more], how="diagonal")


def last_day(history: History, day: int) -> int:
    """The day, or that of the last event where one is dated later."""
    days: list[Any] = [frame["day"].max() for frame in (history.lines, history.returns, history.movements)]
    return max([day, *(int(one) for one in days if one is not None)])


def count_of(connection: Connection, kind: str, names: Collection[str]) -> int:
    """How many of one of these the movements of a kind are about, whosesoever."""
    query = select(movements.c.value, func.count()).where(movements.c.kind == kind, named(names)).group_by(movements.c.value)
    counts = kind != "use_coupon"  # where the value names a purchase
    rows: list[Any] = list(connection.execute(query))
    return sum(int(count) * (int(value) if counts and value and value.isdecimal() else 1) for value, count in rows)


def named(names: Collection[str]) -> ColumnElement[bool]:
    """Whether the `ref` of a movement is one of these, capital and small letters alike."""
    spelled = {way(one.strip()) for one in names for way in (str.lower, str.casefold, str.upper, str.strip)}
    return func.lower(movements.c.ref).in_(sorted(spelled))
