"""How old the points in the balance are at each month end: lots followed from posting to posting.

Postings name the rule of the lot that points came from or went to, and within a rule the oldest go first; so a
member's lots can be told again from them. Two things cannot: which of several lots a return took from, and how old a
gift was for who got it. What that may have put at the wrong age is counted (`unsure`), never more than there is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.batch.steps import run_step
from patron.engine.history import History
from patron.engine.plan import Duration, Plan, Unit
from patron.engine.reference.calendar import add
from patron.engine.results import Evaluation, PostingKind
from patron.simulation.replay.period import Month, Period
from patron.simulation.replay.point_lots import EARNED, TAKEN_BACK, follow

BANDS = ("0-3", "3-6", "6-12", "12+")  # whole months since the points were earned
_BOUNDS = (3, 6, 12)
_KINDS = {PostingKind.EXPIRED: 0, PostingKind.EARNED: EARNED, PostingKind.SPENT: 2, PostingKind.TAKEN_BACK: TAKEN_BACK}
_NO_DAY, _SEVERAL = -(10**9), -(10**9) + 1  # in `returned`: no purchase came back on that day; purchases of several days

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class PointAges:
    """Points at the end of a month: by age as in BANDS, and what members are below zero (0 or less). Together: the balance."""

    month: str
    by_age: tuple[int, ...]
    below_zero: int
    unsure: int  # points of which the age may be another one


def ages_by_month(history: History, evaluation: Evaluation, plan: Plan, period: Period) -> list[PointAges]:
    """The months of the period. The sums are `points_by_month`'s balances.

    A lot is as old as its day of earning says: it is `0-3` until the day on which three months are over, and a lot of
    an opening balance counts from that balance's day. Exact where no purchase of several lots comes back and nobody
    gives points away.
    """
    assert evaluation.postings is not None, "a replay asks the runner for detail"
    months = period.months
    rows = _rows(history, evaluation.postings, plan, period.last)
    starts = np.flatnonzero(np.diff(rows["member"].to_numpy(), prepend=-1)).astype(np.int64)
    ends = np.array([month.last for month in months], dtype=np.int64)
    found = np.zeros((len(months), len(BANDS) + 2), dtype=np.int64)
    most = int(np.diff(np.append(starts, rows.height)).max(initial=1))
    run_step(
        follow,
        rows.height,
        np.append(starts, rows.height),
        *(np.ascontiguousarray(rows[name].to_numpy()) for name in ("on", "kind", "rule", "points", "returned", "given")),
        ends,
        _oldest(months),
        np.zeros((most, 3), dtype=np.int64),
        found,
    )
    return [_month(month, found[place]) for place, month in enumerate(months)]


def _month(month: Month, cells: npt.NDArray[Any]) -> PointAges:
    *by_age, below, unsure = (int(cell) for cell in cells)
    return PointAges(month.key, tuple(by_age), below, unsure)


def _oldest(months: Sequence[Month]) -> Ints:
    """For each month end the first day of earning that is still within each bound of the bands."""
    return np.array([[add(month.last + 1, Duration(Unit.MONTHS, bound), -1) for bound in _BOUNDS] for month in months], dtype=np.int64)


def _rows(history: History, postings: pl.DataFrame, plan: Plan, last: int) -> pl.DataFrame:
    """What moves the balance, by member, day and the order within a day, all as numbers."""
    waiting = [rule.id for rule in plan.points.accrual if rule.pending_until is not None]
    moved = postings.filter(pl.col("kind").is_in(list(_KINDS)) & (pl.col("on") <= last))
    for name, days in (("returned", _returned(history)), ("given", _given(history))):
        if days.is_empty():
            moved = moved.with_columns(pl.lit(None, pl.Int64).alias(name))
        else:
            moved = moved.join(days, on=["member_id", "on"], how="left", maintain_order="left")
    # Lots that waited entered the balance on another day than that of their purchase.
    returned = pl.when(pl.col("rule").is_in(waiting)).then(_SEVERAL).otherwise(pl.col("returned").fill_null(_NO_DAY))
    numbers = moved.select(
        pl.col("member_id").rle_id().cast(pl.Int64).alias("member"),
        pl.col("on").cast(pl.Int64),
        pl.col("kind").replace_strict(list(_KINDS), list(_KINDS.values()), return_dtype=pl.Int64),
        pl.col("rule").cast(pl.Categorical).to_physical().cast(pl.Int64),
        pl.col("points").cast(pl.Int64),
        returned.cast(pl.Int64).alias("returned"),
        pl.col("given").fill_null(0).cast(pl.Int64),
    )
    return numbers.sort("member", "on", "kind", maintain_order=True)


def _returned(history: History) -> pl.DataFrame:
    """member_id, on, and the day of the purchase that came back then; _SEVERAL where they were of several days."""
    back = history.returns.select("member_id", pl.col("day").alias("on"), pl.col("returns").alias("purchase_id")).drop_nulls()
    bought = history.lines.select("purchase_id", pl.col("day").cast(pl.Int64).alias("bought"))
    days = bought.join(back, on="purchase_id", how="semi").unique()
    found = back.join(days, on="purchase_id").group_by("member_id", "on").agg(pl.col("bought").min(), pl.col("bought").max().alias("to"))
    one = pl.when(pl.col("bought") == pl.col("to")).then("bought").otherwise(_SEVERAL)
    return found.select("member_id", pl.col("on").cast(pl.Int32), one.alias("returned"))


def _given(history: History) -> pl.DataFrame:
    """member_id, on, and the points that the member was given that day."""
    gifts = history.movements.filter(pl.col("kind") == "give").drop_nulls("to_member")
    days = gifts.group_by("to_member", "day").agg(pl.col("points").sum().alias("given"))
    return days.select(pl.col("to_member").alias("member_id"), pl.col("day").cast(pl.Int32).alias("on"), pl.col("given"))
