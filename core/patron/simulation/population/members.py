"""Customers as the members file."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from patron.engine.days import to_day
from patron.engine.history import MEMBERS
from patron.simulation.population.customers import BORN
from patron.simulation.population.ids import ids, nothing
from patron.simulation.population.lines import clocked, named
from patron.simulation.population.world import World


def members_frame(world: World) -> pl.DataFrame:
    """Every customer, in order of the id, with profile fields as further columns; who refuses name and phone is among the walk-ins."""
    from datetime import date

    customers = world.customers
    count = len(customers)
    names = ids("c", count)
    joined, _ = clocked(world, customers.came)
    columns: dict[str, Any] = {
        "row": np.arange(2, count + 2, dtype=np.int64),
        "member_id": names,
        "joined_on": joined,
        "birthday": customers.birthday + np.int32(to_day(date(BORN, 1, 1))),
        # Who is known by a member_id has filled in the form: tiers may ask for it. The numbers are nobody's.
        "name": names,
        "phone": ids("000", count),
    }
    if bool((customers.introducer >= 0).any()):
        columns["referred_by"] = introducers(names, customers.introducer)
    made = [
        pl.Series(name, columns[name], dtype=kind) if name in columns else nothing(kind, count).alias(name)
        for name, kind in MEMBERS.items()
    ]
    fields = [
        named([value or None for value, _ in values], index).alias(name)
        for (name, values), index in zip(world.population.profiles, customers.profiles, strict=True)
    ]
    told = {one.name: one for one in (*made, *fields)}
    return pl.DataFrame(list(told.values()))


def introducers(names: pl.Series, introducer: np.ndarray[tuple[int], np.dtype[np.int64]]) -> pl.Series:
    """The ids of introducers, null for none."""
    return names.gather(pl.Series(introducer).set(pl.Series(introducer < 0), None))
