"""On which lines each discount's and each floor's conditions hold, over columns."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.history import History
from patron.engine.plan import ALWAYS, Birthday, GoodsFilter, Plan, PriceWhen
from patron.engine.prices.days import Codes, birth_codes, day_codes, near_birthdays, on_month_days
from patron.engine.prices.goods import Mask, Parts, goods_mask
from patron.engine.profiles import field_changes, profile_at

_EVERYTHING = GoodsFilter()


@dataclass(frozen=True, slots=True)
class Applying:
    """For each discount and each floor of a plan the lines that it is about, by goods and `when`; None: every line."""

    discounts: tuple[Mask | None, ...]
    floors: tuple[Mask | None, ...]

    def of(self, rows: npt.NDArray[np.int64]) -> Applying:
        """The same for some of the lines."""

        def picked(masks: tuple[Mask | None, ...]) -> tuple[Mask | None, ...]:
            return tuple(None if mask is None else mask[rows] for mask in masks)

        return Applying(picked(self.discounts), picked(self.floors))


def applying(plan: Plan, lines: pl.DataFrame, history: History | None = None) -> Applying:
    """The masks for every row of `lines`; without a history no birthday and no profile is known."""
    conditions = Conditions(lines, history)
    return Applying(
        tuple(conditions.mask(one.goods, one.when) for one in plan.discounts),
        tuple(conditions.mask(one.goods, ALWAYS) for one in plan.price_floors),
    )


class Conditions:
    """Asks the same lines one question after another, and each question once."""

    def __init__(self, lines: pl.DataFrame, history: History | None = None) -> None:
        self._lines = lines
        self._history = History() if history is None else history
        self._known: dict[object, Mask | None] = {}
        self._parts: Parts = {}
        self._profiles: dict[str, pl.Series] = {}

    def mask(self, goods: GoodsFilter, when: PriceWhen) -> Mask | None:
        """The lines that pass both; None for all of them."""
        key = (goods, when)
        if key not in self._known:
            passed, timely = self._goods(goods), self._when(when)
            self._known[key] = timely if passed is None else passed if timely is None else passed & timely
        return self._known[key]

    def _goods(self, goods: GoodsFilter) -> Mask | None:
        if goods not in self._known:
            self._known[goods] = None if goods == _EVERYTHING else goods_mask(self._lines, goods, self._parts)
        return self._known[goods]

    def _when(self, when: PriceWhen) -> Mask | None:
        if when not in self._known:
            parts = [*self._days(when)]
            if when.birthday is not None:
                parts.append(self._near(when.birthday))
            parts += [self._profile(field, values) for field, values in when.profile]
            self._known[when] = np.logical_and.reduce(parts) if parts else None
        return self._known[when]

    def _days(self, when: PriceWhen) -> list[Mask]:
        day = pl.col("day").cast(pl.Int64)
        parts: list[pl.Expr] = []
        if when.weekdays:
            parts.append(((day + 3) % 7).is_in(list(when.weekdays)))  # day 0 was a Thursday
        if when.first_day is not None:
            parts.append(day >= when.first_day)
        if when.last_day is not None:
            parts.append(day <= when.last_day)
        found = [self._lines.select(holds=part.fill_null(value=False))["holds"].to_numpy() for part in parts]
        if when.month_days:
            found.append(on_month_days(when.month_days)[self._codes])
        return found

    def _near(self, kind: Birthday) -> Mask:
        near: Mask = near_birthdays(kind)[self._births, self._codes]
        return near

    def _profile(self, field: str, values: tuple[str, ...]) -> Mask:
        if field not in self._profiles:
            self._profiles[field] = profile_at(self._history, field, self._lines)
        held: Mask = self._profiles[field].is_in(list(values)).fill_null(value=False).to_numpy()
        return held

    @cached_property
    def _codes(self) -> Codes:
        return day_codes(self._lines["day"])

    @cached_property
    def _births(self) -> Codes:
        """The code of each buyer's birthday; 0, which is near to no day, where none is known."""
        members = self._history.members
        if field_changes(self._history, "birthday").is_empty():
            known = members.select("member_id", code=birth_codes(members["birthday"]))
            code = self._lines.select("member_id").join(known, on="member_id", how="left", maintain_order="left")["code"]
        else:
            told = profile_at(self._history, "birthday", self._lines).str.to_date("%Y-%m-%d", strict=False)
            code = birth_codes(told.cast(pl.Int32))
        found: Codes = code.fill_null(0).to_numpy()
        return found
