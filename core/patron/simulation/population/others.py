"""Sales that no member makes: walk-ins, and orders of units and groups. They are the same with and without a scheme."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from patron.simulation.population.compiled import entry
from patron.simulation.population.customers import choices, place_of
from patron.simulation.population.lines import Bought, all_goods, clocked, minor
from patron.simulation.population.purposes import Purpose
from patron.simulation.population.random import exponential, gamma, nested, normal, stream, uniform
from patron.simulation.population.world import World

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Small = npt.NDArray[np.int16]
NOBODY = 1 << 41  # added to the numbers of walk-in sales, and twice to those of group orders: streams beside all customers'
_WALK_IN, _GROUP_ORDER = int(Purpose.WALK_IN), int(Purpose.GROUP_ORDER)


@dataclass(frozen=True, slots=True)
class Others:
    """Walk-ins, then group orders, each in order of time; `group` is the number of the group order, -1 for walk-ins."""

    when: Floats
    found: Bought
    store: Small
    group: Ints

    def __len__(self) -> int:
        return len(self.when)


def others_of(world: World) -> Others:
    """Of the period, from the launch on: before it nothing asks for them. Kept with the world."""
    if "others" not in world.kept:
        world.kept["others"] = _drawn(world)
    others: Others = world.kept["others"]
    return others


def _drawn(world: World) -> Others:
    when, goods, amount = _walk_ins(world)
    group_when, group_goods, group_amount = _group_orders(world)
    whole = np.concatenate([when, group_when])
    day, second = clocked(world, whole)
    found = Bought(np.concatenate([goods, group_goods]), np.concatenate([amount, group_amount]), day, second)
    group = np.concatenate([np.full(len(when), -1, dtype=np.int64), np.arange(len(group_when), dtype=np.int64)])
    store = np.full(len(whole), -1, dtype=np.int16)
    if world.population.stores:
        key = np.arange(len(whole), dtype=np.int64) + NOBODY
        store = choices(world.chances.world, key, int(Purpose.STORE), 0, [share for _, share in world.population.stores])
    return Others(whole, found, store, group)


def _walk_ins(world: World) -> tuple[Floats, Small, Ints]:
    """In number such a share of all sales of the period as the population says; in amounts like anybody's first purchase."""
    population, launch = world.population, world.calendar.launch
    bought = int((world.paths.when >= launch).sum())
    count = int(bought * population.walk_ins / (1.0 - population.walk_ins) + 0.5)
    when, goods, amount = np.empty(count), np.empty(count, dtype=np.int16), np.empty(count, dtype=np.int64)
    shares = np.cumsum([one.share for one in population.goods])
    prices = np.array([one.price for one in population.goods]) * minor(world)
    figures = np.array([launch, world.calendar.end, population.amounts.p, population.amounts.q, population.amounts.gamma])
    _walk_in(world.chances.world, figures, shares / shares[-1], prices, when, goods, amount)
    order = np.argsort(when, kind="stable")
    return when[order], goods[order], amount[order]


@entry
def _walk_in(world: np.uint64, figures: Floats, shares: Floats, prices: Floats, when: Floats, goods: Small, amount: Ints) -> None:
    """`figures`: launch, end, and p, q and gamma of the amounts."""
    for n in range(len(when)):
        name = stream(world, NOBODY + n, _WALK_IN)
        when[n] = figures[0] + (figures[1] - figures[0]) * uniform(name, 0)
        one = place_of(shares, uniform(name, 1))
        level = figures[4] / gamma(nested(name, 1), figures[3])
        goods[n] = one
        amount[n] = max(int(min(level * gamma(nested(name, 2), figures[2]) * prices[one], 1e15) + 0.5), 1)


def _group_orders(world: World) -> tuple[Floats, Small, Ints]:
    """A Poisson process of so many a year, from the launch on."""
    orders, calendar = world.population.groups, world.calendar
    if orders.each_year <= 0:
        return np.empty(0), np.empty(0, dtype=np.int16), np.empty(0, dtype=np.int64)
    figures = np.array([calendar.launch, calendar.end, 365.25 / orders.each_year, orders.median * minor(world), orders.sigma])
    room = 16
    while (count := _group_order(world.chances.world, figures, when := np.empty(room), amount := np.empty(room, dtype=np.int64))) > room:
        room = count
    place = next(n for n, one in enumerate(all_goods(world.population)) if one.category == orders.category)
    return when[:count], np.full(count, place, dtype=np.int16), amount[:count]


@entry
def _group_order(world: np.uint64, figures: Floats, when: Floats, amount: Ints) -> int:
    """`figures`: launch, end, days between orders, and median and sigma of amounts. Writes as far as there is room; how many there are."""
    name = stream(world, 2 * NOBODY, _GROUP_ORDER)
    at, count = figures[0], 0
    while True:
        at += exponential(name, count) * figures[2]
        if at >= figures[1]:
            return count
        if count < len(when):
            when[count] = at
            drawn = figures[3] * math.exp(figures[4] * normal(nested(name, count), 0))
            amount[count] = max(int(min(drawn, 1e15) + 0.5), 1)
        count += 1
