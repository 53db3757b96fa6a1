"""How much extra business the scheme must cause to pay for itself.

u* = (c + F/S) / (g - c): S sales made under some promise, before the scheme's discounts; g their gross
margin; c the discounts and points as a share of S; F what does not grow with sales.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.plan import DiscountKind, Plan
from patron.engine.prices import Applying, price_as
from patron.engine.rounding import half_up
from patron.simulation.replay.request import Margins
from patron.simulation.replay.sales import Sales, kept_share

_STEPS = 10**9  # the uplift is applied to lines in steps of 1e-9
_FINE = 1000  # the second run reckons in thousandths of a minor unit, so that only the first one's rounding shows


class State(StrEnum):
    """What can be said about the break-even."""

    FOUND = "found"
    NEVER = "never"  # g <= c: each sale under the scheme loses money
    NEEDS_MARGIN = "needs-margin"
    NO_SALES = "no-sales"  # S = 0
    NOTHING_PROMISED = "nothing-promised"  # no tier is promised anything


@dataclass(frozen=True, slots=True)
class BreakEven:
    """The terms of the formula (money in minor units) and the uplift, where there is one."""

    state: State
    sales: int  # S
    variable: int  # discounts and points: c = variable / sales
    fixed: int  # F
    gross: Fraction | None  # gross profit of S before the scheme: g = gross / sales
    uplift: Fraction | None = None

    @property
    def margin(self) -> Fraction | None:
        """g."""
        return None if self.gross is None or not self.sales else self.gross / self.sales

    @property
    def variable_share(self) -> Fraction | None:
        """c."""
        return Fraction(self.variable, self.sales) if self.sales else None

    @property
    def extra_sales(self) -> int | None:
        """What u* is in money: extra sales in the period, at prices before discounts."""
        return None if self.uplift is None else half_up(self.uplift * self.sales)


def break_even(sales: int, gross: Fraction | None, variable: int, fixed: int, *, promised: bool) -> BreakEven:
    """The closed form, in fractions."""
    state = State.FOUND
    uplift = None
    if not promised:
        state = State.NOTHING_PROMISED
    elif sales <= 0:
        state = State.NO_SALES
    elif gross is None:
        state = State.NEEDS_MARGIN
    elif gross <= variable:
        state = State.NEVER
    else:
        uplift = (Fraction(variable) + fixed) / (gross - variable)
    return BreakEven(state, sales, variable, fixed, gross, uplift)


@dataclass(frozen=True, slots=True)
class Check:
    """The replay priced again with covered sales scaled by 1 + u*, tiers as they were.

    `difference` is the profit then, all costs taken off, less the profit without the scheme, in minor units;
    that prices were rounded to the minor unit may leave up to `tolerance`.
    """

    lines: int
    difference: int
    tolerance: int

    @property
    def agrees(self) -> bool:
        """Whether the closed form holds."""
        return abs(self.difference) <= self.tolerance


@dataclass(frozen=True, slots=True)
class Again:
    """Lines priced again, scaled: how many, and by category what is left of them and what is taken off, in thousandths of a minor unit."""

    lines: int
    sums: dict[str | None, tuple[int, int]]


def check(found: BreakEven, plan: Plan, sales: Sales, margins: Margins, points_cost: int, *, applies: Applying | None) -> Check | None:
    """Prices the covered lines again, scaled; None where there is no break-even to check, or where it is no sales at all.

    `applies`: which of the history's lines each discount is about; None where the amounts were taken as they are.
    """
    if not checkable(found):
        return None
    assert found.uplift is not None, "checkable"
    again = price_again(plan, covered_lines(sales), found.uplift, applies=applies)
    return checked(found, plan, margins, points_cost, again)


def checkable(found: BreakEven) -> bool:
    """Whether there is a break-even, with sales left that can be priced."""
    return found.uplift is not None and found.gross is not None and found.uplift > -1


def covered_lines(sales: Sales) -> pl.DataFrame:
    """The lines under some promise of which something is left, with what prices are made of."""
    needless = ("purchase", "member", "group_id", "day", "month", "segment", "paid", "quantity", *sales.columns)
    return sales.lines.drop(needless).filter(pl.col("covered") & (pl.col("left") > 0))


def price_again(plan: Plan, lines: pl.DataFrame, uplift: Fraction, *, applies: Applying | None) -> Again:
    """The sums of `covered_lines` scaled by 1 + uplift; they add up over lines."""
    steps = half_up((1 + uplift) * _FINE * _STEPS)
    units = sorted(_counted(plan) & set(lines.columns))
    scaled = lines.with_columns(*(_scaled(lines[column], steps) for column in ("amount", "left", "list_amount", *units)))
    amounts, paid = scaled["amount"].to_numpy(), scaled["left"].to_numpy()
    if applies is not None:
        paid = kept_share(_at_level(_larger(plan, steps), scaled, applies), paid, amounts)
    sums = scaled.select("category", "left", taken=pl.col("left") - pl.Series(paid)).group_by("category").agg(pl.col("left", "taken").sum())
    return Again(scaled.height, {category: (left, taken) for category, left, taken in sums.iter_rows()})


def checked(found: BreakEven, plan: Plan, margins: Margins, points_cost: int, again: Again) -> Check:
    """What all lines priced again say of a break-even that is `checkable`."""
    assert found.uplift is not None, "checkable"
    assert found.gross is not None, "checkable"
    growth = 1 + found.uplift
    gross = sum(((margins.of(name) or Fraction(0)) * left for name, (left, _) in again.sums.items()), Fraction(0)) / _FINE
    taken = sum(one for _, one in again.sums.values())
    profit = gross - Fraction(taken, _FINE) - points_cost * growth - found.fixed
    # Each price of the first run was rounded once, a partly returned one twice; this run's own rounding is finer.
    each = growth + bool(plan.price_floors) + Fraction(2 + len(plan.discounts), _FINE)  # a floor is rounded up to the minor unit
    rounding = again.lines * each + Fraction(2 * found.sales, _STEPS)
    return Check(again.lines, half_up(profit - found.gross), half_up(rounding) + 1)


def _at_level(plan: Plan, lines: pl.DataFrame, applies: Applying) -> npt.NDArray[np.int64]:
    """What each line costs at the tier that priced it."""
    level = lines["level"].to_numpy()
    paid = lines["amount"].to_numpy().copy()
    for rank in range(len(plan.tiers)):
        rows = np.flatnonzero(level == rank)
        if len(rows):
            part = lines[rows]
            paid[rows] = price_as(plan, part, rank, applies=applies.of(part["index"].to_numpy()))
    return paid


def _counted(plan: Plan) -> set[str]:
    """The numbers of lines that prices are made of, beside the amounts."""
    named = {name for one in plan.discounts for name in (one.unit_field, one.part_field)}
    return (named | {one.field for one in plan.price_floors}) - {""}


def _larger(plan: Plan, steps: int) -> Plan:
    """The plan with amounts off each line scaled like the lines: one line stands for so many of them."""
    discounts = (
        replace(one, value=half_up(Fraction(one.value * steps, _STEPS))) if one.kind is DiscountKind.OFF else one for one in plan.discounts
    )
    return replace(plan, discounts=tuple(discounts))


def _scaled(values: pl.Series, steps: int) -> pl.Series:
    """values x steps / _STEPS, rounded half up; null stays null. Python integers where 64 bits are too few."""
    whole = values.fill_null(0).to_numpy().astype(np.int64)
    wide = whole.astype(object) if int(whole.max(initial=0)) * steps >= 2**61 else whole
    scaled = pl.Series(values.name, ((2 * wide * steps + _STEPS) // (2 * _STEPS)).astype(np.int64))
    return scaled.set(values.is_null(), None) if values.null_count() else scaled
