"""What purchases amount to: their lines added up, without what `counting` leaves out and what stands outside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.batch.codegen.conditions import limits
from patron.engine.batch.further import Further, further
from patron.engine.batch.goods import Flags, Weights, left_out, weights
from patron.engine.batch.purchases import Numbers, Ordered
from patron.engine.batch.steps import LARGE, add_lines, run_step
from patron.engine.plan import AllOf, AnyOf, Condition, NoneOf, Plan, ProfileFact, Test
from patron.engine.price_levels import Levels


@dataclass(frozen=True, slots=True)
class Amounts:
    """Level by level: one level, or one a tier with prices.

    `prices[level]`, `counts[level]` (None: every line counts) and the factors of `weights` are by row of
    the history; `counted` (stream after stream, in each level after level) and `weighted` (column after column, in each level after
    level) by purchase.
    """

    prices: list[Numbers]
    counts: list[Flags | None]
    weights: Weights
    beside: tuple[Further, ...]  # the streams beside the first
    counted: Numbers
    weighted: Numbers
    fixed_level: npt.NDArray[np.int8]  # of group orders; -1 for others; empty where nobody asks


def amounts(ordered: Ordered, plan: Plan, prices: Levels | None, ask_level: bool, compiled: bool) -> Amounts:
    """Add up the lines of each purchase."""
    lines = ordered.lines
    paid = lines["amount"].to_numpy()
    levels = [paid] if prices is None else list(prices)
    group = lines["group_id"].is_not_null().to_numpy() if lines["group_id"].null_count() < lines.height else None
    fixed = _fixed_level(ordered, plan, paid, group) if ask_level else np.empty(0, dtype=np.int8)
    outside = None if group is None or plan.group_counts_for_buyer else group
    counts: list[Flags | None] = []
    for number, level in enumerate(levels):
        if (same := _same(levels, number)) is not None:
            counts.append(counts[same])
            continue
        out = left_out(lines, plan, level)
        out = outside if out is None else (out if outside is None else out | outside)
        counts.append(None if out is None else ~out)
    largest = (
        max((int(_added(ordered, level, None, compiled).max(initial=0)) for level in levels), default=0) if plan.points.multipliers else 0
    )
    weighing = weights(lines, plan, largest)
    counted = _of_levels(ordered, levels, counts, compiled)
    beside = further(lines, plan)
    for stream in beside:
        values = levels if stream.units is None else [stream.units] * len(levels)
        takes: list[Flags | None] = []
        for number, mask in enumerate(counts):
            same = _same(counts, number)
            takes.append(stream.takes(mask) if same is None else takes[same])
        counted += _of_levels(ordered, values, takes, compiled)
    weighted = []
    for factor in weighing.factors:
        inside = factor if outside is None else (~outside if factor is None else factor * ~outside)
        weighted += _of_levels(ordered, levels, [inside] * len(levels), compiled)
    return Amounts(levels, counts, weighing, beside, _joined(counted), _joined(weighted), fixed)


@dataclass(frozen=True, slots=True)
class WalkIns:
    """Sales to nobody by name. By purchase: `heads`, the row of its first line, and `level`, the price level: that of group orders,
    else the first tier's. By line: `rows` of the history, and `purchase`, the number of its purchase.
    """

    heads: Numbers
    level: npt.NDArray[np.int8]
    rows: Numbers
    purchase: Numbers


def walk_ins(lines: pl.DataFrame, plan: Plan, as_of: int) -> WalkIns:
    """The walk-in sales of a history up to the as-of date, by purchase id."""
    nothing = np.empty(0, dtype=np.int64)
    if not lines["member_id"].null_count():
        return WalkIns(nothing, nothing.astype(np.int8), nothing, nothing)
    found = lines.select("purchase_id", "member_id", "at", "day", "amount", "group_id").with_row_index("row")
    found = found.filter(pl.col("member_id").is_null() & (pl.col("day") <= as_of)).sort("purchase_id", maintain_order=True)
    fresh = np.ones(found.height, dtype=np.bool_)
    fresh[1:] = (found["purchase_id"][1:] != found["purchase_id"][:-1]).to_numpy()
    rows, first = found["row"].to_numpy().astype(np.int64), np.flatnonzero(fresh)
    if not len(rows):
        return WalkIns(nothing, nothing.astype(np.int8), nothing, nothing)
    heads = found[first].select("at", "day")
    at, day = heads["at"].to_numpy(), heads["day"].to_numpy()
    ordered = Ordered(found, None, None, found["purchase_id"].head(0), first[:0], np.append(first, found.height), at, day)
    group = found["group_id"].is_not_null().to_numpy()
    fixed = _fixed_level(ordered, plan, found["amount"].to_numpy(), group if group.any() else None)
    return WalkIns(rows[first], np.maximum(fixed, 0), rows, np.cumsum(fresh) - 1)


def _joined(parts: list[Numbers]) -> Numbers:
    if not parts:
        return np.empty(0, dtype=np.int64)
    return np.ascontiguousarray(parts[0]) if len(parts) == 1 else np.concatenate(parts)


def _same(levels: Sequence[Numbers | Flags | None], number: int) -> int | None:
    """An earlier level that shares its array; tiers with the same prices do."""
    return next((other for other in range(number) if levels[other] is levels[number]), None)


def _of_levels(ordered: Ordered, levels: Sequence[Numbers], factors: Sequence[Numbers | Flags | None], compiled: bool) -> list[Numbers]:
    """The sums level by level; levels that share their array and factor are added up once."""
    sums: list[Numbers] = []
    for number, (level, factor) in enumerate(zip(levels, factors, strict=True)):
        same = _same(levels, number)
        shared = same is not None and factors[same] is factor
        sums.append(sums[same] if shared and same is not None else _added(ordered, level, factor, compiled))
    return sums


def _added(ordered: Ordered, values: Numbers, factor: Numbers | Flags | None, compiled: bool) -> Numbers:
    """The sum of each purchase's lines, each times its factor (None: 1)."""
    first = ordered.purchase_first
    if factor is None and first is None and ordered.rows is None:
        return ordered.put(values)
    values = ordered.put(values)
    weigh: Any = np.empty(0, dtype=np.bool_) if factor is None else ordered.put(factor)  # whole numbers or flags
    if first is None or not compiled or len(values) < LARGE:
        product = values if factor is None else values * weigh
        return product if first is None else np.add.reduceat(product, first[:-1])
    total = np.empty(ordered.purchases, dtype=np.int64)
    run_step(add_lines, len(values), values, weigh, first, total)
    return total


def _fixed_level(ordered: Ordered, plan: Plan, paid: Numbers, group: Flags | None) -> npt.NDArray[np.int8]:
    """The price level of group orders: the tier of the highest rule that holds for what was paid in all, else the first."""
    fixed = np.full(ordered.purchases, -1, dtype=np.int8)
    if group is None:
        return fixed
    total = _added(ordered, paid, None, compiled=False)
    is_group = ordered.put(group)
    is_group = is_group if ordered.purchase_first is None else is_group[ordered.purchase_first[:-1]]
    fixed[is_group] = 0
    for rule in plan.group_purchase:
        holds = is_group & _holds(rule.when, total)
        fixed[holds] = np.maximum(fixed[holds], rule.tier)
    return fixed


def _holds(condition: Condition, total: Numbers) -> Flags:
    """A condition on group orders, for each purchase."""
    match condition:
        case Test():
            low, high = limits(condition.comparisons)
            holds = np.ones(len(total), dtype=np.bool_)
            if low is not None:
                holds &= total >= low
            if high is not None:
                holds &= total <= high
            return holds
        case ProfileFact():  # nothing is asked of a buyer
            return np.zeros(len(total), dtype=np.bool_)
        case AllOf(parts):
            return np.asarray(np.logical_and.reduce([_holds(part, total) for part in parts]))
        case AnyOf(parts):
            return np.asarray(np.logical_or.reduce([_holds(part, total) for part in parts]))
        case NoneOf(parts):
            return ~np.asarray(np.logical_or.reduce([_holds(part, total) for part in parts]))
