"""A made history, and what is known of each of its lines beside what a sales file would say."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.history import History, MemberOrder
from patron.engine.plan import Plan
from patron.simulation.behaviour.cards import CardMovements
from patron.simulation.behaviour.lives import Lives
from patron.simulation.population.ids import ids, nothing, picked
from patron.simulation.population.lines import Bought, Sales, bought, lines_frame
from patron.simulation.population.members import members_frame
from patron.simulation.population.ordering import rank_by_time
from patron.simulation.population.others import others_of
from patron.simulation.population.paths import FURTHER, PULLED
from patron.simulation.population.world import World

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
_NOTHING = History()


@dataclass(frozen=True, slots=True)
class Made:
    """A history with, by row of its lines, what it owes to the scheme.

    `extra`: the purchase would not be there without the scheme. `pulled`: it is made earlier than without it. `amounts_before`: the
    line's amount without the scheme, 0 if it is extra. `rounds`: how often the engine was asked until nobody's purchases changed.
    `buyer`: the customer by row, -1 for nobody. `changed`: by customer, whether the purchases are not those without the scheme.
    """

    history: History
    extra: Flags
    pulled: Flags
    amounts_before: Ints
    rounds: int
    buyer: Ints
    changed: Flags


def baseline(world: World, plan: Plan) -> Made:
    """What the customers do without any scheme; of the plan only the time zone is read."""
    name = f"baseline {plan.time_zone}"
    if name not in world.kept:
        world.kept[name] = made_of(world, plan, baseline_lives(world), 0)
    made: Made = world.kept[name]
    return made


def baseline_lives(world: World) -> Lives:
    """The purchases without any scheme, kept with the world."""
    if "lives" not in world.kept:
        world.kept["lives"] = Lives(world.paths, bought(world, world.paths))
    lives: Lives = world.kept["lives"]
    return lives


def made_of(world: World, plan: Plan, lives: Lives, rounds: int, changed: Flags | None = None) -> Made:
    """All sales: those to members by member and time, then those to nobody by name; `changed` None: nobody's purchases."""
    others = others_of(world)
    day = np.concatenate([lives.found.day, others.found.day])
    second = np.concatenate([lives.found.second, others.found.second])
    found = Bought(
        np.concatenate([lives.found.goods, others.found.goods]), np.concatenate([lives.found.amount, others.found.amount]), day, second
    )
    customer = np.concatenate([lives.paths.customer, np.full(len(others), -1, dtype=np.int64)])
    store = np.concatenate([world.customers.store[lives.paths.customer], others.store])
    group = _numbered("g", np.concatenate([np.full(len(lives), -1, dtype=np.int64), others.group]))
    member = _numbered("c", customer, len(world.customers))
    lines = lines_frame(world, plan.time_zone, Sales(found, member, store, in_time(found), group))
    extra, before = _against(world, lives)
    none = np.zeros(len(others), dtype=np.bool_)
    return Made(
        replace(_NOTHING, lines=lines, members=members(world), order=_order(world, lives, lines)),
        np.concatenate([extra, none]),
        np.concatenate([(lives.paths.kind & PULLED) > 0, none]),
        np.concatenate([before, others.found.amount]),
        rounds,
        customer,
        np.zeros(len(world.customers), dtype=np.bool_) if changed is None else changed,
    )


def history_of(world: World, time_zone: str, lives: Lives, who: Flags, cards: CardMovements | None = None) -> History:
    """What the engine is asked about: some customers, flagged by row, and their purchases."""
    member = _numbered("c", lives.paths.customer, len(world.customers))
    lines = lines_frame(world, time_zone, Sales(lives.found, member, world.customers.store[lives.paths.customer], in_time(lives.found)))
    everybody = members(world)
    asked = everybody if who.all() else everybody[np.flatnonzero(who).astype(np.uint32)]
    return with_cards(replace(_NOTHING, lines=lines, members=asked, order=_order(world, lives, lines)), cards, who)


def _order(world: World, lives: Lives, lines: pl.DataFrame) -> MemberOrder:
    """How the lines of a made history lie: purchases by customer and time, each of one line, then sales to nobody."""
    heads = np.flatnonzero(np.diff(lives.paths.customer, prepend=-1))
    buyers = picked(ids("c", len(world.customers)), lives.paths.customer[heads])
    return MemberOrder(lines, buyers, np.append(heads, len(lives)).astype(np.int64), single=True)


def with_cards(history: History, cards: CardMovements | None, who: Flags | None) -> History:
    """With the movements of everybody's cards, or of those of some customers."""
    if cards is None:
        return history
    return replace(history, movements=cards.frame if who is None else cards.of(who))


def in_time(found: Bought) -> Ints:
    """Of each purchase its place in the order of time; those of one second in the order that they stand in."""
    places = np.empty(len(found.day), dtype=np.int64)
    if len(places):
        rank_by_time(found.day, found.second, int(found.day.min()), np.empty(len(places), dtype=np.int32), places)
    return places


def members(world: World) -> pl.DataFrame:
    """The members file, kept with the world."""
    if "members" not in world.kept:
        world.kept["members"] = members_frame(world)
    frame: pl.DataFrame = world.kept["members"]
    return frame


def _numbered(letter: str, number: Ints, count: int | None = None) -> pl.Series:
    """Ids by number, null below 0."""
    names = ids(letter, int(number.max(initial=-1)) + 1 if count is None else count)
    if len(number) and int(number.min()) >= 0:
        return picked(names, number)
    if not len(number) or int(number.max()) < 0:
        return nothing(pl.String(), len(number))
    return names.gather(pl.Series(number).set(pl.Series(number < 0), None))


def _against(world: World, lives: Lives) -> tuple[Flags, Ints]:
    """Which purchases the baseline does not have, and the amounts of the others there."""
    same = baseline_lives(world)
    if same is lives:
        return np.zeros(len(lives), dtype=np.bool_), lives.found.amount
    first = np.concatenate([[0], np.cumsum(np.bincount(same.paths.customer, minlength=len(world.customers)))])
    customer, number = lives.paths.customer, lives.paths.number
    extra = ((lives.paths.kind & FURTHER) > 0) | (number >= first[customer + 1] - first[customer])
    before = np.zeros(len(lives), dtype=np.int64)
    there = np.flatnonzero(~extra)
    before[there] = same.found.amount[first[customer[there]] + number[there]]
    return extra, before
