"""Purchases as lines: what each is of, for how much, when, and under which id."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.history import LINES
from patron.plugins import industry
from patron.scheme.currency import places
from patron.simulation.population.calendar import clock, offsets
from patron.simulation.population.compiled import entry
from patron.simulation.population.customers import place_of
from patron.simulation.population.ids import ids, nothing, picked
from patron.simulation.population.model import Goods, LineCell, Population
from patron.simulation.population.paths import FURTHER, Paths
from patron.simulation.population.purposes import Purpose
from patron.simulation.population.random import gamma, nested, stream, uniform
from patron.simulation.population.world import World
from patron.vocabulary import FieldKind

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Small = npt.NDArray[np.int16]
STEPS = 10**9  # shares of baskets are whole numbers of these
THOUSANDTHS = 3  # places of `quantity`
_AMOUNT, _GOODS = int(Purpose.AMOUNT), int(Purpose.GOODS)
_FURTHER_AMOUNT, _FURTHER_GOODS = int(Purpose.FURTHER_AMOUNT), int(Purpose.FURTHER_GOODS)


@dataclass(frozen=True, slots=True)
class Bought:
    """By purchase: `goods` (index in the population), `amount` in minor units, `day` since 1970-01-01, `second` of that day."""

    goods: Small
    amount: Ints
    day: npt.NDArray[np.int32]
    second: npt.NDArray[np.int32]


def minor(world: World) -> int:
    """Minor units of one unit of the currency."""
    return int(10 ** places(world.population.currency))


def bought(world: World, paths: Paths, baskets: Ints | None = None) -> Bought:
    """What purchases are of and come to; `baskets`: by rank what is more on each bill, in STEPS."""
    population, customers = world.population, world.customers
    goods, amount = np.empty(len(paths), dtype=np.int16), np.empty(len(paths), dtype=np.int64)
    shares = np.cumsum([one.share for one in population.goods])
    prices = np.array([one.price for one in population.goods])
    _buy(
        world.chances.world,
        paths.customer,
        paths.number,
        paths.kind,
        customers.key,
        customers.level,
        population.amounts.p,
        shares / shares[-1],
        prices * minor(world),
        goods,
        amount,
    )
    if baskets is not None and baskets.any():
        amount = larger(amount, np.where(paths.rank >= 0, baskets[np.maximum(paths.rank, 0)], 0))
    day, second = clocked(world, paths.when)
    return Bought(goods, amount, day, second)


def larger(amount: Ints, share: Ints) -> Ints:
    """amount x (1 + share / STEPS), rounded half up, at least one minor unit; in parts, so that 64 bits hold every product."""
    times, part = share // STEPS, share % STEPS
    more: Ints = amount + amount * times + amount // STEPS * part + (amount % STEPS * part + STEPS // 2) // STEPS
    return np.maximum(more, 1)


def basket_steps(share: Fraction) -> int:
    """A share in STEPS; the assumptions have no more decimals."""
    steps = share * STEPS
    assert steps.denominator == 1, share
    return int(steps)


def clocked(world: World, when: Floats) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """The day since 1970-01-01 and the second of it of even times."""
    day, second = np.empty(len(when), dtype=np.int32), np.empty(len(when), dtype=np.int32)
    clock(world.calendar.starts, when, day, second)
    return day + np.int32(world.span.first), second


def all_goods(population: Population) -> tuple[Goods, ...]:
    """The goods that members buy, and those of group orders, if they are others."""
    asked = population.groups.category
    if population.groups.each_year > 0 and asked not in {one.category for one in population.goods}:
        return (*population.goods, Goods(asked, 0.0))
    return population.goods


@dataclass(frozen=True, slots=True)
class Sales:
    """What a frame of lines is made of; `order`: of each line its place in the order of time, which its id is made of."""

    found: Bought
    member: pl.Series
    store: Small
    order: Ints
    group: pl.Series | None = None


def lines_frame(world: World, time_zone: str, sales: Sales) -> pl.DataFrame:
    """Lines in the order of `sales`, with the plugin's fields that the goods fill."""
    found, goods = sales.found, all_goods(world.population)
    count = len(found.amount)
    ahead = offsets_of(world, time_zone)[found.day - world.span.first]
    ratio = np.array([one.list_ratio for one in goods])[found.goods]
    columns: dict[str, Any] = {
        "row": np.arange(2, count + 2, dtype=np.int64),
        "purchase_id": picked(ids("p", count), sales.order),
        "member_id": sales.member,
        "at": (found.day.astype(np.int64) * 86_400 + found.second - ahead) * 1_000_000,
        "day": found.day,
        "amount": found.amount,
        "category": named([one.category for one in goods], found.goods),
        "list_amount": np.where(ratio == 1.0, found.amount, np.maximum(np.floor(found.amount * ratio + 0.5).astype(np.int64), 1)),
        "store": named([name for name, _ in world.population.stores], sales.store),
        "group_id": sales.group,
        **cells(world, found),
    }
    return pl.DataFrame([_column(name, kind, columns.pop(name, None), count) for name, kind in LINES.items()] + list(columns.values()))


def _column(name: str, kind: pl.DataType, values: Any, count: int) -> pl.Series:
    if values is None:
        return nothing(kind, count).alias(name)
    return pl.Series(name, values, dtype=kind)


def named(names: list[str | None], index: npt.NDArray[np.signedinteger[Any]]) -> pl.Series:
    """Names by their index, -1 for none."""
    return _listed(names, pl.String(), index)


def _listed(values: list[Any], kind: pl.DataType, index: npt.NDArray[np.signedinteger[Any]]) -> pl.Series:
    """Values by their index, null for -1."""
    return picked(pl.Series([*values, None], dtype=kind), np.arange(len(values) + 1, dtype=np.uint32)[index])


def offsets_of(world: World, time_zone: str) -> Ints:
    """Kept with the world."""
    name = f"offsets {time_zone}"
    if name not in world.kept:
        world.kept[name] = offsets(world.span, time_zone)
    found: Ints = world.kept[name]
    return found


def cells(world: World, found: Bought) -> dict[str, pl.Series]:
    """The line fields that the goods fill, in order of name."""
    goods = all_goods(world.population)
    fields = sorted({cell.field for one in goods for cell in one.cells})
    return {name: _cell(world, goods, name, found) for name in fields}


def _cell(world: World, goods: tuple[Goods, ...], name: str, found: Bought) -> pl.Series:
    filled = [next((cell for cell in one.cells if cell.field == name), None) for one in goods]
    scale = _scale(world, name)
    if scale is None:
        return named([None if cell is None else cell.text for cell in filled], found.goods).alias(name)
    divisor = np.array([0.0 if cell is None or cell.amount_per is None else cell.amount_per for cell in filled])
    constant = [None if cell is None else _whole(cell, scale) for cell in filled]
    if not divisor.any():
        return _listed(constant, pl.Int64(), found.goods).alias(name)
    per = divisor[found.goods]
    divided = np.floor(found.amount / np.where(per > 0, per, 1.0) * (scale / minor(world)) + 0.5).astype(np.int64)
    values = np.where(per > 0, divided, np.array([one or 0 for one in constant])[found.goods])
    absent = np.array([cell is None for cell in filled])
    return pl.Series(name, values).set(pl.Series(absent[found.goods]), None) if absent.any() else pl.Series(name, values)


def _whole(cell: LineCell, scale: int) -> int:
    return 0 if cell.number is None else int(np.floor(cell.number * scale + 0.5))


def _scale(world: World, name: str) -> int | None:
    """Smallest units of one unit of a field; None for texts."""
    if name == "quantity":
        return int(10**THOUSANDTHS)
    field = next(one for one in industry(world.population.industry).fields if one.name == name)
    if field.kind is FieldKind.MONEY:
        return minor(world)
    return int(10**field.places) if field.kind.is_number else None


@entry
def _buy(
    world: np.uint64,
    customer: Ints,
    number: npt.NDArray[np.int32],
    kind: npt.NDArray[np.int8],
    key: Ints,
    level: Floats,
    shape: float,
    shares: Floats,
    prices: Floats,
    goods: Small,
    amount: Ints,
) -> None:
    for n in range(len(customer)):
        c = customer[n]
        further = kind[n] & FURTHER
        of, much = (_FURTHER_GOODS, _FURTHER_AMOUNT) if further else (_GOODS, _AMOUNT)
        one = place_of(shares, uniform(stream(world, key[c], of), number[n]))
        drawn = gamma(nested(stream(world, key[c], much), number[n]), shape)
        goods[n] = one
        amount[n] = max(int(min(level[c] * drawn * prices[one], 1e15) + 0.5), 1)
