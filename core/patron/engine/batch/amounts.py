"""What purchases amount to: their lines added up, without what `counting` leaves out and what stands outside."""

from __future__ import annotations

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
    counts = []
    for level in levels:
        out = left_out(lines, plan, level)
        out = outside if out is None else (out if outside is None else out | outside)
        counts.append(None if out is None else ~out)
    largest = (
        max((int(_added(ordered, level, None, compiled).max(initial=0)) for level in levels), default=0) if plan.points.multipliers else 0
    )
    weighing = weights(lines, plan, largest)
    counted = [_added(ordered, level, mask, compiled) for level, mask in zip(levels, counts, strict=True)]
    beside = further(lines, plan)
    for stream in beside:
        for level, mask in zip(levels, counts, strict=True):
            counted.append(_added(ordered, level if stream.units is None else stream.units, stream.takes(mask), compiled))
    weighted = []
    for factor in weighing.factors:
        inside = factor if outside is None else (~outside if factor is None else factor * ~outside)
        weighted += [_added(ordered, level, inside, compiled) for level in levels]
    return Amounts(levels, counts, weighing, beside, _joined(counted), _joined(weighted), fixed)


def walk_ins(lines: pl.DataFrame, plan: Plan, as_of: int) -> pl.DataFrame:
    """Sales to nobody by name, one row a purchase with its price `level`: that of group orders, else the first tier's."""
    lines = lines.filter(pl.col("member_id").is_null() & (pl.col("day") <= as_of))
    lines = lines.select("purchase_id", "at", "day", "amount", "group_id").sort("purchase_id", maintain_order=True)
    first = lines["purchase_id"].is_first_distinct().arg_true().to_numpy().astype(np.int64)
    heads = lines[first].select("purchase_id", "at", "day")
    if lines.height == 0:
        return heads.with_columns(level=pl.lit(0, pl.Int8))
    at, day = heads["at"].to_numpy(), heads["day"].to_numpy()
    ordered = Ordered(lines, None, None, lines["purchase_id"].head(0), first[:0], np.append(first, lines.height), at, day)
    group = lines["group_id"].is_not_null().to_numpy()
    fixed = _fixed_level(ordered, plan, lines["amount"].to_numpy(), group if group.any() else None)
    return heads.with_columns(level=pl.Series(np.maximum(fixed, 0)))


def _joined(parts: list[Numbers]) -> Numbers:
    if not parts:
        return np.empty(0, dtype=np.int64)
    return np.ascontiguousarray(parts[0]) if len(parts) == 1 else np.concatenate(parts)


def _added(ordered: Ordered, values: Numbers, factor: Numbers | Flags | None, compiled: bool) -> Numbers:
    """The sum of each purchase's lines, each times its factor (None: 1)."""
    first = ordered.purchase_first
    if factor is None and first is None and ordered.rows is None:
        return values
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
