"""Points month by month: issued, waiting, redeemed, expired, and what the balance is worth."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.results import Evaluation, PostingKind
from patron.engine.rounding import half_up
from patron.simulation.replay.period import Period
from patron.simulation.replay.sales import NO_TIER
from patron.simulation.replay.stints import Stints
from patron.simulation.replay.waiting import waiting_by_month

GIVEN = "give"  # the line of the costs that takes away what givers passed on: the receivers' lots count it again


@dataclass(frozen=True, slots=True)
class PointsMonth:
    """One month's flows in points, and the state at the end of its last day in the period."""

    month: str
    issued: int  # earned, without what was only passed on by a gift
    redeemed: int  # spent, without gifts
    expired: int
    taken_back: int
    balance: int
    pending: int
    liability: int  # what the balance is expected to cost, minor units


def point_worth(plan: Plan, redeemed: Fraction) -> Fraction:
    """What one earned point is expected to cost, in minor units; 0 if points are worth nothing."""
    rate = plan.points.rate
    return Fraction(rate[1], rate[0]) * redeemed if rate else Fraction(0)


def points_by_month(history: History, evaluation: Evaluation, *, period: Period, worth: Fraction) -> list[PointsMonth]:
    """The months of the period; balances start from everything before it."""
    assert evaluation.postings is not None, "a replay asks the runner for detail"
    by_day = evaluation.postings.group_by("on", "kind").agg(pl.col("points").sum())
    earned, spent, expired, taken_back = (
        _by_cell(by_day.filter(pl.col("kind") == kind.value), "on", period)
        for kind in (PostingKind.EARNED, PostingKind.SPENT, PostingKind.EXPIRED, PostingKind.TAKEN_BACK)
    )
    gifts = _by_cell(_given(history, period.last), "day", period)
    balance = np.cumsum(earned - expired - taken_back - spent)
    waiting = waiting_by_month(evaluation.postings, period.months)
    return [
        PointsMonth(
            month=month.key,
            issued=int(earned[cell] - gifts[cell]),
            redeemed=int(spent[cell] - gifts[cell]),
            expired=int(expired[cell]),
            taken_back=int(taken_back[cell]),
            balance=int(balance[cell]),
            pending=waiting[cell - 1],
            liability=half_up(max(int(balance[cell]), 0) * worth),
        )
        for cell, month in enumerate(period.months, start=1)
    ]


def _by_cell(rows: pl.DataFrame, day: str, period: Period) -> npt.NDArray[np.int64]:
    """Points before the period, in each of its months, and after it."""
    months = period.months
    bounds = np.array([*(month.first for month in months), period.last + 1], dtype=np.int64)
    cells = np.zeros(len(months) + 2, dtype=np.int64)
    np.add.at(cells, np.searchsorted(bounds, rows[day].to_numpy(), side="right"), rows["points"].to_numpy())
    return cells


def _given(history: History, last: int) -> pl.DataFrame:
    """Gifts of points up to the end: day, points; each is spent by one member and earned by another."""
    gifts = history.movements.filter((pl.col("kind") == "give") & (pl.col("day") <= last))
    if gifts.is_empty():
        return gifts.select("day", "points")
    opened = history.members.select("member_id", "opening_on")
    for column in ("member_id", "to_member"):  # a gift up to either's opening balance is in that balance
        gifts = (
            gifts.join(opened, left_on=column, right_on="member_id", how="left")
            .filter(pl.col("opening_on").is_null() | (pl.col("day") > pl.col("opening_on")))
            .drop("opening_on")
        )
    return gifts.select("day", "points")


def issued_by_rule(history: History, evaluation: Evaluation, stints: Stints, period: Period) -> pl.DataFrame:
    """Points issued in the period less what returns took back: rule, month (202501), rank, points.

    The rank is the one held at the end of the day, for what is taken back at its start; NO_TIER for gifts.
    Opening balances were issued before and are left out.
    """
    assert evaluation.postings is not None, "a replay asks the runner for detail"
    # A return may cost the tier on its day, so that what it takes back is the former tier's.
    held = pl.when(pl.col("kind") == PostingKind.EARNED).then(pl.col("on")).otherwise(pl.col("on") - 1)
    sign = pl.when(pl.col("kind") == PostingKind.EARNED).then(pl.col("points")).otherwise(-pl.col("points"))
    net = evaluation.postings.filter(
        pl.col("kind").is_in([PostingKind.EARNED, PostingKind.TAKEN_BACK])
        & pl.col("on").is_between(period.first, period.last)
        & (pl.col("rule") != "opening")
    ).select("member_id", "on", "rule", sign.alias("points"), held.alias("held"))
    net = _ranked(net, stints)
    given = _given(history, period.last).filter(pl.col("day") >= period.first)
    passed_on = given.select(rule=pl.lit(GIVEN), on=pl.col("day"), rank=pl.lit(NO_TIER, pl.Int16), points=-pl.col("points"))
    every = pl.concat([net.select("rule", "on", "rank", "points"), passed_on.select("rule", "on", "rank", "points")])
    date = pl.from_epoch("on", time_unit="d")
    return (
        every.with_columns((date.dt.year().cast(pl.Int32) * 100 + date.dt.month()).alias("month"))
        .group_by("rule", "month", "rank")
        .agg(pl.col("points").sum())
        .sort("rule", "month", "rank")
    )


def _ranked(net: pl.DataFrame, stints: Stints) -> pl.DataFrame:
    """on, rule, rank and points; who never left the first tier need not be looked up."""
    risen = pl.col("member_id").is_in(stints.stints.filter(pl.col("rank") != 0)["member_id"].unique().implode())
    net = net.with_columns(risen=risen)
    stayed = net.filter(~pl.col("risen")).group_by("on", "rule").agg(pl.col("points").sum(), pl.lit(0, pl.Int16).alias("rank"))
    held = (
        net.filter("risen")
        .sort("held")
        .join_asof(
            stints.stints.select("member_id", "start", "rank").sort("start"),
            left_on="held",
            right_on="start",
            by="member_id",
            check_sortedness=False,
        )
        .with_columns(pl.col("rank").fill_null(0))
    )
    columns = ["rule", "on", "rank", "points"]
    return pl.concat([stayed.select(columns), held.select(columns)])
