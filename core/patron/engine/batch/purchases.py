"""Members' lines in order: by member, instant and purchase, without moving any column but those of numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.batch.grouping import Grouped, group
from patron.engine.batch.ordering import untie
from patron.engine.batch.steps import LARGE, is_ascending, mark_ties, run_step, sort_runs
from patron.engine.history import MemberOrder

Numbers = npt.NDArray[np.int64]
Rows = npt.NDArray[np.int32]
_Cell = TypeVar("_Cell", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Ordered:
    """Members' lines up to the as-of date by member, and in each by (instant, purchase id as text).

    `rows` are the lines' rows in the history, None where they are its first rows in order. `member_first`
    are the first lines of the members of `member_ids`, which are in any order, `purchase_first` those of
    the purchases, both with the number of lines at the end. `at` and `day` are by purchase. `grouped` is
    the quick way to put a column in order, where there is one.
    """

    lines: pl.DataFrame
    rows: Rows | None
    grouped: Grouped | None
    member_ids: pl.Series
    member_first: Numbers
    purchase_first: Numbers | None  # None: one line a purchase
    at: Numbers
    day: npt.NDArray[np.int32]

    @property
    def purchases(self) -> int:
        """How many there are."""
        return len(self.at)

    @property
    def height(self) -> int:
        """How many lines there are."""
        return len(self.at) if self.purchase_first is None else int(self.purchase_first[-1])

    def put(self, values: npt.NDArray[_Cell]) -> npt.NDArray[_Cell]:
        """Values by row of the history, in the order of the lines."""
        if self.grouped is not None:
            return self.grouped.put(values)
        return values[: self.height] if self.rows is None else values[self.rows]

    def line_rows(self, places: Numbers) -> Numbers:
        """The rows in the history of some lines."""
        return places if self.rows is None else self.rows[places].astype(np.int64)

    def of_purchases(self, name: str, purchases: Numbers | None = None) -> pl.Series:
        """A column that all lines of a purchase agree on, for some purchases or for all."""
        if purchases is None:
            if self.purchase_first is None and self.rows is None:
                return self.lines[name].head(self.height)
            purchases = np.arange(self.purchases)
        places = purchases if self.purchase_first is None else self.purchase_first[purchases]
        return self.lines[name].gather(self.line_rows(places))

    def purchase_of_line(self, places: Numbers) -> Numbers:
        """The purchases of some lines."""
        return places if self.purchase_first is None else np.searchsorted(self.purchase_first, places, side="right") - 1

    def first_purchases(self) -> Numbers:
        """The first purchase of each member, and the number of purchases."""
        if self.purchase_first is None:
            return self.member_first
        return np.searchsorted(self.purchase_first, self.member_first).astype(np.int64)


def in_order(lines: pl.DataFrame, as_of: int, compiled: bool, order: MemberOrder | None = None) -> Ordered:
    """The members' lines in order; lines that are in order already are not sorted again. `order`: what is known of these lines."""
    if order is not None:
        return _stated(order, as_of, compiled)
    keep = _wanted(lines, as_of)
    rows = None if keep is None else keep.arg_true().to_numpy().astype(np.int32)
    ids = lines["member_id"] if keep is None else lines["member_id"].filter(keep)
    at = lines["at"].to_numpy() if rows is None else lines["at"].to_numpy()[rows]
    members = _runs(ids)
    grouped = None
    if members is not None and run_step(is_ascending, len(at), at, members[1], compiled=compiled):
        member_ids, first = members
    elif compiled and len(ids) >= LARGE:
        grouped = group(ids)
        member_ids, first = ids.gather(grouped.heads), grouped.first
        rows = grouped.rows() if rows is None else rows[grouped.rows()]
        placed = grouped.put(at)
        if not run_step(is_ascending, len(at), placed, first):
            run_step(sort_runs, len(at), first, lines["at"].to_numpy(), rows, np.empty(int(np.diff(first).max()), dtype=np.int32))
            placed, grouped = lines["at"].to_numpy()[rows], None
        at = placed
    else:
        rows, member_ids, first = _sorted(lines, rows)
        at = lines["at"].to_numpy()[rows]
    if keep is not None:
        grouped = None  # its rows are not the history's
    tied = _tied(at, first, compiled)
    disorder, differ = _compared(lines, rows, tied)
    if disorder:
        rows = np.arange(len(at), dtype=np.int32) if rows is None else rows
        code = np.repeat(np.arange(len(first) - 1, dtype=np.int32), np.diff(first))
        untie(rows, code, at, lines["purchase_id"])
        grouped = None
        differ = _compared(lines, rows, tied)[1]
    heads = _heads(tied, differ, len(at))
    day = lines["day"].to_numpy()
    day = grouped.put(day) if grouped is not None else (day if rows is None else day[rows])
    if heads is not None:
        at, day = at[heads[:-1]], day[heads[:-1]]
    return Ordered(lines, rows, grouped, member_ids, first, heads, np.ascontiguousarray(at), np.ascontiguousarray(day))


def _stated(order: MemberOrder, as_of: int, compiled: bool) -> Ordered:
    """The members' lines as somebody has said that they lie; nothing is copied unless some come after the as-of date."""
    lines, first, ids = order.lines, order.first, order.member_ids
    height = int(first[-1])
    at, day = lines["at"].to_numpy()[:height], lines["day"].to_numpy()[:height]
    rows: Rows | None = None
    if height and int(lines["day"].head(height).max()) > as_of:  # type: ignore[arg-type]
        keep = day <= as_of
        rows = np.flatnonzero(keep).astype(np.int32)
        before = np.zeros(height + 1, dtype=np.int64)
        np.cumsum(keep, out=before[1:])
        first = before[first]
        has = np.diff(first) > 0
        ids, first = ids.filter(pl.Series(has)), np.append(first[:-1][has], first[-1])
        at, day = at[rows], day[rows]
    tied = np.empty(0, dtype=np.int64) if order.single else _tied(at, first, compiled)
    heads = _heads(tied, _compared(lines, rows, tied)[1], len(at))
    if heads is not None:
        at, day = at[heads[:-1]], day[heads[:-1]]
    return Ordered(lines, rows, None, ids, first, heads, np.ascontiguousarray(at), np.ascontiguousarray(day))


def _tied(at: Numbers, first: Numbers, compiled: bool) -> Numbers:
    """The lines that share their instant with the next one of their member."""
    mark = np.zeros(len(at), dtype=np.bool_)
    run_step(mark_ties, len(at), at, first, mark, compiled=compiled)
    return np.flatnonzero(mark)


def _wanted(lines: pl.DataFrame, as_of: int) -> pl.Series | None:
    """True for the rows of members up to the as-of date; None if they are all."""
    late = lines.height > 0 and int(lines["day"].max()) > as_of  # type: ignore[arg-type]
    if not late and not lines["member_id"].null_count():
        return None
    return (lines["day"] <= as_of) & lines["member_id"].is_not_null()


def _runs(ids: pl.Series) -> tuple[pl.Series, Numbers] | None:
    """The members and their first lines, where the lines are in order of members already."""
    if not ids.head(LARGE).is_sorted():
        return None  # without a look at the rest
    fresh = np.ones(len(ids), dtype=np.bool_)
    if len(ids) > 1:
        fresh[1:] = (ids[1:] != ids[:-1]).to_numpy()
    first = np.flatnonzero(fresh)
    members = ids.gather(first)
    if len(members) > 1 and not bool((members[1:] > members[:-1]).all()):
        return None
    return members, np.append(first, len(ids)).astype(np.int64)


def _sorted(lines: pl.DataFrame, rows: Rows | None) -> tuple[Rows, pl.Series, Numbers]:
    """The rows by member and instant, by a sort of the texts."""
    rows = np.arange(lines.height, dtype=np.int32) if rows is None else rows
    keys = pl.DataFrame({"member_id": lines["member_id"].gather(rows), "at": lines["at"].gather(rows)})
    order = keys.with_row_index("n").sort("member_id", "at", maintain_order=True)["n"].to_numpy()
    members = _runs(lines["member_id"].gather(rows[order]))
    assert members is not None, "sorted lines are in order"
    return rows[order], *members


def _compared(lines: pl.DataFrame, rows: Rows | None, tied: Numbers) -> tuple[bool, npt.NDArray[np.bool_]]:
    """True if some line of one member and instant is not in order of purchases; and which belong to another purchase than the next."""
    here, after = (tied, tied + 1) if rows is None else (rows[tied], rows[tied + 1])
    ids, following = lines["purchase_id"].gather(here), lines["purchase_id"].gather(after)
    differ = (ids != following).to_numpy()
    odd = np.flatnonzero(differ)
    return bool((following.gather(odd) < ids.gather(odd)).any()), differ


def _heads(tied: Numbers, differ: npt.NDArray[np.bool_], height: int) -> Numbers | None:
    """The first lines of purchases and the number of lines; None if every purchase has one."""
    same = tied[~differ] + 1
    if len(same) == 0:
        return None
    heads = np.ones(height + 1, dtype=np.bool_)
    heads[same] = False
    return np.flatnonzero(heads)
