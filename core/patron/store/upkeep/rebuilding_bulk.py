"""Rebuilding of large stores: members are worked out together by the batch runner, and those of whom it says what is stored are done.

All others are decided one group after another as ever, so that whatever differs is told in one way: whoever differs, whose lots are
stored, whose tier is to end by itself, and everyone once a second version of the scheme holds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
from sqlalchemy import Connection, func, select

from patron.engine.history import History
from patron.engine.results import Evaluation
from patron.engine.run import run
from patron.findings import FindingsError
from patron.store.deciding.accounts import is_main, postings
from patron.store.deciding.grants import limited_grants
from patron.store.deciding.memory import days_of, whole_history
from patron.store.deciding.stored import lots, states, tier_changes
from patron.store.importing.decided import standing_of
from patron.store.reading.chunks import rows_of
from patron.store.reading.closure import Links, needed
from patron.store.reading.histories import purchases
from patron.store.reading.naming import members, records_of
from patron.store.rights.ends import card_ends
from patron.store.schemes import Versions
from patron.store.upkeep.rights_compared import rights_at_odds

FROM = 100_000  # purchases in the store; below, compiling takes longer than it saves
PART = 150_000  # purchases of members who are worked out together
_READ = 20_000
_FIGURES = ("tier", "since", "review_on", "reason", "points", "points_pending")
_TOTALS = ("points_earned", "points_expired", "points_taken_back", "points_spent")
_SAME = (*_FIGURES, *_TOTALS, "last_at", "last_id", "last_kind")
_STATE: dict[str, pl.DataType] = {
    "member": pl.Int64(),
    "member_id": pl.String(),
    "tier": pl.String(),
    "since": pl.Int32(),
    "review_on": pl.Int32(),
    "reason": pl.String(),
    **dict.fromkeys(("points", "points_pending", *_TOTALS, "last_at"), pl.Int64()),
    "last_id": pl.String(),
    "last_kind": pl.Int32(),
    "decided_to": pl.Int32(),
    "next_due": pl.Int32(),
    "lots_known": pl.Boolean(),
}
_CHANGES: dict[str, pl.DataType] = {
    "member": pl.Int64(),
    "on": pl.Int32(),
    "before": pl.String(),
    "after": pl.String(),
    "reason": pl.String(),
}
_SUMS: dict[str, pl.DataType] = {"member": pl.Int64(), "on": pl.Int32(), "kind": pl.String(), "rule": pl.String(), "points": pl.Int64()}


def worthwhile(connection: Connection, versions: Versions) -> bool:
    """Whether there is one version of the scheme, and enough for the batch runner."""
    some = select(purchases.c.number).limit(FROM).subquery()
    return len(versions.all) == 1 and connection.execute(select(func.count()).select_from(some)).scalar_one() >= FROM


def parts(connection: Connection, numbers: npt.NDArray[np.int64]) -> Iterator[list[int]]:
    """The members, so many at once that they do not have too many purchases."""
    part: list[int] = []
    rows = 0
    for start in range(0, len(numbers), _READ):
        own = numbers[start : start + _READ].tolist()
        count = select(purchases.c.member, func.count()).where(purchases.c.member.between(own[0], own[-1])).group_by(purchases.c.member)
        sold = dict(map(tuple, connection.execute(count)))
        for number in own:
            if part and (rows + sold.get(number, 0) > PART or len(part) == _READ):
                yield part
                part, rows = [], 0
            part.append(number)
            rows += sold.get(number, 0)
    if part:
        yield part


def alike(connection: Connection, versions: Versions, numbers: Collection[int]) -> set[int]:
    """Those of these members who stand as everything that happened says. Of those left out it is not known."""
    plan = versions.all[0].plan
    stored = _stored(connection, versions, numbers)
    if stored.is_empty():
        return set()
    history = whole_history(connection, versions, needed(connection, stored["member"].to_list(), Links.of(versions.plans)))
    as_of = max([*days_of(history), *stored["decided_to"].unique().to_list()])
    waits = pl.col("next_due").is_null() | (pl.col("next_due") > as_of) | (pl.col("decided_to") == as_of)
    stored = stored.filter(waits)
    try:
        made = run(plan, history, as_of, detail=True, runner="batch")
    except FindingsError:
        return set()  # some movement is impossible; of whom is told where each is decided
    if made.postings is None:
        return set()
    right = standing_of(plan, history, made, as_of).rename({"decided_to": "reached", "lots_known": "without_lots"})
    told = stored.join(right, on="member_id", suffix="_right").join(_last_days(history, made), on="member_id", how="left")
    same = [pl.col(name).eq_missing(pl.col(f"{name}_right")) for name in _SAME]
    due = ~pl.col("lots_known") | pl.col("next_due").eq_missing(pl.col("next_due_right"))
    past = pl.col("last_day").fill_null(-1) <= pl.col("decided_to")
    agreed = told.filter(*same, due, past).select("member", "member_id")
    named = agreed["member"].to_list()
    apart = pl.concat([_changes_apart(connection, named, agreed, made), _postings_apart(connection, named, agreed, made)])
    found = set(named) - set(apart.to_list())
    return found - rights_at_odds(connection, versions, found).keys()


def _stored(connection: Connection, versions: Versions, numbers: Collection[int]) -> pl.DataFrame:
    """The states of those whom the batch runner can speak for: nothing is stored of them that its frames do not say."""
    columns = (states.c.member, members.c.member_id, *(states.c[name] for name in _STATE if name not in {"member", "member_id"}))
    query = select(*columns).join_from(states, members, members.c.number == states.c.member).where(members.c.merged_into.is_(None))
    frame = _frame(rows_of(connection, query, states.c.member, numbers), _STATE)
    empty = (pl.col("points") == 0) & (pl.col("points_pending") == 0)
    frame = frame.filter(pl.col("decided_to").is_not_null() & (~pl.col("lots_known") | empty))
    own = frame["member"].to_list()
    with_lots = {member for (member,) in rows_of(connection, select(lots.c.member).distinct(), lots.c.member, own)}
    merged = {member for record, member in records_of(connection, own).items() if record != member}
    ending = limited_grants(connection, own).keys() | card_ends(connection, versions, own).keys()
    return frame.filter(~pl.col("member").is_in(list(with_lots | merged | ending)))


def _frame(rows: list[Any], schema: dict[str, pl.DataType]) -> pl.DataFrame:
    return pl.DataFrame([tuple(row) for row in rows], schema=schema, orient="row")


def _last_days(history: History, made: Evaluation) -> pl.DataFrame:
    """`last_day`: of each member's events, changes and postings."""
    assert made.postings is not None, "the run was asked for detail"
    parts = [frame.select("member_id", "day") for frame in (history.lines, history.returns, history.movements)]
    parts.append(history.movements.select(member_id="to_member", day="day"))
    parts += [frame.select("member_id", day=pl.col("on").cast(pl.Int32)) for frame in (made.changes, made.postings)]
    return pl.concat(parts).drop_nulls().group_by("member_id").agg(last_day=pl.col("day").max())


def _changes_apart(connection: Connection, numbers: Collection[int], named: pl.DataFrame, made: Evaluation) -> pl.Series:
    """The members whose changes are others, or were ever taken back."""
    cells = ("on", "before", "after", "reason")
    query = select(tier_changes.c.member, *(tier_changes.c[name] for name in cells), tier_changes.c.place, tier_changes.c.cancels)
    rows = sorted(rows_of(connection, query, tier_changes.c.member, numbers), key=lambda row: (row.member, row.place))
    cancelled = pl.Series("member", [row.member for row in rows if row.cancels is not None], dtype=pl.Int64)
    stored = _frame([row[:5] for row in rows], _CHANGES)
    right = made.changes.join(named, on="member_id", maintain_order="left").select(
        "member", pl.col("on").cast(pl.Int32), before="from", after="to", reason="reason"
    )
    place = pl.int_range(pl.len()).over("member").alias("place")
    both = stored.with_columns(place).join(right.with_columns(place), on=["member", "place"], how="full", coalesce=True, suffix="_right")
    differ = both.filter(~pl.all_horizontal(pl.col(name).eq_missing(pl.col(f"{name}_right")) for name in cells))
    return pl.concat([differ["member"], cancelled])


def _postings_apart(connection: Connection, numbers: Collection[int], named: pl.DataFrame, made: Evaluation) -> pl.Series:
    """The members whose postings come to other sums."""
    assert made.postings is not None, "the run was asked for detail"
    key = ["member", "on", "kind", "rule"]
    columns = tuple(postings.c[name] for name in key)
    query = select(*columns, func.sum(postings.c.points)).where(is_main).group_by(*columns)
    rows = [(*cells, int(points)) for *cells, points in rows_of(connection, query, postings.c.member, numbers)]
    stored = _frame(rows, _SUMS)
    right = made.postings.join(named, on="member_id").select("member", pl.col("on").cast(pl.Int32), "kind", "rule", "points")
    right = right.group_by(key).agg(pl.col("points").sum())
    both = stored.join(right, on=key, how="full", coalesce=True, suffix="_right")
    return both.filter(pl.col("points").fill_null(0) != pl.col("points_right").fill_null(0))["member"].unique()
