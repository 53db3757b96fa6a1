"""Who is tied to whom by introductions: what happens to one may matter to all of them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from patron.engine.batch.structure import uses_introducers
from patron.engine.plan import Plan
from patron.simulation.population.compiled import entry
from patron.simulation.population.customers import Customers

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def groups_of(customers: Customers, plan: Plan) -> Ints:
    """Of each customer the first one of those tied together; everybody alone where the plan asks nothing of introducers."""
    alone = np.arange(len(customers), dtype=np.int64)
    if not (uses_introducers(plan) or plan.points.referral):
        return alone
    _first_of_all(customers.introducer, alone)
    return alone


def with_tied(who: Flags, group: Ints) -> Flags:
    """Those who are flagged, and everybody tied to one of them."""
    wanted = np.zeros(len(group), dtype=np.bool_)
    wanted[group[who]] = True
    return wanted[group]


@entry
def _first_of_all(introducer: Ints, group: Ints) -> None:
    """Nobody is introduced by somebody who came later, so there is no circle."""
    for c in range(len(group)):
        first = c
        while introducer[first] >= 0:
            first = introducer[first]
        group[c] = first
