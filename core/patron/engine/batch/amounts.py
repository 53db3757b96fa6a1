"""What purchases amount to: their lines added up, without what `counting` leaves out and what stands outside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.batch.codegen.conditions import limits
from patron.engine.batch.factors import taken_once
from patron.engine.batch.further import Further, further
from patron.engine.batch.goods import Flags, left_out
from patron.engine.batch.purchases import Numbers, Ordered
from patron.engine.batch.sums import Wanted, sums
from patron.engine.batch.weights import Weights, weights
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
    wanted: list[Wanted] = list(zip(levels, counts, strict=True))
    beside = further(lines, plan)
    for stream in beside:
        values = levels if stream.units is None else [stream.units] * len(levels)
        takes: list[Flags | None] = []
        for number, mask in enumerate(counts):
            same = _same(counts, number)
            takes.append(stream.takes(mask) if same is None else takes[same])
        wanted += zip(values, takes, strict=True)
    counted = sums(ordered, wanted, compiled)
    weighing = weights(lines, plan, _largest(ordered, levels, counts, counted, compiled) if plan.points.multipliers else 0)
    inside = (
        weighing.factors if outside is None else [taken_once(~outside) if one is None else one.only(~outside) for one in weighing.factors]
    )
    weighted = sums(ordered, [(level, factor) for factor in inside for level in levels], compiled)
    return Amounts(levels, counts, weighing, beside, counted, weighted, fixed)


def _largest(ordered: Ordered, levels: list[Numbers], counts: list[Flags | None], counted: Numbers, compiled: bool) -> int:
    """What the largest purchase comes to at any level, whether it counts or not; `counted` has the sums of those that all count."""
    size, found = ordered.purchases, 0
    for number, (level, mask) in enumerate(zip(levels, counts, strict=True)):
        whole = counted[number * size : (number + 1) * size] if mask is None else sums(ordered, [(level, None)], compiled)
        found = max(found, int(whole.max(initial=0)))
    return found


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


def _same(levels: Sequence[Numbers | Flags | None], number: int) -> int | None:
    """An earlier level that shares its array; tiers with the same prices do."""
    return next((other for other in range(number) if levels[other] is levels[number]), None)


def _fixed_level(ordered: Ordered, plan: Plan, paid: Numbers, group: Flags | None) -> npt.NDArray[np.int8]:
    """The price level of group orders: the tier of the highest rule that holds for what was paid in all, else the first."""
    fixed = np.full(ordered.purchases, -1, dtype=np.int8)
    if group is None:
        return fixed
    total = sums(ordered, [(paid, None)], compiled=False)
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
