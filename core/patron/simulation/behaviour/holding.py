"""Who holds which tier from when on, read from what the engine answers, as finely as purchases follow one another."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.plan import Plan
from patron.engine.results import Evaluation
from patron.simulation.behaviour.lives import Lives
from patron.simulation.population.calendar import Calendar
from patron.simulation.population.paths import FURTHER, Held

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Ranks = npt.NDArray[np.int16]
_NOT_AT_PURCHASES = ("grant",)  # rises that a movement brings, before the shops open


@dataclass(frozen=True, slots=True)
class Tenures:
    """Every change of tier, by customer in order of happening; before the first a customer holds the first tier.

    `since`: the even time from which the tier is held, the start of the day, or just after the purchase that brings it; `day`: of the
    calendar's span; `brought`: the number of that purchase in the customer's own stream, -1 where it is none of it.
    """

    customer: Ints
    since: Floats
    day: Ints
    rank: Ints
    brought: Ints

    def of(self, who: Flags) -> Tenures:
        """Those of some customers, who are flagged by row."""
        return self.picked(np.flatnonzero(who[self.customer]))

    def picked(self, rows: Ints) -> Tenures:
        """Some of the changes."""
        return Tenures(*(getattr(self, one.name)[rows] for one in fields(self)))

    def with_others(self, who: Flags, others: Tenures) -> Tenures:
        """With `others` in the place of the changes of `who`."""
        kept = self.of(~who)
        joined = Tenures(*(np.concatenate([getattr(kept, one.name), getattr(others, one.name)]) for one in fields(self)))
        return joined.picked(np.argsort(joined.customer, kind="stable"))


def nothing_held() -> Tenures:
    """Before the engine was asked."""
    none = np.empty(0, dtype=np.int64)
    return Tenures(none, np.empty(0), none, none, none)


def tenures_of(evaluation: Evaluation, plan: Plan, lives: Lives, calendar: Calendar, brings: Ranks) -> Tenures:
    """The changes among those who are in `lives`; `brings`: by row of it the rank to which the purchase raised the customer, else -1."""
    names = [tier.id for tier in plan.tiers]
    ranked = pl.col("from", "to").replace_strict(names, list(range(len(names))), return_dtype=pl.Int64)
    changes = evaluation.changes.filter(pl.col("from") != pl.col("to")).select(
        pl.col("member_id").str.slice(1).cast(pl.Int64).alias("customer"),
        pl.col("on").cast(pl.Int64),
        ranked,
        at_purchase=~pl.col("reason").is_in(_NOT_AT_PURCHASES),
    )
    customer, on, rank = (changes[name].to_numpy() for name in ("customer", "on", "to"))
    rises = np.flatnonzero((rank > changes["from"].to_numpy()) & changes["at_purchase"].to_numpy())
    since = calendar.start_of(on)
    brought = np.full(len(rank), -1, dtype=np.int64)
    place = _places(customer[rises], on[rises], rank[rises], lives, brings)
    since[rises] = np.nextafter(lives.paths.when[place], np.inf)
    own = (lives.paths.kind[place] & FURTHER) == 0
    brought[rises[own]] = lives.paths.number[place[own]]
    return Tenures(customer, since, on - calendar.span.first, rank, brought)


def _places(customer: Ints, on: Ints, rank: Ints, lives: Lives, brings: Ranks) -> Ints:
    """The row of `lives` that holds the purchase which brought each rise."""
    wide = 1 << 32
    keys = lives.paths.customer * wide + lives.found.day
    wanted = customer * wide + on
    first, after = np.searchsorted(keys, wanted, side="left"), np.searchsorted(keys, wanted, side="right")
    assert bool((after > first).all()), "a rise without a purchase"
    several = np.flatnonzero(after > first + 1)
    if len(several):
        rose = np.flatnonzero(brings >= 0)
        told = dict(zip(zip(keys[rose].tolist(), brings[rose].tolist(), strict=True), rose.tolist(), strict=True))
        first[several] = [told[int(wanted[n]), int(rank[n])] for n in several.tolist()]
    return first


def held_by(tenures: Tenures, who: Ints, pulls: pl.DataFrame) -> Held:
    """The changes of the customers `who` (rows, ascending), and which of their purchases are pulled: `customer`, `number`, `share`."""
    first = np.searchsorted(tenures.customer, who, side="left")
    many = np.searchsorted(tenures.customer, who, side="right") - first
    rows = np.repeat(first - (np.cumsum(many) - many), many) + np.arange(int(many.sum()))
    chosen = pulls.filter(pl.col("customer").is_in(who)).sort("customer", "number")
    pull_first = np.searchsorted(chosen["customer"].to_numpy(), np.append(who, np.iinfo(np.int64).max))
    return Held(
        np.concatenate([[0], np.cumsum(many)]).astype(np.int64),
        tenures.since[rows],
        tenures.day[rows],
        tenures.rank[rows],
        pull_first.astype(np.int64),
        chosen["number"].to_numpy(),
        chosen["share"].to_numpy(),
    )


def changed(before: Tenures, after: Tenures, count: int) -> Flags:
    """Of `count` customers those who do not hold the same tiers at the same times in both."""
    many, now = (np.bincount(one.customer, minlength=count) for one in (before, after))
    differs: Flags = many != now
    old, new = before.of(~differs), after.of(~differs)
    differs[old.customer[(old.since != new.since) | (old.rank != new.rank)]] = True
    return differs
