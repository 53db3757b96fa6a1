"""Points month by month: issued, waiting, redeemed, expired, and what the balance is worth."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.history import History
from patron.engine.ids import places_among
from patron.engine.plan import Plan
from patron.engine.postings import posted_of
from patron.engine.results import Evaluation, PostingCodes, PostingKind
from patron.engine.rounding import half_up
from patron.simulation.replay.period import Period
from patron.simulation.replay.sales import NO_TIER
from patron.simulation.replay.stints import Stints

Ints = npt.NDArray[np.int64]
_NO_LONGER = (PostingKind.LAPSED, PostingKind.WITHDRAWN, PostingKind.RELEASED)  # points that wait no more
_RANKS = 1 << 7  # more tiers than there are
_SPAN = 1 << 32  # a member's number and a day as one number
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
    flows = _flows(posted_of(evaluation), period)
    earned, spent, expired, taken_back = (
        flows[kind] for kind in (PostingKind.EARNED, PostingKind.SPENT, PostingKind.EXPIRED, PostingKind.TAKEN_BACK)
    )
    gifts = _gifts_by_cell(history, period)
    balance = np.cumsum(earned - expired - taken_back - spent)
    waits = flows[PostingKind.PENDING] - sum(flows[kind] for kind in _NO_LONGER)
    waiting = np.cumsum(waits)
    return [
        PointsMonth(
            month=month.key,
            issued=int(earned[cell] - gifts[cell]),
            redeemed=int(spent[cell] - gifts[cell]),
            expired=int(expired[cell]),
            taken_back=int(taken_back[cell]),
            balance=int(balance[cell]),
            pending=int(waiting[cell]),
            liability=liability_of(int(balance[cell]), worth),
        )
        for cell, month in enumerate(period.months, start=1)
    ]


def liability_of(balance: int, worth: Fraction) -> int:
    """What a balance is expected to cost in minor units; a balance below 0 costs nothing."""
    return half_up(max(balance, 0) * worth)


def _flows(posted: PostingCodes, period: Period) -> dict[PostingKind, Ints]:
    """Points of each kind before the period, in each of its months, and after it."""
    cells = len(period.months) + 2
    sums = np.zeros(len(posted.kinds) * cells, dtype=np.int64)
    np.add.at(sums, posted.kind * cells + _cell_of(posted.on, period), posted.points)
    none = np.zeros(cells, dtype=np.int64)
    by_kind = dict(zip(posted.kinds, sums.reshape(-1, cells), strict=True))
    return {kind: by_kind.get(kind.value, none) for kind in PostingKind}


def _cell_of(days: Ints, period: Period) -> Ints:
    """0 before the period, then the number of its month, then one for what is after it."""
    bounds = np.array([*(month.first for month in period.months), period.last + 1], dtype=np.int64)
    low = int(days.min(initial=period.first))
    whole = np.arange(low, int(days.max(initial=period.last)) + 1)
    found: Ints = np.searchsorted(bounds, whole, side="right")[days - low]  # days are few, postings many
    return found


def _gifts_by_cell(history: History, period: Period) -> Ints:
    gifts = _given(history, period.last)
    cells = np.zeros(len(period.months) + 2, dtype=np.int64)
    np.add.at(cells, _cell_of(gifts["day"].cast(pl.Int64).to_numpy(), period), gifts["points"].to_numpy())
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
    posted = posted_of(evaluation)
    opening = posted.rules.index("opening") if "opening" in posted.rules else -1
    net = posted.of(PostingKind.EARNED, PostingKind.TAKEN_BACK) & (posted.rule != opening)
    rows = np.flatnonzero(net & (posted.on >= period.first) & (posted.on <= period.last))
    earned = posted.of(PostingKind.EARNED)[rows]
    on, rule = posted.on[rows], posted.rule[rows]
    points = np.where(earned, posted.points[rows], -posted.points[rows])
    # A return may cost the tier on its day, so that what it takes back is the former tier's.
    rank = _held(posted, rows, np.where(earned, on, on - 1), stints)
    months = len(period.months) + 2
    place = (rule * months + _cell_of(on, period)) * _RANKS + rank
    size = len(posted.rules) * months * _RANKS
    sums = np.zeros(size, dtype=np.int64)
    np.add.at(sums, place, points)
    there = np.flatnonzero(np.bincount(place, minlength=size))
    of, cell = np.divmod(there // _RANKS, months)
    numbers = np.array([0, *(month.number for month in period.months)], dtype=np.int32)
    issued = pl.DataFrame(
        {
            "rule": pl.Series(posted.rules, dtype=pl.String).gather(of),
            "month": numbers[cell],
            "rank": (there % _RANKS).astype(np.int16),
            "points": sums[there],
        }
    )
    given = _given(history, period.last).filter(pl.col("day") >= period.first)
    if given.is_empty():
        return issued
    month = pl.Series(numbers[_cell_of(given["day"].cast(pl.Int64).to_numpy(), period)])
    passed_on = given.select(rule=pl.lit(GIVEN), month=month, rank=pl.lit(NO_TIER, pl.Int16), points=-pl.col("points"))
    return pl.concat([issued, passed_on.group_by("rule", "month", "rank").agg(pl.col("points").sum())]).sort("rule", "month", "rank")


def _held(posted: PostingCodes, rows: Ints, days: Ints, stints: Stints) -> Ints:
    """The rank that the member of each of these postings held at the end of a day; who never left the first tier is not looked up."""
    member = posted.member[rows].astype(np.int64)
    if not posted.names.equals(stints.names):
        member = places_among(stints.names, posted.names)[member]
    risen = np.zeros(len(stints.names) + 1, dtype=np.bool_)
    risen[stints.member[stints.rank != 0]] = True
    asked = np.flatnonzero(risen[member])
    rank = np.zeros(len(rows), dtype=np.int64)
    found = np.searchsorted(stints.member * _SPAN + stints.start, member[asked] * _SPAN + days[asked], side="right") - 1
    held = (found >= 0) & (stints.member[found] == member[asked])
    rank[asked] = np.where(held, stints.rank[found], 0)
    return rank
