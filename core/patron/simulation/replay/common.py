"""What schemes laid over one history have in common: worked out once, and given to each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.batch.kept import Kept
from patron.engine.history import History
from patron.engine.lines_left import left_of_lines
from patron.engine.results import LinePlaces
from patron.simulation.replay.period import Period
from patron.simulation.replay.pricing import Pricing

Ints = npt.NDArray[np.int64]
_T = TypeVar("_T")


class Common:
    """Keeps prices and what steps of the figures gave, for the next scheme; see `Pricing` and `Kept` for when it is the same."""

    def __init__(self) -> None:
        self.pricing = Pricing()
        self._kept = Kept()

    def of(self, step: str, made_of: tuple[Any, ...], work: Callable[[], _T]) -> _T:
        """What a step gives; it is worked out if it was made of anything else the last time."""
        return self._kept.of(step, made_of, work)


@dataclass(frozen=True, slots=True)
class Ground:
    """The period's lines without anything that a scheme says of them: `lines` with `index`, `purchase`, `member`, `left` and `month`.

    `goods` are the months and categories sold, sorted: month, category; `good` is the row there of each line.
    `stands`: the lines of which something is left, None: all. `group`: those of group orders, None: there is none.
    """

    lines: pl.DataFrame
    goods: pl.DataFrame
    good: Ints
    walk_in: npt.NDArray[np.bool_]
    stands: Ints | None
    group: npt.NDArray[np.bool_] | None


def ground_of(history: History, places: LinePlaces, period: Period, unread: tuple[str, ...]) -> Ground:
    """The lines of the period, net of returns up to its end; without the columns `unread`."""
    returns = history.returns.filter(pl.col("day") <= period.last)
    indexed = history.lines.with_row_index("index").with_columns(pl.col("index").cast(pl.Int64))
    found = indexed.lazy().drop(unread).with_columns(left_of_lines(indexed, returns), purchase=places.purchase, member=places.member)
    lines = found.filter(pl.col("day").is_between(period.first, period.last)).collect()
    numbers = np.concatenate([np.full(month.days, month.number, dtype=np.int32) for month in period.months])
    lines = lines.with_columns(month=numbers[lines["day"].to_numpy() - period.first])
    left = lines["left"].to_numpy()
    group = lines["group_id"].is_not_null().to_numpy() if lines["group_id"].null_count() < lines.height else None
    goods, good = _goods(lines)
    return Ground(lines, goods, good, lines["member"].to_numpy() < 0, None if bool((left > 0).all()) else np.flatnonzero(left > 0), group)


def _goods(lines: pl.DataFrame) -> tuple[pl.DataFrame, Ints]:
    """The months and categories of lines, sorted, each once; and by line the row of its own."""
    if lines.is_empty():
        return lines.select("month", "category"), np.empty(0, dtype=np.int64)
    names = lines["category"].unique().sort(nulls_last=False)
    category = _places(lines["category"], names)
    months = np.unique(lines["month"].to_numpy())
    place = np.searchsorted(months, lines["month"].to_numpy()) * len(names) + category
    there = np.flatnonzero(np.bincount(place, minlength=len(months) * len(names)))
    number = np.zeros(len(months) * len(names), dtype=np.int64)
    number[there] = np.arange(len(there))
    goods = pl.DataFrame({"month": pl.Series(months[there // len(names)], dtype=pl.Int32), "category": names.gather(there % len(names))})
    return goods, number[place]


def _places(cells: pl.Series, names: pl.Series) -> Ints:
    """The row in `names`, which are all different, of each cell; null is a name like any other."""
    numbers = pl.int_range(len(names), dtype=pl.Int64, eager=True)
    found: Ints = cells.replace_strict(names, numbers, return_dtype=pl.Int64).to_numpy()
    return found
