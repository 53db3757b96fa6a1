"""What points cost beyond what they were reckoned at when they were issued: exchanges, draws, and the yearly vouchers.

Every point issued is costed at what it is expected to be worth (`point_worth`). One that is then exchanged for something has its real
cost: `unit_cost` less the cash that is paid for it, a draw by its prizes' chances. The difference to what its points were reckoned at,
which may be below 0, is a cost of the day of the exchange, and of the tier held at its end.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

import numpy as np
import polars as pl

from patron.engine.days import to_date
from patron.engine.history import History
from patron.engine.plan import RATE_SCALE, Plan
from patron.engine.plan.uses import Exchange
from patron.engine.postings import posted_of
from patron.engine.results import Evaluation, PostingCodes, PostingKind
from patron.simulation.replay.costs import CostCell, CostKind
from patron.simulation.replay.exact import spread
from patron.simulation.replay.period import Period
from patron.simulation.replay.points import point_worth
from patron.simulation.replay.stints import Stints


def beyond(plan: Plan, entry: Exchange) -> Fraction | None:
    """What one exchange costs beyond its points, in minor units; None where nothing says what it costs."""
    if entry.prizes:
        cost = sum((Fraction(prize.chance * prize.unit_cost, RATE_SCALE) for prize in entry.prizes), Fraction(0))
    elif entry.unit_cost is not None:
        cost = Fraction(entry.unit_cost)
    else:
        return None
    return cost - entry.cash - entry.points * point_worth(plan, Fraction(1))


Sums = dict[tuple[str, int, str], int]  # how often, by rule, tier and month


def exchange_costs(plan: Plan, history: History, evaluation: Evaluation, stints: Stints, period: Period) -> list[CostCell]:
    """The differences of the period by rule, tier and month, in file order; rounded over each rule together."""
    return exchange_cells(plan, exchange_sums(plan, history, evaluation, stints, period))


def exchange_sums(plan: Plan, history: History, evaluation: Evaluation, stints: Stints, period: Period) -> Sums:
    """How often each rule with a difference was used in the period, by the tier held at the end of the day, and month."""
    prices = _differences(plan)
    vouchers = plan.points.vouchers
    exchanged = [one.id for one in plan.points.exchange if one.id in prices]
    events = [_exchanged(history, exchanged)] if exchanged else []
    if vouchers is not None and vouchers.id in prices:
        events.append(_turned(posted_of(evaluation), vouchers.id))
    return _sums(pl.concat(events).filter(pl.col("day").is_between(period.first, period.last)), stints) if events else {}


def exchange_cells(plan: Plan, sums: Sums) -> list[CostCell]:
    """What the differences come to."""
    cells = []
    for rule, price in _differences(plan).items():
        keys = sorted(key for key in sums if key[0] == rule)
        amounts = spread(price * sums[key] for key in keys)
        cells += [CostCell(CostKind.EXCHANGE, rule, key[1], key[2], amount) for key, amount in zip(keys, amounts, strict=True) if amount]
    return cells


def _differences(plan: Plan) -> dict[str, Fraction]:
    """Of each rule what once costs beyond its points, where that is not nothing; in file order, the yearly vouchers last."""
    prices = {one.id: cost for one in plan.points.exchange if (cost := beyond(plan, one))}
    vouchers = plan.points.vouchers
    if vouchers is not None and (gap := Fraction(vouchers.unit, vouchers.points) - point_worth(plan, Fraction(1))):
        prices[vouchers.id] = gap
    return prices


def _turned(posted: PostingCodes, rule: str) -> pl.DataFrame:
    """Points that became vouchers, as `_exchanged`."""
    rows = np.flatnonzero(posted.of(PostingKind.ISSUED))
    told = {"day": posted.on[rows].astype(np.int32), "count": posted.points[rows]}
    return pl.DataFrame({"member_id": posted.names.gather(posted.member[rows]), **told}).select(
        "member_id", pl.lit(rule).alias("rule"), *told
    )


def _exchanged(history: History, rules: list[str]) -> pl.DataFrame:
    """How often each of the rules was exchanged: member_id, rule, day, count; without what opening balances contain."""
    opened = history.members.filter(pl.col("opening_on").is_not_null()).select("member_id", "opening_on")
    rows = history.movements.filter((pl.col("kind") == "exchange") & pl.col("ref").is_in(rules)).join(opened, on="member_id", how="left")
    rows = rows.filter(pl.col("opening_on").is_null() | (pl.col("day") > pl.col("opening_on")))
    return rows.select("member_id", rule="ref", day="day", count=pl.col("value").cast(pl.Int64, strict=False).fill_null(1))


def _sums(events: pl.DataFrame, stints: Stints) -> Sums:
    """The counts by rule, the tier held at the end of the day, and month."""
    numbered = events.with_row_index("event")
    held = numbered.select("event", "member_id", "day").join(stints.stints.select("member_id", "rank", "start", "end"), on="member_id")
    held = held.filter((pl.col("start") <= pl.col("day")) & (pl.col("day") < pl.col("end"))).select("event", "rank")
    sums: Sums = defaultdict(int)
    told = numbered.join(held, on="event", how="left")
    for rule, rank, day, count in told.select("rule", "rank", "day", "count").iter_rows():
        sums[rule, rank or 0, to_date(day).isoformat()[:7]] += count
    return sums
