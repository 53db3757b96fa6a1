"""Checks of a part's rows, and of what only all parts together show: an id that two members have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import polars as pl

from patron.cluster.job import Job
from patron.cluster.parcels import Parcel, pack, unpack
from patron.cluster.places import hashes, parts_of
from patron.cluster.reports import Faults, Report, checked_faults
from patron.cluster.state import State
from patron.engine.history import History
from patron.engine.profiles import never_filled, unlisted_words
from patron.engine.validate import find_faults
from patron.vocabulary import Industry

MOST_TWICE = 1_000  # ids that are looked at again, the first by hash
_KINDS = ("purchases", "movements")


def own_rows(state: State, part: int, parts: int) -> History:
    """The rows of the part's own members, without the gifts that it only hears of."""
    rows = state.history
    moved = rows.movements
    place = parts_of(moved["member_id"], parts)
    ours = (place == part).fill_null(value=True)
    return History(rows.lines, rows.returns, moved.filter(ours), rows.members, rows.names)


def look(job: Job, part: int, state: State, industry: Industry) -> Report:
    """What is wrong in a part's rows by themselves, and what is counted over all."""
    rows = own_rows(state, part, job.parts)
    names = rows.names
    found = find_faults(rows, job.plan, job.as_of)
    fields = job.plan.profile_fields
    report = Report(looked=1, lines=rows.lines.height, amount=int(rows.lines["amount"].cast(pl.Int128).sum() or 0))
    paths = {"purchases": str(names.purchases), "members": str(names.members), "movements": str(names.movements)}
    report.faults = checked_faults(found, paths)  # type: ignore[arg-type]
    report.unfilled.update(never_filled(rows, fields))
    report.words = {one.field: set(one.words) for one in unlisted_words(rows, fields, industry)}
    return report


def ids(job: Job, part: int, state: State) -> Iterator[Parcel]:
    """The hashes of the part's ids, each to the part that sees all that are alike."""
    rows = own_rows(state, part, job.parts)
    for kind, names in zip(_KINDS, (_purchases(rows), rows.movements["movement_id"]), strict=True):
        keys = np.unique(hashes(names.drop_nulls()))
        place = (keys >> np.uint64(32)) % np.uint64(job.parts)
        order = np.argsort(place, kind="stable")
        bounds = np.searchsorted(place[order], np.arange(job.parts + 1))
        for to in range(job.parts):
            mine = keys[order[bounds[to] : bounds[to + 1]]]
            yield from pack(to, "ids", kind, part, pl.DataFrame({"key": mine}))


def twice(parcels: Iterable[Parcel]) -> dict[str, list[int]]:
    """The hashes that more than one part sent, the first MOST_TWICE of each kind."""
    found = unpack(parcels)
    result = {}
    for kind in _KINDS:
        frame = found.get(("ids", kind))
        if frame is not None:
            result[kind] = frame.filter(pl.col("key").is_duplicated())["key"].unique().sort().head(MOST_TWICE).to_list()
    return result


def about(history: History, kind: str, keys: frozenset[int]) -> History:
    """The rows with these ids, by their hashes; of purchases also the returns that name one."""

    def chosen(frame: pl.DataFrame, *columns: str) -> pl.DataFrame:
        wanted = np.zeros(frame.height, dtype=np.bool_)
        for column in columns:
            wanted |= np.isin(hashes(frame[column]), np.array(sorted(keys), dtype=np.uint64)) & frame[column].is_not_null().to_numpy()
        return frame.filter(pl.Series(wanted))

    if kind == "movements":
        return History(movements=chosen(history.movements, "movement_id"), names=history.names)
    return History(chosen(history.lines, "purchase_id"), chosen(history.returns, "purchase_id", "returns"), names=history.names)


def unknown_purchases(state: State) -> list[int]:
    """The hashes of purchases that returns of the part take back and that are not among its rows, the first MOST_TWICE."""
    named = state.history.returns.join(state.history.lines, left_on="returns", right_on="purchase_id", how="anti")["returns"]
    return [int(key) for key in np.unique(hashes(named.drop_nulls()))[:MOST_TWICE]]


def days_of_sales(history: History) -> dict[str | None, set[int]]:
    """By category the days on which something of it was sold."""
    found: dict[str | None, set[int]] = {}
    for category, day in history.lines.select("category", "day").unique().iter_rows():
        found.setdefault(category, set()).add(day)
    return found


def last_opening(history: History) -> int:
    """The last day of an opening balance, -1 without one."""
    last = history.members["opening_on"].max()
    return last if isinstance(last, int) else -1


def _purchases(rows: History) -> pl.Series:
    return pl.concat([rows.lines["purchase_id"], rows.returns["purchase_id"]])


__all__ = ["MOST_TWICE", "Faults", "about", "days_of_sales", "ids", "last_opening", "look", "own_rows", "twice", "unknown_purchases"]
