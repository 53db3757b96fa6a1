"""Prices of many lines for every tier, exact to the minor unit.

A line's running price is kept as an integer over a common denominator between stack groups, and is
rounded once, half up, at the end. Rows are worked out part by part, so that what is between stays small.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.prices.conditions import Applying, applying
from patron.engine.prices.groups import Columns, Money, price_group

_ROWS = 1 << 16  # priced together: what is between fits into a processor's cache
_Winners = npt.NDArray[np.int16]


@dataclass(frozen=True)
class PriceTable:
    """What each line costs at each tier, in minor units.

    `levels[tier][row]` is the price; tiers with the same discounts share one array, so write to none of them.
    `discounts[tier, id]` is what a discount took off each row, worked out when it is asked for. For each
    tier the discounts of a row add up to its `amount` less its price: each takes the rounded price before
    its group less the rounded price after it. A discount that is not for a tier has no entry for it.
    """

    levels: tuple[Money, ...]
    discounts: Taken

    def taken(self, rank: int, discount: str, rows: npt.NDArray[np.int64]) -> Money:
        """What a discount took off some rows at one tier; 0 where it is not for the tier."""
        return self.discounts.of(rank, discount, rows)

    @cached_property
    def amounts(self) -> Money:
        """All levels as one array of shape (tiers, rows); a copy, so ask `levels` where there are many rows."""
        return np.stack(self.levels)


def price_lines(plan: Plan, lines: pl.DataFrame, history: History | None = None, *, applies: Applying | None = None) -> PriceTable:
    """The price of every row of `lines` (schema `history.LINES` and the industry's fields) at every tier.

    `history` says what is known of the buyers; without it no birthday and no profile is. `applies`: which lines
    each discount is about, where that is not to be asked of `lines` themselves.
    """
    columns = Columns(plan, lines, applying(plan, lines, history) if applies is None else applies)
    priced: dict[tuple[int, ...], _Level] = {}
    levels: list[_Level] = []
    for rank in range(len(plan.tiers)):
        offered = tuple(index for index, one in enumerate(plan.discounts) if rank in one.tiers)
        if offered not in priced:
            priced[offered] = _price(plan, columns, offered)
        levels.append(priced[offered])
    return PriceTable(tuple(one.price for one in levels), Taken(plan, columns.amount, tuple(levels)))


def price_as(plan: Plan, lines: pl.DataFrame, rank: int, *, applies: Applying) -> Money:
    """The price of every row at one tier alone; `applies` as for `price_lines`."""
    offered = tuple(index for index, one in enumerate(plan.discounts) if rank in one.tiers)
    return _price(plan, Columns(plan, lines, applies), offered).price


@dataclass(frozen=True, slots=True)
class _Level:
    """Prices under one set of discounts: after each stack group the rounded price, and which of the group won (-1: none)."""

    groups: tuple[tuple[int, ...], ...]  # indexes of the plan's discounts
    after: tuple[Money, ...]
    winners: tuple[_Winners, ...]
    price: Money


def _price(plan: Plan, columns: Columns, offered: tuple[int, ...]) -> _Level:
    numbers = sorted({plan.discounts[index].group for index in offered})
    groups = tuple(tuple(index for index in offered if plan.discounts[index].group == number) for number in numbers)
    rows = len(columns.amount)
    after = tuple(np.empty(rows, dtype=np.int64) for _ in groups)
    winners = tuple(np.empty(rows, dtype=np.int16) for _ in groups)
    for start in range(0, rows, _ROWS):
        part = slice(start, min(start + _ROWS, rows))
        running, scale = columns.amount[part], 1
        for group, rounded, winner in zip(groups, after, winners, strict=True):
            running, scale, winner[part], rounded[part] = price_group(columns, group, part, running, scale)
    return _Level(groups, after, winners, after[-1] if after else columns.amount)


class Taken(Mapping[tuple[int, str], Money]):
    """What each discount took off every row, by tier and id: made of what is kept of each group, when asked."""

    def __init__(self, plan: Plan, amount: Money, levels: tuple[_Level, ...]) -> None:
        self._amount = amount
        self._levels = levels
        self._where = {
            (rank, plan.discounts[discount].id): (group, index)
            for rank, level in enumerate(levels)
            for group, members in enumerate(level.groups)
            for index, discount in enumerate(members)
        }

    def __getitem__(self, key: tuple[int, str]) -> Money:
        self._where[key]  # KeyError for a discount that is not for the tier
        return self.of(*key, slice(None))

    def of(self, rank: int, discount: str, rows: npt.NDArray[np.int64] | slice) -> Money:
        """What a discount took off some rows at one tier; 0 where it is not for the tier."""
        if (rank, discount) not in self._where:
            return np.zeros(len(self._amount[rows]), dtype=np.int64)
        group, index = self._where[rank, discount]
        level = self._levels[rank]
        before = level.after[group - 1] if group else self._amount
        taken: Money = np.where(level.winners[group][rows] == index, before[rows] - level.after[group][rows], 0)
        return taken

    def __iter__(self) -> Iterator[tuple[int, str]]:
        return iter(self._where)

    def __len__(self) -> int:
        return len(self._where)
