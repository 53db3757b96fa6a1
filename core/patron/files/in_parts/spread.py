"""Sales handed to parts of the members, piece of the file by piece."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Lock

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.files.in_parts.chains import MOST, Division, Parts
from patron.files.in_parts.heads import Keys, agree, keys_of, shared
from patron.files.in_parts.waiting import Bounds, Waiting
from patron.files.sales import Sales, as_lines, as_returns, is_return, together


class Spread:
    """Takes pieces of a file, in threads. `folder`: where lines wait; None: in memory. Rows keep no number of their own.

    `total`: of all amounts of lines; `agreed`: whether rows of one purchase agree, as far as rows that follow one another tell.
    """

    def __init__(self, division: Division, folder: Path | None) -> None:
        self.division = division
        self.total = 0
        self.agreed = True
        self._lines = Waiting(None if folder is None else folder / "lines")
        self._returns = Waiting(None if folder is None else folder / "returns")
        self._keys: list[Keys] = []
        self._lock = Lock()

    def take(self, number: int, rows: pl.DataFrame) -> None:
        """A piece of the file: rows of purchases with the columns that it has."""
        back = is_return(rows)
        place = self.division.of(rows["member_id"], lambda: _bought(rows))
        alike = agree(rows)
        keys = keys_of(rows["purchase_id"], place)
        sold = int((~back).sum())
        order, bounds = _order(place + MOST * back.to_numpy().astype(np.uint16), 2 * MOST)
        rows = rows.drop("row")
        lines = as_lines(rows.drop("returns", strict=False)[order[:sold]])
        total = int(lines["amount"].cast(pl.Int128).sum())
        self._lines.add(number, lines, bounds[: self.division.count + 1])
        self._returns.add(number, as_returns(rows[order[sold:]]), bounds[MOST : MOST + self.division.count + 1] - sold)
        with self._lock:
            self._keys.append(keys)
            self.total += total
            self.agreed = self.agreed and alike

    def apart(self) -> npt.NDArray[np.bool_] | None:
        """By part, whether rows of one purchase may stand apart in it; None if some may stand in several parts. Asked once."""
        keys, self._keys = self._keys, []
        return shared(keys, self.division.count)

    def part(self, number: int, blank: Sales) -> Sales:
        """The sales of a part in the order of the file, with the columns of `blank`."""
        return Sales(_gathered(self._lines.of(number), blank.lines), _gathered(self._returns.of(number), blank.returns))


def _bought(rows: pl.DataFrame) -> pl.Series:
    """The purchase that each row is of, or takes back."""
    return rows["returns"].fill_null(rows["purchase_id"]) if "returns" in rows.columns else rows["purchase_id"]


def _order(place: Parts | npt.NDArray[np.uint16], count: int) -> tuple[npt.NDArray[np.int64], Bounds]:
    """The rows by their place, and where each place's begin in that order."""
    bounds = np.concatenate([[0], np.cumsum(np.bincount(place, minlength=count))])
    return np.argsort(place, kind="stable"), bounds


def _gathered(frames: list[pl.DataFrame], blank: pl.DataFrame) -> pl.DataFrame:
    rows = together(frames, blank.drop("row"))
    numbers = pl.int_range(rows.height, dtype=pl.Int64, eager=True).alias("row")
    return rows.with_columns(numbers).select(blank.columns)


def split(frame: pl.DataFrame, place: Parts, count: int) -> Iterator[pl.DataFrame]:
    """The rows of each part, in their order."""
    order, bounds = _order(place, count)
    rows = frame[order]
    for part in range(count):
        yield rows[int(bounds[part]) : int(bounds[part + 1])]
