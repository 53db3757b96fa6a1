"""A made history, and what is known of each of its lines beside what a sales file would say."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.history import History
from patron.engine.plan import Plan
from patron.simulation.population.ids import ids
from patron.simulation.population.lines import Bought, bought, lines_frame
from patron.simulation.population.members import members_frame
from patron.simulation.population.paths import FURTHER, PULLED, Paths
from patron.simulation.population.world import World

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Made:
    """A history with, by row of its lines, what it owes to the scheme.

    `extra`: the purchase would not be there without the scheme. `pulled`: it is made earlier than without it. `amounts_before`: the line's
    amount without the scheme, 0 if it is extra. `rounds`: how often the engine was asked until nobody's purchases changed any more.
    """

    history: History
    extra: Flags
    pulled: Flags
    amounts_before: Ints
    rounds: int


def baseline(world: World, plan: Plan) -> Made:
    """What the customers do without any scheme; of the plan only the time zone is read."""
    name = f"baseline {plan.time_zone}"
    if name not in world.kept:
        found = bought(world, world.paths)
        history = history_of(world, plan.time_zone, world.paths, found)
        nothing = np.zeros(history.lines.height, dtype=np.bool_)
        world.kept[name] = Made(history, nothing, nothing, history.lines["amount"].to_numpy(), 0)
    made: Made = world.kept[name]
    return made


def history_of(world: World, time_zone: str, paths: Paths, found: Bought) -> History:
    """Members and their purchases as frames, lines by member and time."""
    names = ids("c", len(world.customers))
    order = in_time(found, paths)
    lines = lines_frame(world, time_zone, found, names.gather(paths.customer), order, stores=world.customers.store[paths.customer])
    return History(lines=lines, members=members(world))


def in_time(found: Bought, paths: Paths) -> Ints:
    """Of each purchase its place in the order of time; those of one second by customer."""
    instant = found.day.astype(np.int64) * 86_400 + found.second
    order = np.argsort(instant, kind="stable")  # the paths are in order of customers, and each customer's in order of time
    places = np.empty(len(order), dtype=np.int64)
    places[order] = np.arange(len(order))
    return places


def members(world: World) -> pl.DataFrame:
    """The members file, kept with the world."""
    if "members" not in world.kept:
        world.kept["members"] = members_frame(world)
    frame: pl.DataFrame = world.kept["members"]
    return frame


__all__ = ["FURTHER", "PULLED", "Made", "baseline", "history_of", "in_time", "members"]
