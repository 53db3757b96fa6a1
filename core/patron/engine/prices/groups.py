"""One stack group's best discount for each of some rows, over a common denominator.

Where 64 bits could overflow, the same steps run on Python integers.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd, lcm
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.plan import RATE_SCALE, Discount, DiscountKind, Plan, PriceFloor
from patron.engine.prices.conditions import Applying
from patron.engine.prices.goods import Mask, unit_mask

Money = npt.NDArray[np.int64]
Exact = npt.NDArray[Any]  # int64, or Python integers where 64 bits are too few
Priced = tuple[Exact, int, npt.NDArray[np.int16], Money]
_Rows = npt.NDArray[np.int64] | None  # positions within a part; None: all of them
_SAFE = 2**61


class Columns:
    """The columns that prices are made of, for all rows."""

    def __init__(self, plan: Plan, lines: pl.DataFrame, applies: Applying) -> None:
        self._lines = lines
        self.discounts = plan.discounts
        self.masks = applies.discounts
        self.amount: Money = lines["amount"].to_numpy().astype(np.int64, copy=False)
        self.listed, self.has_list = self._optional("list_amount")
        self.bases = tuple(self._base(one) for one in plan.discounts)
        self.floor = self._floors(plan.price_floors, applies.floors)

    def _optional(self, name: str) -> tuple[Money, Mask]:
        """A column of whole numbers, 0 where the cell is empty or the column is not there, and where it is filled."""
        if name not in self._lines.columns:
            return np.zeros(self._lines.height, dtype=np.int64), np.zeros(self._lines.height, dtype=np.bool_)
        cells = self._lines[name]
        return cells.fill_null(0).to_numpy().astype(np.int64, copy=False), cells.is_not_null().to_numpy()

    def _base(self, one: Discount) -> Money | None:
        """What the discount counts beside the running price: units scaled by `unit_scale`, or the part's money."""
        if one.part_field:
            return self._optional(one.part_field)[0]
        if one.kind is not DiscountKind.OFF_PER:
            return None
        units = self._optional(one.unit_field)[0]
        return np.where(unit_mask(self._lines, one.unit_only_where), units, 0) if one.unit_only_where else units

    def _floors(self, floors: tuple[PriceFloor, ...], masks: tuple[Mask | None, ...]) -> Money | None:
        """The highest floor of each row, at most the row's amount; None without floors. A floor of 0 holds nothing up."""
        highest: Money | None = None
        for one, mask in zip(floors, masks, strict=True):
            amount = self.listed if one.of_list is not None else self._optional(one.field)[0]
            if one.of_list is not None:  # rounded up, in two steps so that 64 bits are enough
                whole, rest = np.divmod(amount, RATE_SCALE)
                amount = whole * one.of_list - (-rest * one.of_list) // RATE_SCALE
            amount = np.minimum(amount, self.amount)
            amount = amount if mask is None else np.where(mask, amount, 0)
            highest = amount if highest is None else np.maximum(highest, amount)
        return highest


@dataclass(frozen=True, slots=True)
class _Step:
    """A part of the rows before a group: running prices over `scale`; the group's are over `wider`."""

    columns: Columns
    part: slice
    running: Exact
    scale: int
    wider: int


def price_group(columns: Columns, group: tuple[int, ...], part: slice, running: Exact, scale: int) -> Priced:
    """The running price of some rows after a stack group: its numerators, its denominator, the winners, and the rounded price.

    `group`: indexes of the plan's discounts; a winner is an index into the group, -1 where none lowers the price.
    """
    members = [columns.discounts[index] for index in group]
    wider = lcm(*(_denominator(one, scale) for one in members))
    if running.dtype != np.dtype(object) and _bound(columns, group, part) * wider >= _SAFE:
        running = running.astype(object)
    step = _Step(columns, part, running, scale, wider)
    best = running * (wider // scale) if wider != scale else running.copy()
    floor = None if columns.floor is None else columns.floor[part].astype(running.dtype, copy=False) * wider
    winner = np.full(len(running), -1, dtype=np.int16)
    for place, index in enumerate(group):
        mask = columns.masks[index]
        rows = None if mask is None else np.flatnonzero(mask[part])
        if rows is not None and not len(rows):
            continue
        price = np.maximum(_candidate(step, index, rows), 0)
        if floor is not None:
            price = np.maximum(price, np.minimum(_of(floor, rows), _of(running, rows) * (wider // scale)))
        better = np.flatnonzero(price < _of(best, rows))
        into = better if rows is None else rows[better]
        best[into] = price[better]
        winner[into] = place
    return best, wider, winner, _half_up(best, wider)


def _of(values: Exact, rows: _Rows) -> Exact:
    return values if rows is None else values[rows]


def _denominator(one: Discount, scale: int) -> int:
    """What the price under the discount is a multiple of one part of."""
    if one.kind is not DiscountKind.RATE:
        return lcm(scale, one.unit_scale)
    parts = RATE_SCALE // gcd(one.value, RATE_SCALE)
    return lcm(scale, parts) if one.part_field else scale * parts


def _bound(columns: Columns, group: tuple[int, ...], part: slice) -> int:
    """No numerator over a denominator d is above this x d while the group is worked out."""
    sizes = [int(columns.amount[part].max(initial=0))]
    for index in group:
        one, base = columns.discounts[index], columns.bases[index]
        if base is not None:
            sizes.append(int(base[part].max(initial=0)) * (one.value if one.kind is DiscountKind.OFF_PER else 1))
        elif one.kind is DiscountKind.OFF:
            sizes.append(one.value)
        elif one.of_list:
            sizes.append(int(columns.listed[part].max(initial=0)))
    return max(sizes)


def _candidate(step: _Step, index: int, rows: _Rows) -> Exact:
    """The price under one discount, over `wider`; it may be dearer than the running price or below 0."""
    columns, part, wider = step.columns, step.part, step.wider
    one, base = columns.discounts[index], columns.bases[index]
    held = _of(step.running, rows)
    price: Exact
    if one.kind is DiscountKind.OFF:
        price = held * (wider // step.scale) - one.value * wider
    elif base is not None:
        each = (RATE_SCALE - one.value) * wider // RATE_SCALE if one.part_field else one.value * (wider // one.unit_scale)
        price = held * (wider // step.scale) - _of(base[part], rows).astype(held.dtype, copy=False) * each
    else:
        reduced = gcd(one.value, RATE_SCALE)
        rate, parts = one.value // reduced, RATE_SCALE // reduced
        price = held * (wider // (step.scale * parts) * rate)
        if one.of_list:
            listed = _of(columns.listed[part], rows).astype(held.dtype, copy=False) * (wider // parts * rate)
            price = np.where(_of(columns.has_list[part], rows), listed, price)
    return price


def _half_up(numerator: Exact, denominator: int) -> Money:
    """numerator / denominator to the nearest integer, halves up; not below 0."""
    if denominator == 1:
        return numerator.astype(np.int64)
    rounded: Money = ((2 * numerator + denominator) // (2 * denominator)).astype(np.int64)
    return rounded
