"""Prices of many lines for every tier, exact to the minor unit.

A line's running price is kept as an integer over a common denominator between stack groups, and is
rounded once, half up, at the end. Where 64 bits could overflow, the same steps run on Python integers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import gcd, lcm
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.history import History
from patron.engine.plan import RATE_SCALE, Discount, DiscountKind, GoodsFilter, Plan
from patron.engine.prices.goods import Mask, goods_mask, unit_mask

Money = npt.NDArray[np.int64]
_Exact = npt.NDArray[Any]  # int64, or Python integers where 64 bits are too few
_SAFE = 2**61


@dataclass(frozen=True, slots=True)
class PriceTable:
    """What each line costs at each tier, in minor units.

    `amounts[tier, row]` is the price; `discounts[tier, id]` what a discount took off each row. For each
    tier the discounts of a row add up to its `amount` less its price: each takes the rounded price before
    its group less the rounded price after it. A discount that is not for a tier has no entry for it.
    """

    amounts: Money
    discounts: dict[tuple[int, str], Money] = field(default_factory=dict)


def price_lines(plan: Plan, lines: pl.DataFrame, history: History | None = None) -> PriceTable:
    """The price of every row of `lines` (schema `history.LINES` and the industry's fields) at every tier."""
    amount = lines["amount"].to_numpy().astype(np.int64)
    pricer = _Pricer(lines, amount)
    amounts = np.empty((len(plan.tiers), lines.height), dtype=np.int64)
    taken: dict[tuple[int, str], Money] = {}
    priced: dict[tuple[str, ...], tuple[Money, dict[str, Money]]] = {}
    for rank in range(len(plan.tiers)):
        offered = tuple(one for one in plan.discounts if rank in one.tiers)
        key = tuple(one.id for one in offered)
        if key not in priced:
            priced[key] = pricer.price(offered)
        amounts[rank], by_id = priced[key]
        taken.update({(rank, name): part for name, part in by_id.items()})
    return PriceTable(amounts, taken)


class _Pricer:
    """Prices the same lines for one set of discounts after another."""

    def __init__(self, lines: pl.DataFrame, amount: Money) -> None:
        self.lines = lines
        self.amount = amount
        self.masks: dict[GoodsFilter, Mask] = {}
        listed = lines["list_amount"] if "list_amount" in lines.columns else pl.Series([None] * lines.height, dtype=pl.Int64)
        self.has_list: Mask = listed.is_not_null().to_numpy()
        self.list_amount: Money = listed.fill_null(0).to_numpy().astype(np.int64)

    def price(self, offered: tuple[Discount, ...]) -> tuple[Money, dict[str, Money]]:
        """The rounded prices under the discounts, and what each took."""
        running: _Exact = self.amount
        scale = 1
        rounded = self.amount
        taken: dict[str, Money] = {}
        for group in sorted({one.group for one in offered}):
            members = [one for one in offered if one.group == group]
            running, scale, winner = self._group(members, running, scale)
            after = _half_up(running, scale)
            for index, one in enumerate(members):
                taken[one.id] = np.where(winner == index, rounded - after, 0)
            rounded = after
        return rounded, taken

    def _group(self, members: list[Discount], running: _Exact, scale: int) -> tuple[_Exact, int, npt.NDArray[np.int64]]:
        """The running price after one stack group, its denominator, and the index of the discount that won each row (-1: none)."""
        wider = lcm(*(self._denominator(one, scale) for one in members))
        if self._bound(members) * wider >= _SAFE and running.dtype != np.dtype(object):
            running = running.astype(object)
        running = running * (wider // scale)
        best = running
        winner = np.full(len(running), -1, dtype=np.int64)
        for index, one in enumerate(members):
            price: _Exact = np.maximum(self._candidate(one, running, wider), 0)
            better = self._mask(one) & (price < best).astype(np.bool_)
            best = _choose(better, price, best)
            winner[better] = index
        return best, wider, winner

    @staticmethod
    def _denominator(one: Discount, scale: int) -> int:
        if one.kind is DiscountKind.RATE:
            return scale * (RATE_SCALE // gcd(one.value, RATE_SCALE))
        return lcm(scale, one.unit_scale)

    def _bound(self, members: list[Discount]) -> int:
        """No numerator over a denominator d is above this x d while the group is worked out."""
        sizes = [int(self.amount.max(initial=0))]
        for one in members:
            if one.kind is DiscountKind.RATE:
                sizes.append(int(self.list_amount.max(initial=0)) if one.of_list else 0)
            elif one.kind is DiscountKind.OFF:
                sizes.append(one.value)
            else:
                sizes.append(one.value * int(self._units(one).max(initial=0)))
        return max(sizes)

    def _candidate(self, one: Discount, running: _Exact, scale: int) -> _Exact:
        """The price under one discount, over `scale`; it may be dearer than the running price or below 0."""
        if one.kind is DiscountKind.RATE:
            reduced = gcd(one.value, RATE_SCALE)
            rate, parts = one.value // reduced, RATE_SCALE // reduced
            of_running: _Exact = running // parts * rate  # the common denominator makes the division exact
            if not one.of_list:
                return of_running
            of_list: _Exact = self.list_amount.astype(running.dtype) * (scale // parts * rate)
            return _choose(self.has_list, of_list, of_running)
        if one.kind is DiscountKind.OFF:
            return running - one.value * scale
        units: _Exact = self._units(one).astype(running.dtype)
        lower: _Exact = running - units * (one.value * (scale // one.unit_scale))
        return lower

    def _units(self, one: Discount) -> Money:
        """How much of its unit each row has, scaled by `unit_scale`; 0 where it has none."""
        if one.unit_field not in self.lines.columns:
            return np.zeros(self.lines.height, dtype=np.int64)
        units = self.lines[one.unit_field].fill_null(0).to_numpy().astype(np.int64)
        return np.where(unit_mask(self.lines, one.unit_only_where), units, 0)

    def _mask(self, one: Discount) -> Mask:
        if one.goods not in self.masks:
            self.masks[one.goods] = goods_mask(self.lines, one.goods)
        return self.masks[one.goods]


def _choose(where: Mask, this: _Exact, other: _Exact) -> _Exact:
    chosen: _Exact = np.where(where, this, other)
    return chosen


def _half_up(numerator: _Exact, denominator: int) -> Money:
    """numerator / denominator to the nearest integer, halves up; not below 0."""
    rounded: Money = ((2 * numerator + denominator) // (2 * denominator)).astype(np.int64)
    return rounded
