"""What the scheme changed in one world: the sales with its answers against the same draws without them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.history import History
from patron.engine.lines_left import left_of_lines
from patron.engine.rounding import half_up
from patron.simulation.behaviour.made import baseline_lives
from patron.simulation.population.lines import all_goods
from patron.simulation.population.others import others_of
from patron.simulation.population.world import World
from patron.simulation.replay.break_even import BreakEven, break_even
from patron.simulation.replay.costs import GROWS_WITH_SALES, CostKind, total
from patron.simulation.replay.exact import spread
from patron.simulation.replay.period import Period
from patron.simulation.replay.replay import Laid
from patron.simulation.replay.request import Margins
from patron.simulation.replay.sales import kept_share

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Base:
    """Sales without the scheme and the gross profit on them, month by month of the period; `gross` None: no margin is stated."""

    sales: tuple[int, ...]
    gross: tuple[Fraction, ...] | None


def base_of(history: History, period: Period, margins: Margins | None) -> Base:
    """The sums of a history without answers, net of the period's returns as the scheme's are."""
    months = period.months
    indexed = history.lines.with_row_index("index").with_columns(pl.col("index").cast(pl.Int64))
    returns = history.returns.filter(pl.col("day") <= period.last)
    lines = indexed.select("day", "category", left=left_of_lines(indexed, returns)).filter(
        pl.col("day").is_between(period.first, period.last)
    )
    starts = np.array([month.first for month in months], dtype=np.int32)
    place = np.searchsorted(starts, lines["day"].to_numpy(), side="right") - 1
    sums = lines.with_columns(place=place).group_by("place", "category").agg(pl.col("left").sum())
    sales, gross = [0] * len(months), [Fraction(0)] * len(months)
    for number, category, left in sums.iter_rows():
        sales[number] += left
        if margins is not None:
            gross[number] += (margins.of(category) or Fraction(0)) * left
    return Base(tuple(sales), None if margins is None else tuple(gross))


def base_of_world(world: World, period: Period, margins: Margins | None) -> Base:
    """The same of what is bought in a world without a scheme, without making a history of it."""
    lives, others = baseline_lives(world).found, others_of(world).found
    day, goods, amount = (np.concatenate([getattr(one, name) for one in (lives, others)]) for name in ("day", "goods", "amount"))
    names = [one.category for one in all_goods(world.population)]
    inside = np.flatnonzero((day >= period.first) & (day <= period.last))
    starts = np.array([month.first for month in period.months], dtype=np.int32)
    months = np.searchsorted(starts, np.arange(period.first, period.last + 1), side="right") - 1
    sums = np.zeros(len(starts) * len(names), dtype=np.int64)
    np.add.at(sums, months[day[inside] - period.first] * len(names) + goods[inside], amount[inside])
    by_month = sums.reshape(len(starts), len(names))
    sales = tuple(int(one) for one in by_month.sum(axis=1))
    if margins is None:
        return Base(sales, None)
    shares = [margins.of(name) or Fraction(0) for name in names]
    return Base(sales, tuple(sum((share * int(one) for share, one in zip(shares, row, strict=True)), Fraction(0)) for row in by_month))


@dataclass(frozen=True, slots=True)
class Effect:
    """What changed, month by month, in minor units; each month's gross is rounded so that the months add up to the rounded whole.

    `net` = `extra_gross` - `cost`; both None where no margin is stated.
    """

    extra_sales: tuple[int, ...]
    cost: tuple[int, ...]
    extra_gross: tuple[int, ...] | None
    net: tuple[int, ...] | None


def effect_of(laid: Laid, base: Base) -> Effect:
    """The scheme's sales, gross profit and costs against the base's, month by month."""
    months = laid.period.months
    sums = [laid.company.over(month=month.number) for month in months]
    cost = dict.fromkeys((month.key for month in months), 0)
    for cell in laid.costs:
        cost[cell.month] += cell.amount
    extra_gross = net = None
    if base.gross is not None:
        extra_gross = tuple(spread((one.gross or Fraction(0)) - before for one, before in zip(sums, base.gross, strict=True)))
        net = tuple(gross - spent for gross, spent in zip(extra_gross, cost.values(), strict=True))
    sales = tuple(one.sales - before for one, before in zip(sums, base.sales, strict=True))
    return Effect(sales, tuple(cost.values()), extra_gross, net)


@dataclass(frozen=True, slots=True)
class Anyway:
    """Of the period's lines, what would have been bought without the scheme too (minor units).

    `lines` has a row for each of `Sales.lines`: what of it was left without the scheme's answers. `discounts` is
    what the scheme took off that part; a bigger bill's discount is borne evenly by all of it.
    """

    lines: Ints
    sales: int
    discounts: int


def anyway_of(laid: Laid, extra: npt.NDArray[np.bool_], amounts_before: Ints) -> Anyway:
    """By row of the history's lines: `extra` would not be there, the others were of `amounts_before`."""
    lines = laid.sales.lines
    rows = lines["index"].to_numpy()
    left = lines["left"].to_numpy()
    before = np.where(extra[rows], 0, np.minimum(amounts_before[rows], left))
    taken = left - lines["paid"].to_numpy()
    return Anyway(before, int(before.sum()), int(kept_share(taken, before, left).sum()))


def break_even_on(laid: Laid, anyway: Anyway) -> BreakEven:
    """The break-even on what members under a promise would have bought anyway: how much more they must buy because of the scheme.

    Discounts and points are taken at their share of all sales under the scheme, so that the extra sales found by
    the closed form can be held against those that the answers brought.
    """
    covered = laid.sales.lines.select("category", "covered", before=pl.Series(anyway.lines)).filter("covered")
    margins, gross = laid.request.margins, None
    sums = dict(covered.group_by("category").agg(pl.col("before").sum()).iter_rows())
    if margins is not None:
        gross = sum(((margins.of(category) or Fraction(0)) * before for category, before in sums.items()), Fraction(0))
    sales = sum(sums.values())
    variable = total(laid.costs, lambda cell: cell.kind in GROWS_WITH_SALES)
    fixed = total(laid.costs) - variable
    whole = laid.company.covered.sales
    part = half_up(Fraction(variable * sales, whole)) if whole else 0
    return break_even(sales, gross, part, fixed, promised=bool(laid.promised))


@dataclass(frozen=True, slots=True)
class Payback:
    """The cash view: one-off amounts are paid whole at the launch, everything else in its month.

    `running`: the sum so far at each month's end, minor units. `months`: from which month on, the first being 1,
    it stays at 0 or above to the end of the period; None: it does not; 0: nothing was paid, so that there is nothing to pay back.
    """

    one_off: int
    running: tuple[int, ...]
    months: int | None


def payback_of(laid: Laid, effect: Effect) -> Payback | None:
    """None where no margin is stated."""
    if effect.net is None:
        return None
    stated = laid.scheme.costs.one_off if laid.scheme.costs else []
    one_off = half_up(sum((Fraction(one.amount) * 10**laid.plan.places for one in stated), Fraction(0)))
    borne = dict.fromkeys((month.key for month in laid.period.months), 0)
    for cell in laid.costs:
        if cell.kind is CostKind.ONE_OFF:
            borne[cell.month] += cell.amount
    running, sums = -one_off, []
    for net, part in zip(effect.net, borne.values(), strict=True):
        running += net + part
        sums.append(running)
    if not one_off and not any(effect.cost):
        return Payback(0, tuple(sums), 0)
    months = next((number for number in range(1, len(sums) + 1) if min(sums[number - 1 :]) >= 0), None)
    return Payback(one_off, tuple(sums), months)
