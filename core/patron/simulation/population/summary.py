"""Recency and frequency of customers, as the models of repeat buying take them, with equal rows counted once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Summary:
    """Customers by what is known of their timing, in units of `unit_days`; rows are distinct and sorted.

    `x` repeat visits after the first, the last of them `recency` after the first (0 without any), all within `age`, the time from
    the first visit to the end of the observation. `customers` is how many share the row.
    """

    x: Counts
    recency: Floats
    age: Floats
    customers: Counts
    unit_days: float

    @property
    def total(self) -> int:
        """Customers."""
        return int(self.customers.sum())

    @property
    def repeaters(self) -> int:
        """Customers with a repeat visit."""
        return int(self.customers[self.x > 0].sum())

    @property
    def repeats(self) -> int:
        """Repeat visits of all."""
        return int((self.x * self.customers).sum())


def by_customer(visits: pl.DataFrame, end: int) -> pl.DataFrame:
    """One row a member with a visit up to the day `end`: `member_id`, `first` (day), `x`, `recency` and `age` in days.

    `visits` has the columns `member_id` and `day`, one row a day on which the member bought.
    """
    seen = (
        visits.filter(pl.col("day") <= end)
        .group_by("member_id")
        .agg(first=pl.col("day").min().cast(pl.Int64), last=pl.col("day").max().cast(pl.Int64), x=pl.len().cast(pl.Int64) - 1)
    )
    return seen.select("member_id", "first", "x", recency=pl.col("last") - pl.col("first"), age=end - pl.col("first"))


def summarise(customers: pl.DataFrame, unit_days: float) -> Summary:
    """The rows of `by_customer` as a summary in units of `unit_days`."""
    rows = customers.group_by("x", "recency", "age").len("customers").sort("x", "recency", "age")
    return Summary(
        x=rows["x"].to_numpy().astype(np.int64),
        recency=rows["recency"].to_numpy() / unit_days,
        age=rows["age"].to_numpy() / unit_days,
        customers=rows["customers"].to_numpy().astype(np.int64),
        unit_days=unit_days,
    )


def every(summary: Summary, rows: int) -> Summary:
    """About so many rows, taken evenly in their order: enough to find where the likelihood is high."""
    if len(summary.x) <= rows:
        return summary
    step = -(-len(summary.x) // rows)
    at = slice(step // 2, None, step)
    return Summary(summary.x[at], summary.recency[at], summary.age[at], summary.customers[at], summary.unit_days)
