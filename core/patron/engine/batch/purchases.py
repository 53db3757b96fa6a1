"""Members' lines in order: by member, instant and purchase, without moving any column but those of numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.batch.ordering import untie
from patron.engine.batch.steps import LARGE, enlist, is_ascending, run_step, scatter, sort_runs

Numbers = npt.NDArray[np.int64]
Rows = npt.NDArray[np.int32]
_Cell = TypeVar("_Cell", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Ordered:
    """Members' lines up to the as-of date by (member, instant, purchase id), all as text and instants compare.

    `rows` are the lines' rows in the history, None where they are all its rows in order. `member_ids` are
    in order; `member_first` and `purchase_first` are the first lines of each member and purchase, with the
    number of lines at the end. `at` and `day` are by purchase.
    """

    lines: pl.DataFrame
    rows: Rows | None
    member_ids: pl.Series
    member_first: Numbers
    purchase_first: Numbers | None  # None: one line a purchase
    at: Numbers
    day: npt.NDArray[np.int32]

    @property
    def purchases(self) -> int:
        """How many there are."""
        return len(self.at)

    def put(self, values: npt.NDArray[_Cell]) -> npt.NDArray[_Cell]:
        """Values by row of the history, in the order of the lines."""
        return values if self.rows is None else values[self.rows]

    def line_rows(self, places: Numbers) -> Numbers:
        """The rows in the history of some lines."""
        return places if self.rows is None else self.rows[places].astype(np.int64)

    def of_purchases(self, name: str, purchases: Numbers | None = None) -> pl.Series:
        """A column that all lines of a purchase agree on, for some purchases or for all."""
        if purchases is None:
            if self.purchase_first is None and self.rows is None:
                return self.lines[name]
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


def in_order(lines: pl.DataFrame, as_of: int, compiled: bool) -> Ordered:
    """The members' lines in order; lines that are in order already are not sorted again."""
    keep = _wanted(lines, as_of)
    rows = None if keep is None else keep.arg_true().to_numpy().astype(np.int32)
    ids = lines["member_id"] if keep is None else lines["member_id"].filter(keep)
    at = lines["at"].to_numpy() if rows is None else lines["at"].to_numpy()[rows]
    members = _runs(ids)
    if members is None or not run_step(is_ascending, len(at), at, members[1], compiled=compiled):
        if compiled and len(ids) >= LARGE:
            rows, member_ids, first = _grouped(lines, ids, at, rows)
        else:
            rows, member_ids, first = _sorted(lines, rows)
        at = lines["at"].to_numpy()[rows]
    else:
        member_ids, first = members
    code = np.repeat(np.arange(len(first) - 1, dtype=np.int32), np.diff(first))
    rows = _by_id(lines, rows, code, at)
    heads = _heads(lines, rows, code, at)
    day = lines["day"].to_numpy() if rows is None else lines["day"].to_numpy()[rows]
    if heads is not None:
        at, day = at[heads[:-1]], day[heads[:-1]]
    return Ordered(lines, rows, member_ids, first, heads, np.ascontiguousarray(at), np.ascontiguousarray(day))


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
    order = keys.with_row_index("n").sort("member_id", "at", maintain_order=True)["n"].to_numpy().astype(np.int32)
    members = _runs(lines["member_id"].gather(rows[order]))
    assert members is not None, "sorted lines are in order"
    return rows[order], *members


def _grouped(lines: pl.DataFrame, ids: pl.Series, at: Numbers, rows: Rows | None) -> tuple[Rows, pl.Series, Numbers]:
    """The same for many lines: numbered by hashes, then counted into place, and sorted by time where they are not.

    Members are told apart by two hashes of 64 bits each, so that in practice no two are taken for one.
    """
    height = len(ids)
    code = np.empty(height, dtype=np.int32)
    hashes, others = ids.hash(seed=1).to_numpy(), ids.hash(seed=2).to_numpy()
    heads = run_step(enlist, height, hashes, others, code)
    del hashes, others
    order = ids.gather(heads).arg_sort().to_numpy()
    rank = np.empty(len(heads), dtype=np.int32)
    rank[order] = np.arange(len(heads), dtype=np.int32)
    code = rank[code]
    first = np.concatenate([[0], np.cumsum(np.bincount(code, minlength=len(heads)))]).astype(np.int64)
    placed = np.empty(height, dtype=np.int32)
    run_step(scatter, height, code, first[:-1].copy(), placed)
    run_step(sort_runs, height, first, at, placed, np.empty(int(np.diff(first).max()), dtype=np.int32))
    return placed if rows is None else rows[placed], ids.gather(heads[order]), first


def _by_id(lines: pl.DataFrame, rows: Rows | None, code: npt.NDArray[np.int32], at: Numbers) -> Rows | None:
    """The same rows, those of one member and instant by purchase id."""
    tied = np.flatnonzero((at[1:] == at[:-1]) & (code[1:] == code[:-1]))
    if len(tied) == 0:
        return rows
    here, after = (tied, tied + 1) if rows is None else (rows[tied], rows[tied + 1])
    ids = lines["purchase_id"]
    if not bool((ids.gather(after) < ids.gather(here)).any()):
        return rows
    rows = np.arange(len(at), dtype=np.int32) if rows is None else rows
    untie(rows, code, at, ids)
    return rows


def _heads(lines: pl.DataFrame, rows: Rows | None, code: npt.NDArray[np.int32], at: Numbers) -> Numbers | None:
    """The first lines of purchases and the number of lines; None if every purchase has one."""
    tied = np.flatnonzero((at[1:] == at[:-1]) & (code[1:] == code[:-1]))
    here, after = (tied, tied + 1) if rows is None else (rows[tied], rows[tied + 1])
    ids = lines["purchase_id"]
    same = tied[(ids.gather(here) == ids.gather(after)).to_numpy()] + 1
    if len(same) == 0:
        return None
    heads = np.ones(len(at), dtype=np.bool_)
    heads[same] = False
    return np.append(np.flatnonzero(heads), len(at)).astype(np.int64)
