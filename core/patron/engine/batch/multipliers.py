"""Which multipliers are for a line, by its goods and its date, and what they make together."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.batch.dates import clamped, split
from patron.engine.batch.factors import BYTE, Factor
from patron.engine.batch.goods import Flags, Numbers
from patron.engine.batch.steps import run_step
from patron.engine.batch.template.types import Ints
from patron.engine.plan import MULTIPLIER_SCALE, GoodsFilter, Multiplier

_FEW = 8  # multipliers that a byte has room for


class Applied:
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
        run_step(take_of_day, len(day), day, by_day, first, codes)
        for bit, mask in masks:
            codes &= (mask.astype(kind) << bit) | ((1 << len(chosen)) - 1 - (1 << bit))
        if few:
            there = np.zeros(BYTE, dtype=np.bool_)
            run_step(mark_codes, len(codes), codes, there)
            self._codes, seen = codes, np.flatnonzero(there)
        else:
            seen, places = np.unique(codes, return_inverse=True)
            self._codes = places.astype(np.uint8 if len(seen) <= BYTE else np.int32)
        self._seen = seen if few else np.arange(len(seen))
        self.products = [_product([one for bit, one in enumerate(chosen) if int(code) >> bit & 1]) for code in seen]

    def scaled(self, denominator: int) -> Factor:
        """The factor of each line over a denominator."""
        table = np.zeros(int(self._seen.max(initial=0)) + 1, dtype=np.int64)
        table[self._seen] = [int(value * denominator) for value in self.products]
        return Factor(self._codes, table)


def take_of_day(day: Ints, by_day: Ints, first: int, found: Ints) -> None:
    """found[i] = by_day[day[i] - first]."""
    for i in range(len(found)):  # type: ignore[arg-type]
        found[i] = by_day[day[i] - first]


def mark_codes(codes: Ints, there: Flags) -> None:
    """there[code] = True for each of the codes."""
    for i in range(len(codes)):  # type: ignore[arg-type]
        there[codes[i]] = True


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
