"""How long members held each tier in each month, in days and membership years."""

from __future__ import annotations

from calendar import isleap
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.days import to_date, to_day
from patron.simulation.replay.period import Month, Period

Cell = tuple[int, str]  # rank, month
Ints = npt.NDArray[np.int64]
_LENGTHS = 1000  # more days than a membership year has


@dataclass(frozen=True, slots=True)
class Membership:
    """Exact sums over members by (rank, month).

    A membership year runs from one anniversary of the day that the tier was gained to the next; each of
    its days is one 365th of it, or one 366th where 29 February lies in it. So a full year counts exactly 1.
    """

    days: dict[Cell, int] = field(default_factory=lambda: defaultdict(int))
    years: dict[Cell, Fraction] = field(default_factory=lambda: defaultdict(Fraction))

    def member_years(self, ranks: frozenset[int]) -> Fraction:
        """Membership years of some tiers over the whole period."""
        return sum((value for (rank, _), value in self.years.items() if rank in ranks), Fraction(0))


def membership_of(stints: pl.DataFrame, period: Period) -> Membership:
    """The sums for every tier and month of the period; `stints` as in `Stints.stints`, or told together as in `Stints.alike`."""
    result = Membership()
    grouped = stints
    if "members" not in stints.columns:
        grouped = stints.group_by("rank", "start", "end", "anchor").agg(pl.len().alias("members"))
    date = pl.from_epoch(pl.col("anchor"), time_unit="d")
    grouped = grouped.with_columns(month=date.dt.month(), day=date.dt.day())
    alike = _Alike(*(grouped[one.name].to_numpy().astype(np.int64) for one in fields(_Alike)))
    for month in period.months:
        part = alike.of(np.flatnonzero((alike.start <= month.last) & (alike.end > month.first)))
        for place, days in _cut(part, month):
            cell = place // _LENGTHS, month.key
            result.days[cell] += days
            result.years[cell] += Fraction(days, place % _LENGTHS)
    return result


@dataclass(frozen=True, slots=True)
class _Alike:
    """Stretches that are alike, `members` of each; `month` and `day` (of the month) are those of their anniversaries."""

    rank: Ints
    start: Ints
    end: Ints
    members: Ints
    month: Ints
    day: Ints

    def of(self, rows: Ints) -> _Alike:
        return _Alike(*(getattr(self, one.name)[rows] for one in fields(self)))


def _cut(alike: _Alike, month: Month) -> Iterator[tuple[int, int]]:
    """Days of the month by rank x _LENGTHS + length of the membership year that they lie in: at most one anniversary is in a month."""
    start, end = np.maximum(alike.start, month.first), np.minimum(alike.end, month.last + 1)
    begin = to_day(to_date(month.first).replace(day=1))
    latest = 31 if month.month != 2 else 29 if isleap(month.year) else 28
    anniversary = begin - 1 + np.minimum(alike.day, latest)
    cut = np.where(alike.month == month.month, anniversary, np.where(alike.month < month.month, start, end))
    cut = np.clip(cut, start, end)
    # Before the cut the membership year began in the year before; from it on, in this one.
    parts = [(cut - start, month.year - 1), (end - cut, month.year)]
    sums = np.zeros((int(alike.rank.max(initial=0)) + 1) * _LENGTHS, dtype=np.int64)
    for days, year in parts:
        np.add.at(sums, alike.rank * _LENGTHS + _length(alike, year), days * alike.members)
    for place in np.flatnonzero(sums).tolist():
        yield place, int(sums[place])


def _length(alike: _Alike, year: int) -> Ints:
    """Days of the membership year that begins on its anniversary in `year`: 366 where it runs over a 29 February.

    An anniversary of 29 February is on the 28th in other years.
    """
    # From 29 February of a leap year to 28 February: 365 days; from 28 February to 29 February of a leap year: 366.
    late = (alike.month > 2) | ((alike.month == 2) & (alike.day == 29))
    return np.where(np.where(late, isleap(year + 1), isleap(year)), np.int64(366), np.int64(365))
