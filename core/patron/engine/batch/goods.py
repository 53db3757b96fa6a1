"""Which lines a goods filter lets through, what `leave_out` leaves, and how many times a line earns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, reduce
from math import lcm
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.batch.dates import clamped, split
from patron.engine.plan import MULTIPLIER_SCALE, RATE_SCALE, GoodsFilter, Multiplier, Plan

Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint8] | npt.NDArray[np.int32]
_FEW = 8  # multipliers that a byte has room for
_BYTE = 256  # numbers that a byte has room for
_BLOCK = 1 << 16
_EXACT = 1 << 61  # weighted amounts stay below it


def passes(lines: pl.DataFrame, goods: GoodsFilter) -> Flags | None:
    """The lines that a filter lets through; None for all of them."""
    parts: list[tuple[str, tuple[str, ...], bool]] = [
        ("category", goods.category, False),
        ("category", goods.category_not, True),
        ("tender", goods.tender, False),
        ("tender", goods.tender_not, True),
    ]
    parts += [(part[0], part[1], bool(part[2]) if len(part) > 2 else False) for part in goods.fields]
    found: Flags | None = None
    for column, values, negated in parts:
        if not values:
            continue
        mask = _among(lines, column, values)
        mask = ~mask if negated else mask
        found = mask if found is None else found & mask
    if goods.sold_below is not None:
        mask = _sold_below(lines, goods.sold_below)
        found = mask if found is None else found & mask
    if goods.sold_from is not None:
        mask = ~_sold_below(lines, goods.sold_from)
        found = mask if found is None else found & mask
    return found


def _sold_below(lines: pl.DataFrame, share: int, amount: Numbers | None = None) -> Flags:
    """The lines paid with less than a share of their list amount (`amount`: what was paid, else the file's)."""
    if "list_amount" not in lines.columns:
        return np.zeros(lines.height, dtype=np.bool_)
    paid = lines["amount"] if amount is None else amount
    wide = pl.DataFrame({"amount": paid, "listed": lines["list_amount"]}).cast(pl.Int128)
    below = pl.col("amount") * pl.lit(RATE_SCALE, pl.Int128) < pl.col("listed") * pl.lit(share, pl.Int128)
    return wide.select(below=below.fill_null(value=False))["below"].to_numpy()


def _among(lines: pl.DataFrame, column: str, values: tuple[str, ...]) -> Flags:
    if column not in lines.columns or lines[column].null_count() == lines.height:
        return np.zeros(lines.height, dtype=np.bool_)
    cells = lines[column]
    mask = reduce(lambda one, other: one | other, (cells == value for value in values))
    return mask.fill_null(value=False).to_numpy()


def left_out(lines: pl.DataFrame, plan: Plan, amount: Numbers) -> Flags | None:
    """The lines that `counting: leave_out` leaves; None for none of them."""
    out = plan.leave_out
    masks: list[Flags] = []
    if out.goods is not None:
        passed = passes(lines, out.goods)
        masks.append(np.ones(lines.height, dtype=np.bool_) if passed is None else passed)
    if out.tenders:
        masks.append(_among(lines, "tender", out.tenders))
    if out.sold_below is not None:
        masks.append(_sold_below(lines, out.sold_below, amount))
    return reduce(np.logical_or, masks) if masks else None


@dataclass(frozen=True, slots=True)
class Factor:
    """How many times each line is taken: `table[codes]`, by row of the history. A byte a line is read and written sooner than eight."""

    codes: Codes
    table: Numbers

    def of(self, rows: Numbers) -> Numbers:
        """The factor of some rows."""
        found: Numbers = self.table[self.codes[rows]]
        return found

    def only(self, taken: Flags) -> Factor:
        """The same for some lines, 0 for all others."""
        codes = self.codes if len(self.table) < _BYTE else self.codes.astype(np.int32)
        return Factor(np.where(taken, codes, codes.dtype.type(len(self.table))), np.append(self.table, 0))


def taken_once(taken: Flags, times: int = 1) -> Factor:
    """Some lines so many times, the others not at all."""
    return Factor(taken.view(np.uint8), np.array([0, times], dtype=np.int64))


@dataclass(frozen=True, slots=True)
class Weights:
    """How lines earn: factors over a common denominator, one column for every rule and tier that differ.

    `column[rule][tier]` is an index into `factors`, or -1 where the rule is not for the tier. A factor
    column is None where every line earns once.
    """

    column: tuple[tuple[int, ...], ...]
    factors: tuple[Factor | None, ...]
    denominator: int


def column_keys(plan: Plan) -> tuple[tuple[tuple[int, ...], ...], list[tuple[GoodsFilter, tuple[int, ...]]]]:
    """For each accrual rule and tier the index of its column, and what each column is: goods and multipliers."""
    keys: list[tuple[GoodsFilter, tuple[int, ...]]] = []
    table = []
    for rule in plan.points.accrual:
        row = []
        for tier in range(len(plan.tiers)):
            if tier not in rule.tiers:
                row.append(-1)
                continue
            key = (rule.goods, tuple(n for n, one in enumerate(plan.points.multipliers) if tier in one.tiers))
            if key not in keys:
                keys.append(key)
            row.append(keys.index(key))
        table.append(tuple(row))
    return tuple(table), keys


def weights(lines: pl.DataFrame, plan: Plan, largest: int) -> Weights:
    """The weights of all lines; `largest` bounds a purchase's amount, so that weighted amounts fit in 64 bits."""
    table, keys = column_keys(plan)
    passed = cache(lambda goods: passes(lines, goods))
    applied = [_Applied(lines, [plan.points.multipliers[n] for n in used], passed) if used else None for _, used in keys]
    every = [value for one in applied if one is not None for value in one.products]
    denominator = reduce(lcm, (value.denominator for value in every), 1)
    top = max((value * denominator for value in every), default=Fraction(1))
    if largest * top > _EXACT:  # beyond any real factors: keep four decimals of each
        denominator = MULTIPLIER_SCALE
    factors: list[Factor | None] = []
    for (goods, _), one in zip(keys, applied, strict=True):
        mask = passed(goods)
        if one is not None:
            factor = one.scaled(denominator)
            factors.append(factor if mask is None else factor.only(mask))
        elif mask is not None:
            factors.append(taken_once(mask, denominator))
        else:
            factors.append(None if denominator == 1 else taken_once(np.ones(lines.height, dtype=np.bool_), denominator))
    return Weights(table, tuple(factors), denominator)


class _Applied:
    """Which of some multipliers are for each line, by goods and date, as a number; tiers are the caller's.

    `products`: what the multipliers of each number make together, of the numbers that there are.
    """

    def __init__(self, lines: pl.DataFrame, chosen: list[Multiplier], passed: Callable[[GoodsFilter], Flags | None]) -> None:
        few = len(chosen) <= _FEW
        day = lines["day"].to_numpy()
        first = int(day.min()) if len(day) else 0
        days = np.arange(first, int(day.max(initial=first)) + 1, dtype=np.int64)
        kind = np.dtype(np.uint8 if few else np.int64)
        by_day: npt.NDArray[Any] = np.zeros(len(days), dtype=kind)
        for bit, one in enumerate(chosen):
            by_day |= _on(days, one).astype(kind) << bit
        masks = [(bit, mask) for bit, one in enumerate(chosen) if (mask := passed(one.goods)) is not None]
        codes: npt.NDArray[Any] = np.empty(len(day), dtype=kind)
        counts = np.zeros(_BYTE, dtype=np.int64)
        for low in range(0, len(day), _BLOCK):  # block by block, so that what is made on the way stays in the cache
            part = slice(low, low + _BLOCK)
            block = by_day[day[part] - first]
            for bit, mask in masks:
                block &= (mask[part].astype(kind) << bit) | ((1 << len(chosen)) - 1 - (1 << bit))
            codes[part] = block
            if few:
                counts += np.bincount(block, minlength=_BYTE)
        if few:
            self._codes, seen = codes, np.flatnonzero(counts)
        else:
            seen, places = np.unique(codes, return_inverse=True)
            self._codes = places.astype(np.uint8 if len(seen) <= _BYTE else np.int32)
        self._seen = seen if few else np.arange(len(seen))
        self.products = [_product([one for bit, one in enumerate(chosen) if int(code) >> bit & 1]) for code in seen]

    def scaled(self, denominator: int) -> Factor:
        """The factor of each line over a denominator."""
        table = np.zeros(int(self._seen.max(initial=0)) + 1, dtype=np.int64)
        table[self._seen] = [int(value * denominator) for value in self.products]
        return Factor(self._codes, table)


def _on(days: Numbers, one: Multiplier) -> Flags:
    """The days on which a multiplier holds."""
    held = np.ones(len(days), dtype=np.bool_)
    if one.weekdays:
        held &= np.isin((days + 3) % 7, one.weekdays)  # day 0 was a Thursday
    if one.month_days:
        year = split(days)[0] // 12 * 12
        held &= np.logical_or.reduce(
            [days == clamped(year + month - 1, np.full_like(days, number - 1)) for month, number in one.month_days]
        )
    if one.first_day is not None:
        held &= days >= one.first_day
    if one.last_day is not None:
        held &= days <= one.last_day
    return held


def _product(multipliers: list[Multiplier]) -> Fraction:
    """The largest of those that do not stack, times each that does."""
    value = Fraction(max((one.factor for one in multipliers if not one.stack), default=MULTIPLIER_SCALE), MULTIPLIER_SCALE)
    for one in multipliers:
        if one.stack:
            value *= Fraction(one.factor, MULTIPLIER_SCALE)
    return value
