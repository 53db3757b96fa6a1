"""The customers of one world: when they come, how often and for how much they buy, where, and by whose word they came."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from patron.simulation.population.calendar import Calendar, years
from patron.simulation.population.compiled import entry, helper
from patron.simulation.population.model import BgNbd, Population
from patron.simulation.population.purposes import Purpose
from patron.simulation.population.random import gamma, stream, uniform

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Small = npt.NDArray[np.int16]
NEW = 1 << 40  # added to the numbers of those who come after the launch, so that more known customers change none of them

_ARRIVAL, _RATE, _LEVEL = int(Purpose.ARRIVAL), int(Purpose.RATE), int(Purpose.LEVEL)
_STORE, _BIRTHDAY, _INTRODUCED = int(Purpose.STORE), int(Purpose.BIRTHDAY), int(Purpose.INTRODUCED)
_PROFILE = int(Purpose.PROFILE)
# A year of birth tells nothing that is drawn; what counts is the day of the year.
BORN = 1990


@dataclass(frozen=True, slots=True)
class Customers:
    """One row a customer, those known at the launch first. Times are even times of the calendar, rates per day of it."""

    key: Ints  # what the streams are named by
    known: int  # how many come before the launch
    came: Floats  # first purchase
    rate: Floats
    level: Floats  # amounts are this times gamma draws, in whole units of the currency
    store: Small  # index of the population's stores; -1 without any
    birthday: npt.NDArray[np.int32]  # day of the year, from 0 for 1 January
    introducer: Ints  # row of who brought the customer, -1: nobody
    profiles: tuple[Small, ...]  # of each profile field the index of the value

    def __len__(self) -> int:
        return len(self.key)


def new_customers(population: Population, calendar: Calendar, known: int) -> int:
    """How many come from the launch to the end: a share of those known each year, in proportion to the days."""
    whole = population.arrival.new_each_year * known * float(years(calendar.span.launch, calendar.span.last))
    return int(whole + 0.5)


def draw_customers(population: Population, calendar: Calendar, world: np.uint64, known: int) -> Customers:
    """All customers up to the end of the calendar."""
    new = new_customers(population, calendar, known)
    count = known + new
    key = np.concatenate([np.arange(known, dtype=np.int64), np.arange(new, dtype=np.int64) + NEW])
    came, rate, level = (np.empty(count) for _ in range(3))
    birthday = np.empty(count, dtype=np.int32)
    timing, amounts = population.timing, population.amounts
    per_day = 1.0 / (timing.alpha * population.unit_days)
    _people(world, key, known, calendar.launch, calendar.end, timing.r, per_day, amounts.q, amounts.gamma, came, rate, level, birthday)
    store = np.full(count, -1, dtype=np.int16)
    if population.stores:
        store = choices(world, key, _STORE, 0, [share for _, share in population.stores])
    profiles = tuple(
        choices(world, key, _PROFILE, number, [share for _, share in values]) for number, (_, values) in enumerate(population.profiles)
    )
    introducer = np.full(count, -1, dtype=np.int64)
    if population.introduced > 0:
        _introduce(world, key, np.argsort(came, kind="stable"), population.introduced, introducer)
    return Customers(key, known, came, rate, level, store, birthday, introducer, profiles)


def drop_out_figures(population: Population) -> tuple[bool, float, float]:
    """Whether customers drop out at purchases (BG/NBD), and the two figures of the chance, or of the rate per day."""
    timing = population.timing
    if isinstance(timing, BgNbd):
        return True, timing.a, timing.b
    return False, timing.s, timing.beta * population.unit_days


def choices(world: np.uint64, key: Ints, purpose: int, number: int, shares: list[float]) -> Small:
    """Of each customer which of the things with these shares; the last one has what is left of 1."""
    found = np.empty(len(key), dtype=np.int16)
    _choose(world, key, purpose, number, np.cumsum(shares) / sum(shares), found)
    return found


@entry
def _people(
    world: np.uint64,
    key: Ints,
    known: int,
    launch: float,
    end: float,
    shape: float,
    per_day: float,
    level_shape: float,
    level_scale: float,
    came: Floats,
    rate: Floats,
    level: Floats,
    birthday: npt.NDArray[np.int32],
) -> None:
    for c in range(len(key)):
        part = uniform(stream(world, key[c], _ARRIVAL), 0)
        came[c] = launch * part if c < known else launch + (end - launch) * part
        rate[c] = gamma(stream(world, key[c], _RATE), shape) * per_day
        level[c] = level_scale / gamma(stream(world, key[c], _LEVEL), level_shape)
        birthday[c] = int(365 * uniform(stream(world, key[c], _BIRTHDAY), 0))


@entry
def _choose(world: np.uint64, key: Ints, purpose: int, number: int, bounds: Floats, found: Small) -> None:
    for c in range(len(key)):
        found[c] = place_of(bounds, uniform(stream(world, key[c], purpose), number))


@helper
def place_of(bounds: Floats, part: float) -> int:
    """The first bound that is above a number between 0 and 1."""
    place = 0
    while place < len(bounds) - 1 and part >= bounds[place]:
        place += 1
    return place


@entry
def _introduce(world: np.uint64, key: Ints, order: Ints, share: float, introducer: Ints) -> None:
    """`order`: the customers as they come. Whoever is brought was so by one of those before, each as likely."""
    for place in range(1, len(order)):
        name = stream(world, key[order[place]], _INTRODUCED)
        if uniform(name, 0) < share:
            introducer[order[place]] = order[int(uniform(name, 1) * place)]
