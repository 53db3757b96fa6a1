"""How long members held each tier in each month, in days and membership years."""

from __future__ import annotations

from calendar import isleap
from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction

import polars as pl

from patron.engine.days import to_date, to_day
from patron.simulation.replay.period import Month, Period

Cell = tuple[int, str]  # rank, month


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
    """The sums for every tier and month of the period; `stints` as in `Stints.stints`."""
    result = Membership()
    alike = stints.group_by("rank", "start", "end", "anchor").agg(pl.len().cast(pl.Int64).alias("members"))
    anchors = alike.with_columns(pl.from_epoch("anchor", time_unit="d").alias("date")).with_columns(
        pl.col("date").dt.month().alias("anchor_month"), pl.col("date").dt.day().alias("anchor_day")
    )
    for month in period.months:
        part = anchors.filter((pl.col("start") <= month.last) & (pl.col("end") > month.first))
        if part.is_empty():
            continue
        for rank, length, days in _cut(part, month).iter_rows():
            result.days[rank, month.key] += days
            result.years[rank, month.key] += Fraction(days, length)
    return result


def _cut(stints: pl.DataFrame, month: Month) -> pl.DataFrame:
    """Days of the month by rank and length of the membership year that they lie in: at most one anniversary is in a month."""
    start = pl.max_horizontal("start", pl.lit(month.first))
    end = pl.min_horizontal("end", pl.lit(month.last + 1))
    begin = to_day(to_date(month.first).replace(day=1))
    in_month = pl.col("anchor_month") == month.month
    latest = 29 if isleap(month.year) or month.month != 2 else 28
    anniversary = begin - 1 + pl.min_horizontal(pl.col("anchor_day").cast(pl.Int32), pl.lit(latest if month.month == 2 else 31))
    passed = pl.col("anchor_month") < month.month
    cut = pl.when(in_month).then(anniversary).when(passed).then(start).otherwise(end)
    cut = cut.clip(start, end)
    # Before the cut the membership year began in the year before; from it on, in this one.
    parts = [(cut - start, month.year - 1), (end - cut, month.year)]
    frames = [
        stints.select("rank", _length(year).alias("length"), (days.cast(pl.Int64) * pl.col("members")).alias("days")).filter(
            pl.col("days") > 0
        )
        for days, year in parts
    ]
    return pl.concat(frames).group_by("rank", "length").agg(pl.col("days").sum()).sort("rank", "length")


def _length(year: int) -> pl.Expr:
    """Days of the membership year that begins on its anniversary in `year`: 366 where it runs over a 29 February.

    An anniversary of 29 February is on the 28th in other years.
    """
    late = pl.col("anchor_month") > 2
    leap_day = (pl.col("anchor_month") == 2) & (pl.col("anchor_day") == 29)
    ending = pl.lit(isleap(year + 1))
    same = pl.lit(isleap(year))
    # From 29 February of a leap year to 28 February: 365 days; from 28 February to 29 February of a leap year: 366.
    return pl.when(leap_day | late).then(pl.when(ending).then(366).otherwise(365)).otherwise(pl.when(same).then(366).otherwise(365))
