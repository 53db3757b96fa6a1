"""Who bought again: of each tier's active members a year before the end, how many bought in that year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from patron.engine.history import History
from patron.engine.places import places_of
from patron.engine.plan import Duration, Unit
from patron.engine.reference.calendar import add
from patron.engine.results import Evaluation
from patron.simulation.replay.stints import Stints

_YEAR = Duration(Unit.MONTHS, 12)


@dataclass(frozen=True, slots=True)
class Repeat:
    """Members of a tier who had bought within the 12 months up to a day, and those of them who bought in the 12 months after it."""

    active: int
    again: int


def repeat_by_tier(history: History, evaluation: Evaluation, stints: Stints, last: int) -> dict[int, Repeat]:
    """By rank held at the end of the day 12 months before `last`; tiers without an active member then are left out.

    Both spans are 12 months, so that the season is in neither of the figures more than in the other. A history that
    begins within the first span knows fewer of the active members, no others.
    """
    middle = add(last, _YEAR, -1)
    first = add(middle, _YEAR, -1)
    places = places_of(history, evaluation)
    days = history.lines["day"].to_numpy()
    size = int(places.member.max(initial=-1)) + 2  # -1, who is nobody, is in the last cell
    before, after = np.zeros(size, dtype=np.bool_), np.zeros(size, dtype=np.bool_)
    before[places.member[(days > first) & (days <= middle)]] = True
    after[places.member[(days > middle) & (days <= last)]] = True
    active = np.flatnonzero(before[:-1])
    names = pl.DataFrame({"member_id": places.names.gather(active), "again": after[:-1][active]})
    held = stints.held_on(middle).join(names, on="member_id").group_by("rank").agg(pl.len(), pl.col("again").sum()).sort("rank")
    return {int(rank): Repeat(int(members), int(again)) for rank, members, again in held.iter_rows()}
