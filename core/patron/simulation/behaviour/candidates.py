"""Who can come to a tier at all: most customers buy once and little, and need not be asked of the engine.

A bound and no judgement: whoever is left out cannot hold the conditions of any rule, whatever the windows, goods and prices,
since nothing counts for more than was bought. Everybody else is asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

import numpy as np
import numpy.typing as npt

from patron.engine.plan import AllOf, AnyOf, Condition, Op, Plan, Test
from patron.engine.plan.streams import Addition
from patron.simulation.behaviour.made import baseline_lives
from patron.simulation.population.world import World

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Most:
    """By customer the most that a measure of these can come to; `introduced`: whether somebody brought her or him."""

    total: Ints
    largest: Ints
    count: Ints
    introduced: Flags


def candidates(plan: Plan, world: World) -> Flags:
    """The customers for whom some rule of qualification may hold at some time, by what they buy without any scheme."""
    most = _most(world)
    nobody = np.zeros(len(world.customers), dtype=np.bool_)
    return reduce(np.logical_or, (_may_hold(rule.when, plan, most) for rule in plan.qualification), nobody)


def _most(world: World) -> Most:
    """Kept with the world."""
    if "most" not in world.kept:
        count, lives = len(world.customers), baseline_lives(world)
        total, largest = (np.zeros(count, dtype=np.int64) for _ in range(2))
        customer, amount = lives.paths.customer, lives.found.amount
        heads = np.flatnonzero(np.diff(customer, prepend=-1))
        if len(heads):
            total[customer[heads]] = np.add.reduceat(amount, heads)
            largest[customer[heads]] = np.maximum.reduceat(amount, heads)
        world.kept["most"] = Most(total, largest, np.bincount(customer, minlength=count), world.customers.introducer >= 0)
    most: Most = world.kept["most"]
    return most


def _may_hold(when: Condition, plan: Plan, most: Most) -> Flags:
    everybody = np.ones(len(most.total), dtype=np.bool_)
    match when:
        case AllOf(parts):
            return reduce(np.logical_and, (_may_hold(part, plan, most) for part in parts), everybody)
        case AnyOf(parts):
            return reduce(np.logical_or, (_may_hold(part, plan, most) for part in parts), ~everybody)
        case Test():
            return _may_reach(when, plan, most)
        case _:
            return everybody


def _may_reach(test: Test, plan: Plan, most: Most) -> Flags:
    everybody = np.ones(len(most.total), dtype=np.bool_)
    least = max((one.value for one in test.comparisons if one.op in (Op.AT_LEAST, Op.MORE_THAN)), default=None)
    if least is None:
        return everybody
    if test.measure == "referrer_tier":
        return most.introduced
    bounds = {"purchase_count": most.count, "visit_days": most.count}
    if plan.streams[test.stream].adds is Addition.AMOUNT:
        bounds |= {"purchase": most.largest, "largest_purchase": most.largest, "spend": most.total}
    if test.name or test.measure not in bounds:  # an industry's measure counts units, not money
        return everybody
    return bounds[test.measure] >= least
