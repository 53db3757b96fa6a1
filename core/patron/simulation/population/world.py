"""One world: its customers and what they would buy without any scheme."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from patron.simulation.population.calendar import Calendar, Span, calendar_of
from patron.simulation.population.customers import Customers, draw_customers, drop_out_figures
from patron.simulation.population.model import Population
from patron.simulation.population.paths import NO_ANSWERS, Chances, Paths, People, live, nobody_holds
from patron.simulation.population.random import world_key

__all__ = ["Span", "World", "draw_world"]


@dataclass(frozen=True, slots=True)
class World:
    """Customers and purchases, and nothing of a scheme. The same seed and number make the same world in any process."""

    seed: int
    number: int
    population: Population
    span: Span
    calendar: Calendar
    chances: Chances
    people: People
    customers: Customers
    paths: Paths
    kept: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)  # frames that are asked for more than once


def draw_world(population: Population, span: Span, *, seed: int, world: int, customers: int | None = None) -> World:
    """The world with this number. `customers`: known at the launch, if not as many as the population says."""
    calendar = calendar_of(population.season, span)
    name = world_key(seed, world)
    drawn = draw_customers(population, calendar, name, population.customers if customers is None else customers)
    at_purchases, first, second = drop_out_figures(population)
    chances = Chances(name, at_purchases, first, second, calendar.launch, calendar.starts)
    everybody = np.arange(len(drawn), dtype=np.int64)
    room = 2 * len(drawn) + 1024
    people = People(drawn.key, drawn.came, drawn.rate)
    paths = live(chances, everybody, people, nobody_holds(len(drawn)), NO_ANSWERS, room=room)
    return World(seed, world, population, span, calendar, chances, people, drawn, paths)
