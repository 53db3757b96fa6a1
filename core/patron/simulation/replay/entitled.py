"""What benefits were issued in the period, by tier and month: what their costs are counted from."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.derived import how_many
from patron.engine.entitlements.columnar import issue_all
from patron.engine.entitlements.holdings import Holdings
from patron.engine.entitlements.making import Made
from patron.engine.entitlements.run import paid
from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.plan.benefits import PERIODS
from patron.engine.price_levels import Levels
from patron.engine.results import Evaluation
from patron.scheme.model import Scheme
from patron.scheme.model.issue import Issue
from patron.simulation.replay.period import Month, Period

Cells = dict[tuple[int, str], Fraction]  # by rank and month
_LONGEST = 1000  # more days than any period of a grant has
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Entitled:
    """Numbers of each benefit by its id: `issued`, and `claims`, those that were claimed falsely."""

    issued: dict[str, Cells] = field(default_factory=dict)
    claims: dict[str, Cells] = field(default_factory=dict)


def entitled_of(plan: Plan, history: History, evaluation: Evaluation, period: Period, prices: Levels | None) -> Entitled:
    """What the period brings: an allowance day by day over its time, anything else on the day of its issue.

    An allowance that ends early because the tier is left counts for its days until then; what a returned purchase takes
    back counts for nothing. It is borne by the tier held on the day of issue.
    """
    if not plan.benefits.grants and not plan.benefits.claims:
        return Entitled()
    amounts = None if prices is None else paid(history, evaluation, prices)
    holdings, made, _ = issue_all(plan, history, evaluation, period.last, amounts)
    issued = {one.grant.id: _spread(one, holdings, period) if one.grant.kind in PERIODS else _dated(one, period) for one in made}
    return Entitled(issued, _claims(plan, history, holdings, period))


def _spread(made: Made, holdings: Holdings, period: Period) -> Cells:
    start = np.maximum(made.first, holdings.floor[made.code])
    end = np.minimum(made.last + 1, made.gone)
    length = made.last - made.first + 1
    cells: Cells = defaultdict(Fraction)
    for month in period.months:
        days = np.minimum(end, month.last + 1) - np.maximum(start, month.first)
        there = np.flatnonzero(days > 0)
        if len(there):
            sums = np.zeros((int(made.rank[there].max()) + 1) * _LONGEST, dtype=np.int64)
            np.add.at(sums, made.rank[there] * _LONGEST + length[there], days[there] * made.granted[there])
            for place in np.flatnonzero(sums).tolist():
                cells[place // _LONGEST, month.key] += Fraction(int(sums[place]), place % _LONGEST)
    return cells


def _dated(made: Made, period: Period) -> Cells:
    cells: Cells = defaultdict(Fraction)
    for month in period.months:
        there = (made.first >= month.first) & (made.first <= month.last) & ~made.withdrawn
        _count(cells, month, made.rank[there], made.granted[there])
    return cells


def _count(cells: Cells, month: Month, rank: Ints, count: Ints) -> None:
    for one in np.unique(rank).tolist():
        cells[one, month.key] += int(count[rank == one].sum())


def _claims(plan: Plan, history: History, holdings: Holdings, period: Period) -> dict[str, Cells]:
    """False claims, borne by the tier held on the day; by the first where none is known."""
    found: dict[str, Cells] = {}
    for name in plan.benefits.claims:
        moves = history.movements.filter((pl.col("kind") == "false_claim") & (pl.col("ref") == name))
        code, day = holdings.codes(moves["member_id"]), moves["day"].cast(pl.Int64).to_numpy()
        counted = (code >= 0) & np.where(code >= 0, day > holdings.floor[np.maximum(code, 0)], False) if len(code) else code >= 0
        times = moves.select(how_many())["value"].to_numpy()[counted]
        code, day = code[counted], day[counted]
        cells: Cells = defaultdict(Fraction)
        for month in period.months:
            there = (day >= month.first) & (day <= month.last)
            rank = holdings.rank_on(code[there], day[there])
            _count(cells, month, rank, times[there])
        found[name] = cells
    return found


def each_year(issue: Issue, scheme: Scheme) -> int:
    """How many a member who holds the tier for a full year is issued, whatever she or he buys."""
    dated = 0 if issue.top_of_each is not None else len(issue.each_year_on or []) * (1 if issue.times is None else issue.times)
    seasons = len(scheme.seasons or [])
    periods = ((issue.each_quarter, 4), (issue.each_month, 12), (issue.each_season, seasons))
    once = (issue.each_year, issue.each_calendar_year, issue.each_birthday)
    return sum(one or 0 for one in once) + sum((one or 0) * number for one, number in periods) + dated
