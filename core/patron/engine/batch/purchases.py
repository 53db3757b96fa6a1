"""Purchases as columns by member and time: lines put in order, and added up where a purchase has several."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.batch.codegen.conditions import limits
from patron.engine.batch.goods import Weights, left_out, weights
from patron.engine.plan import AllOf, AnyOf, Condition, NoneOf, Plan, Test

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Ordered:
    """Members' lines up to the as-of date by (member, instant, purchase id), all as text and instants compare.

    `member_first` and `purchase_first` are the first lines of each member and purchase, with the number of
    lines at the end; `rows` are the lines' rows in the history, None where they are all its rows in order.
    """

    lines: pl.DataFrame
    rows: npt.NDArray[np.int64] | None
    member_ids: pl.Series
    member_first: Numbers
    purchase_first: Numbers | None  # None: one line a purchase

    @property
    def purchases(self) -> int:
        """How many there are."""
        return self.lines.height if self.purchase_first is None else len(self.purchase_first) - 1

    def heads(self, name: str) -> pl.Series:
        """A column that all lines of a purchase agree on, one value a purchase."""
        column = self.lines[name]
        return column if self.purchase_first is None else column.gather(self.purchase_first[:-1])

    def purchase_of_member(self) -> Numbers:
        """The first purchase of each member, and the number of purchases."""
        if self.purchase_first is None:
            return self.member_first
        return np.searchsorted(self.purchase_first, self.member_first).astype(np.int64)


def in_order(history_lines: pl.DataFrame, as_of: int) -> Ordered:
    """The members' lines in order; lines that are in order already are not sorted again."""
    lines = history_lines
    rows: npt.NDArray[np.int64] | None = None
    late = lines.height > 0 and int(lines["day"].max()) > as_of  # type: ignore[arg-type]
    if late or lines["member_id"].null_count():
        keep = (lines["day"] <= as_of) & lines["member_id"].is_not_null()
        rows = keep.arg_true().to_numpy().astype(np.int64)
        lines = lines.filter(keep)
    found = _bounds(lines)
    if found is None:
        keys = lines.select("member_id", "at", "purchase_id").with_row_index("position")
        position = keys.sort("member_id", "at", "purchase_id", maintain_order=True)["position"].to_numpy()
        lines = lines[position]
        rows = position.astype(np.int64) if rows is None else rows[position]
        found = _bounds(lines)
        assert found is not None, "sorted lines are in order"
    return Ordered(lines, rows, *found)


def _bounds(lines: pl.DataFrame) -> tuple[pl.Series, Numbers, Numbers | None] | None:
    """The members, their first lines, and the first lines of purchases; None if the lines are not in order."""
    height = lines.height
    if height == 0:
        return lines["member_id"], np.zeros(1, dtype=np.int64), None
    member, at, ids = lines["member_id"], lines["at"].to_numpy(), lines["purchase_id"]
    fresh = np.empty(height, dtype=np.bool_)
    fresh[0] = True
    fresh[1:] = (member[1:] != member[:-1]).to_numpy()
    first = np.flatnonzero(fresh).astype(np.int64)
    members = member.gather(first)
    if len(members) > 1 and not bool((members[1:] > members[:-1]).all()):
        return None
    step = at[1:] - at[:-1]
    if bool(((step < 0) & ~fresh[1:]).any()):
        return None
    ties = np.flatnonzero((step == 0) & ~fresh[1:]) + 1
    bounds = np.append(first, height)
    if len(ties) == 0:
        return members, bounds, None
    here, before = ids.gather(ties), ids.gather(ties - 1)
    if bool((here < before).any()):
        return None
    same = ties[(here == before).to_numpy()]
    if len(same) == 0:
        return members, bounds, None
    heads = np.ones(height, dtype=np.bool_)
    heads[same] = False
    return members, bounds, np.append(np.flatnonzero(heads), height).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Amounts:
    """What lines and purchases amount to, level by level (one level, or one a tier with prices).

    `prices[level]` and `counts[level]` (None: every line counts) are by line; `counted`
    (level after level) and `weighted` (column after column, in each level after level) by purchase.
    """

    prices: list[Numbers]
    counts: list[npt.NDArray[np.bool_] | None]
    weights: Weights
    counted: Numbers
    weighted: Numbers
    fixed_level: npt.NDArray[np.int8]  # of group orders; -1 for others; empty where nobody asks


def amounts(ordered: Ordered, plan: Plan, prices: Numbers | None, ask_level: bool) -> Amounts:
    """Add up the lines of each purchase, without what `counting` leaves out and what stands outside."""
    lines = ordered.lines
    paid = lines["amount"].to_numpy()
    if prices is None:
        levels = [paid]
    else:
        levels = [np.ascontiguousarray(prices[tier] if ordered.rows is None else prices[tier][ordered.rows]) for tier in range(len(prices))]
    group = lines["group_id"].is_not_null().to_numpy() if lines["group_id"].null_count() < lines.height else None
    fixed = _fixed_level(ordered, plan, paid, group) if ask_level else np.empty(0, dtype=np.int8)
    outside = None if group is None or plan.group_counts_for_buyer else group
    counts = []
    for level in levels:
        out = left_out(lines, plan, level)
        out = outside if out is None else (out if outside is None else out | outside)
        counts.append(None if out is None else ~out)
    largest = max((int(_added(ordered, np.abs(level)).max(initial=0)) for level in levels), default=0) if plan.points.multipliers else 0
    weighing = weights(lines, plan, largest)
    counted = [_added(ordered, level if mask is None else np.where(mask, level, 0)) for level, mask in zip(levels, counts, strict=True)]
    weighted = []
    for factor in weighing.factors:
        for level in levels:
            product = level if factor is None else level * factor
            weighted.append(_added(ordered, product if outside is None else np.where(outside, 0, product)))
    return Amounts(levels, counts, weighing, _joined(counted), _joined(weighted), fixed)


def walk_ins(history_lines: pl.DataFrame, plan: Plan, as_of: int) -> pl.DataFrame:
    """Sales to nobody by name, one row a purchase with its price `level`: that of group orders, else the first tier's."""
    lines = history_lines.filter(pl.col("member_id").is_null() & (pl.col("day") <= as_of))
    lines = lines.select("purchase_id", "at", "day", "amount", "group_id").sort("purchase_id", maintain_order=True)
    first = lines["purchase_id"].is_first_distinct().arg_true().to_numpy().astype(np.int64)
    ordered = Ordered(lines, None, lines["purchase_id"].head(0), first[:0], np.append(first, lines.height))
    heads = lines[first].select("purchase_id", "at", "day")
    if lines.height == 0:
        return heads.with_columns(level=pl.lit(0, pl.Int8))
    group = lines["group_id"].is_not_null().to_numpy()
    fixed = _fixed_level(ordered, plan, lines["amount"].to_numpy(), group if group.any() else None)
    return heads.with_columns(level=pl.Series(np.maximum(fixed, 0)))


def _joined(parts: list[Numbers]) -> Numbers:
    if not parts:
        return np.empty(0, dtype=np.int64)
    return np.ascontiguousarray(parts[0]) if len(parts) == 1 else np.concatenate(parts)


def _added(ordered: Ordered, values: Numbers) -> Numbers:
    """The sum of each purchase's lines."""
    if ordered.purchase_first is None:
        return values
    return np.add.reduceat(values, ordered.purchase_first[:-1])


def _fixed_level(ordered: Ordered, plan: Plan, paid: Numbers, group: npt.NDArray[np.bool_] | None) -> npt.NDArray[np.int8]:
    """The price level of group orders: the tier of the highest rule that holds for what was paid in all, else the first."""
    fixed = np.full(ordered.purchases, -1, dtype=np.int8)
    if group is None:
        return fixed
    total = _added(ordered, paid)
    is_group = group if ordered.purchase_first is None else group[ordered.purchase_first[:-1]]
    fixed[is_group] = 0
    for rule in plan.group_purchase:
        holds = is_group & _holds(rule.when, total)
        fixed[holds] = np.maximum(fixed[holds], rule.tier)
    return fixed


def _holds(condition: Condition, total: Numbers) -> npt.NDArray[np.bool_]:
    """A condition on group orders, for each purchase."""
    match condition:
        case Test(comparisons=comparisons):
            low, high = limits(comparisons)
            holds = np.ones(len(total), dtype=np.bool_)
            if low is not None:
                holds &= total >= low
            if high is not None:
                holds &= total <= high
            return holds
        case AllOf(parts):
            return np.asarray(np.logical_and.reduce([_holds(part, total) for part in parts]))
        case AnyOf(parts):
            return np.asarray(np.logical_or.reduce([_holds(part, total) for part in parts]))
        case NoneOf(parts):
            return ~np.asarray(np.logical_or.reduce([_holds(part, total) for part in parts]))
