"""Points that wait at the end of each month, all months in one pass."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from patron.engine.plan import Plan
from patron.engine.results import PostingKind
from patron.simulation.period import Month

_WAITING = [PostingKind.PENDING, PostingKind.LAPSED, PostingKind.WITHDRAWN]


def waiting_by_month(plan: Plan, postings: pl.DataFrame, stints: pl.DataFrame, months: Sequence[Month]) -> list[int]:
    """Points that wait at the end of the last day of each month: what began to wait since the member was last in the tier waited for.

    `postings` as `results.POSTING_COLUMNS`, `stints` as `Stints.stints`. What moved on a day counts from its month until the month of
    the first stretch in that tier or a higher one that ends after the day.
    """
    ends = np.array([month.last for month in months], dtype=np.int64)
    steps = np.zeros(len(months) + 1, dtype=np.int64)  # the change from month to month; the last cell is after the period
    for rule in plan.points.accrual:
        if rule.pending_until is None:
            continue
        signed = pl.when(pl.col("kind") == PostingKind.PENDING).then(pl.col("points")).otherwise(-pl.col("points"))
        moved = postings.filter((pl.col("rule") == rule.id) & pl.col("kind").is_in(_WAITING)).select("member_id", "on", points=signed)
        begun = moved.group_by("on").agg(pl.col("points").sum())
        np.add.at(steps, np.searchsorted(ends, begun["on"].to_numpy()), begun["points"].to_numpy())
        done = _reached(moved, stints.filter(pl.col("rank") >= rule.pending_until))
        last = np.maximum(done["on"].to_numpy(), done["start"].to_numpy())
        np.add.at(steps, np.searchsorted(ends, last), -done["points"].to_numpy())
    return [int(total) for total in np.cumsum(steps[:-1])]


def _reached(moved: pl.DataFrame, stretches: pl.DataFrame) -> pl.DataFrame:
    """What moved and is over: on, start of the first of the member's stretches that ends after it, and points summed."""
    of_members = moved.filter(pl.col("member_id").is_in(stretches["member_id"].unique().implode()))
    found = of_members.sort("on").join_asof(
        stretches.select("member_id", "start", "end").sort("end"),
        left_on="on",
        right_on="end",
        by="member_id",
        strategy="forward",
        allow_exact_matches=False,
        check_sortedness=False,
    )
    return found.drop_nulls("start").group_by("on", "start").agg(pl.col("points").sum())
