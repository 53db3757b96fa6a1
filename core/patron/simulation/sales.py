"""The period's lines, each with what is left of it, the tier that priced it, its price, and what each discount took."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.prices import PriceTable
from patron.engine.results import Evaluation
from patron.simulation.period import Period
from patron.simulation.promised import group_level
from patron.engine.lines_left import left_of_lines

WALK_IN, GROUP = -1, -2  # segments that are no tier's
NO_TIER = -3  # of a cost: the scheme as a whole
TAKEN = "taken:"  # prefix of the columns of discounts

_UNREAD = ("row", "at", "line", "store", "channel", "staff")  # columns that no figure needs

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Sales:
    """`lines` has one row a line of the period, net of returns up to its end.

    Columns beside the history's: `index` (row of the history's lines), `month` (202501), `level` (rank that
    priced it, -1: none), `segment` (the tier's rank, WALK_IN or GROUP), `covered` (it was bought under some
    promise), `left` (what is left of it without the scheme's discounts), `paid` (with them), and one column
    `taken:ID` for each discount; the discounts of a row add up to left - paid. All money in minor units.
    """

    lines: pl.DataFrame
    discounts: tuple[str, ...]  # ids with a column, in file order

    def cells(self) -> pl.DataFrame:
        """Sums by month, segment, covered and category: `left`, `paid`, `taken:ID`; sorted."""
        keys = ["month", "segment", "covered", "category"]
        return self.lines.group_by(keys).agg(pl.col("left", "paid", *self.columns).sum()).sort(keys, nulls_last=False)

    @property
    def columns(self) -> list[str]:
        """The discounts' columns."""
        return [TAKEN + one for one in self.discounts]


def sales_of(
    history: History, plan: Plan, evaluation: Evaluation, *, prices: PriceTable | None, period: Period, promised: frozenset[int]
) -> Sales:
    """The sales of the period. `prices` None: the amounts stand as they are, and no discount is seen."""
    returns = history.returns.filter(pl.col("day") <= period.last)
    indexed = history.lines.with_row_index("index").with_columns(pl.col("index").cast(pl.Int64))
    inside = pl.col("day").is_between(period.first, period.last)
    lines = indexed.with_columns(left_of_lines(indexed, returns)).drop(_UNREAD).filter(inside)
    lines = _levels(lines, plan, evaluation, promised)
    days = pl.from_epoch("day", time_unit="d")
    lines = lines.with_columns((days.dt.year().cast(pl.Int32) * 100 + days.dt.month()).alias("month"))
    if prices is None:
        return Sales(lines.with_columns(pl.col("left").alias("paid")), ())
    return _priced(lines, plan, prices)


def _levels(lines: pl.DataFrame, plan: Plan, evaluation: Evaluation, promised: frozenset[int]) -> pl.DataFrame:
    """Adds `level`, `segment` and `covered`."""
    assert evaluation.purchases is not None, "a replay asks the runner for detail"
    known = evaluation.purchases.select("purchase_id", pl.col("level").cast(pl.Int16).alias("judged"))
    discounted = sorted({rank for one in plan.discounts for rank in one.tiers})
    group = pl.col("group_id").is_not_null()
    of_group = group_level(plan, pl.col("amount").sum().over("purchase_id"))
    lines = lines.join(known, on="purchase_id", how="left", maintain_order="left")
    walk_in = pl.col("member_id").is_null()
    level = pl.when(group).then(of_group).when(walk_in).then(-1).otherwise(pl.col("judged").fill_null(-1))
    segment = pl.when(group).then(GROUP).when(walk_in).then(WALK_IN).otherwise(pl.col("judged").fill_null(0))
    lines = lines.with_columns(level.cast(pl.Int16).alias("level"), segment.cast(pl.Int16).alias("segment")).drop("judged")
    covered = pl.when(group).then(pl.col("level").is_in(discounted)).otherwise(pl.col("level").is_in(sorted(promised)))
    return lines.with_columns(covered.alias("covered"))


def _priced(lines: pl.DataFrame, plan: Plan, prices: PriceTable) -> Sales:
    """Adds `paid` and the discounts, in the part of the line that is left."""
    index = lines["index"].to_numpy()
    level = lines["level"].to_numpy()
    amount = lines["amount"].to_numpy()
    left = lines["left"].to_numpy()
    running = before = left
    columns = []
    price = amount
    for one in sorted(plan.discounts, key=lambda discount: discount.group):
        taken: Ints = np.zeros(lines.height, dtype=np.int64)
        for rank in one.tiers:
            rows = np.flatnonzero(level == rank)
            taken[rows] = prices.taken(rank, one.id, index[rows])
        price = price - taken
        before, running = running, kept_share(price, left, amount)
        columns.append(pl.Series(TAKEN + one.id, before - running))
    priced = lines.with_columns(pl.Series("paid", running), *columns)
    return Sales(priced, tuple(one.id for one in plan.discounts))


def kept_share(price: Ints, left: Ints, amount: Ints) -> Ints:
    """round_half_up(price x left / amount), row by row; exact on Python integers where 64 bits are too few."""
    whole = left == amount
    if whole.all():
        return price
    kept = price.copy()
    part = np.flatnonzero(~whole)
    exact = [(2 * int(p) * int(k) + int(a)) // (2 * int(a)) for p, k, a in zip(price[part], left[part], amount[part], strict=True)]
    kept[part] = np.array(exact, dtype=np.int64)
    return kept
