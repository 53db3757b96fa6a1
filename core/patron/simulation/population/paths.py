"""What each customer buys when: one customer's life, purchase by purchase, under what a scheme makes of it or under nothing.

A life is worked out again from its streams whenever it is asked for, so nothing is kept of purchases that do not happen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from patron.simulation.population.compiled import entry, helper
from patron.simulation.population.purposes import Purpose
from patron.simulation.population.random import beta, exponential, gamma, stream, uniform

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
FURTHER, PULLED = 1, 2  # bits of `kind`

_DROP_OUT, _INTERVAL, _MARK = int(Purpose.DROP_OUT), int(Purpose.INTERVAL), int(Purpose.MARK)
_FURTHER_INTERVAL, _FURTHER_MARK = int(Purpose.FURTHER_INTERVAL), int(Purpose.FURTHER_MARK)
_FALL, _AWAY, _FEWER = int(Purpose.FALL), int(Purpose.AWAY), int(Purpose.FEWER)
_NEVER = np.inf


class Chances(NamedTuple):
    """What all lives of a world share: its name, the model of dropping out, and the calendar."""

    world: np.uint64
    at_purchases: bool  # BG/NBD; else Pareto/NBD
    first: float  # a, or s
    second: float  # b, or beta in days
    launch: float
    starts: Floats


class Held(NamedTuple):
    """Which tier is held from when, for the customers that are asked for: from first[n] to first[n + 1] of the other columns.

    `since` in even time: a tier that a purchase brings is held from just after it. `pull_first`, `pull_number`, `pull_share`: the
    purchases that are pulled forward, and by what share of the interval before them.
    """

    first: Ints
    since: Floats
    day: Ints  # of the span
    rank: Ints
    pull_first: Ints
    pull_number: Ints
    pull_share: Floats


class Rows(NamedTuple):
    """Where purchases are written; the columns of `Paths`."""

    customer: Ints
    when: Floats
    number: npt.NDArray[np.int32]
    kind: npt.NDArray[np.int8]
    rank: npt.NDArray[np.int8]


class People(NamedTuple):
    """What is read of customers, by row: what their streams are named by, when they come, and how often they buy a day."""

    key: Ints
    came: Floats
    rate: Floats


class Answers(NamedTuple):
    """By rank: what members of the tier do, 0 for tiers that promise nothing."""

    lift: Floats  # further purchases, as a share of the rate
    fewer: Floats  # share of purchases that stay away while the tier is held
    largest: float  # of all lifts that the assumptions name, promised or not
    kept: Floats  # share of drop-outs that does not happen
    away: Floats  # share of purchases that stay away after a fall from the tier
    away_days: Ints
    gone: Floats  # share that leaves on a fall from the tier


@dataclass(frozen=True, slots=True)
class Paths:
    """Purchases by customer, then time. `number` within the base stream from 0, or within that of further ones; `rank` held before."""

    customer: Ints
    when: Floats
    number: npt.NDArray[np.int32]
    kind: npt.NDArray[np.int8]
    rank: npt.NDArray[np.int8]  # -1 before the launch

    def __len__(self) -> int:
        return len(self.when)


def nobody_holds(count: int) -> Held:
    """A time in which there is no scheme."""
    none, numbers = np.empty(0), np.empty(0, dtype=np.int64)
    first = np.zeros(count + 1, dtype=np.int64)
    return Held(first, none, numbers, numbers, first, numbers, none)


NO_ANSWERS = Answers(np.zeros(1), np.zeros(1), 0.0, np.zeros(1), np.zeros(1), np.zeros(1, dtype=np.int64), np.zeros(1))


def live(chances: Chances, who: Ints, people: People, held: Held, answers: Answers, *, room: int) -> Paths:
    """The purchases of the customers `who` (rows of `people`); `room`: how many are expected at most."""
    while True:
        rows = Rows(
            np.empty(room, dtype=np.int64),
            np.empty(room),
            np.empty(room, dtype=np.int32),
            np.empty(room, dtype=np.int8),
            np.empty(room, dtype=np.int8),
        )
        needed = _live(chances, who, people, held, answers, rows)
        if needed <= room:
            customer, when, number, kind, rank = rows
            return Paths(customer[:needed], when[:needed], number[:needed], kind[:needed], rank[:needed])
        room = needed


@helper
def _rank_at(held: Held, n: int, when: float) -> int:
    """The tier held at a time: that of the last change up to it, the first tier before any."""
    found = 0
    for change in range(held.first[n], held.first[n + 1]):
        if held.since[change] > when:
            break
        found = held.rank[change]
    return found


@helper
def _driven_away(chances: Chances, name: int, held: Held, n: int, gone: Floats) -> float:
    """When the customer is driven away by a fall."""
    marks = stream(chances.world, name, _FALL)
    before, falls = 0, 0
    for change in range(held.first[n], held.first[n + 1]):
        if held.since[change] >= chances.launch and held.rank[change] < before:
            if uniform(marks, falls) < gone[before]:
                return float(held.since[change])
            falls += 1
        before = held.rank[change]
    return _NEVER


@helper
def _outlives(chances: Chances, name: int, came: float, held: Held, n: int, kept: Floats) -> float:
    """When a life ends by itself (Pareto/NBD); a tier that keeps x of those who leave lets it run slower by x."""
    rate = gamma(stream(chances.world, name, _DROP_OUT), chances.first) / chances.second
    left = exponential(stream(chances.world, name, _MARK), 0) / rate
    if came + left <= chances.launch:
        return came + left
    at = max(came, chances.launch)
    left -= at - came
    holds = _rank_at(held, n, at)
    for change in range(held.first[n], held.first[n + 1]):
        if held.since[change] <= at:
            continue
        used = (held.since[change] - at) * (1.0 - kept[holds])
        if used >= left:
            break
        left -= used
        at = held.since[change]
        holds = held.rank[change]
    runs = 1.0 - kept[holds]
    return at + left / runs if runs > 0.0 else _NEVER


@helper
def _stays_away(chances: Chances, name: int, count: int, when: float, held: Held, n: int, answers: Answers) -> bool:
    """Whether a purchase stays away because of the tier held, or of a fall not long before."""
    fewer = answers.fewer[_rank_at(held, n, when)]
    if fewer > 0.0 and uniform(stream(chances.world, name, _FEWER), count) < fewer:
        return True
    before = 0
    for change in range(held.first[n], held.first[n + 1]):
        if held.since[change] > when:
            break
        if held.since[change] >= chances.launch and held.rank[change] < before and answers.away[before] > 0.0:
            last = min(held.day[change] + answers.away_days[before], len(chances.starts) - 1)
            if when < chances.starts[last] and uniform(stream(chances.world, name, _AWAY), count) < answers.away[before]:
                return True
        before = held.rank[change]
    return False


@helper
def _write(rows: Rows, made: int, customer: int, when: float, number: int, kind: int, rank: int) -> int:
    """One purchase, if there is room for it; how many there are now."""
    if made < len(rows.when):
        rows.customer[made] = customer
        rows.when[made] = when
        rows.number[made] = number
        rows.kind[made] = kind
        rows.rank[made] = rank
    return made + 1


@helper
def _pulled(held: Held, n: int, number: int) -> float:
    """The share of the interval before a purchase by which it is pulled forward."""
    for pull in range(held.pull_first[n], held.pull_first[n + 1]):
        if held.pull_number[pull] == number:
            return float(held.pull_share[pull])
    return 0.0


@helper
def _base(chances: Chances, c: int, people: People, held: Held, n: int, answers: Answers, rows: Rows, made: int) -> tuple[int, float]:
    """The purchases of the customer's own stream; how many are written then, and when the customer leaves."""
    name, end = people.key[c], chances.starts[-1]
    ends = _driven_away(chances, name, held, n, answers.gone)
    if not chances.at_purchases:
        ends = min(ends, _outlives(chances, name, people.came[c], held, n, answers.kept))
    intervals, marks = stream(chances.world, name, _INTERVAL), stream(chances.world, name, _MARK)
    place = people.came[c]  # where the purchase stands in the stream, pulled or not
    made = _write(rows, made, c, place, 0, 0, _rank_at(held, n, place) if place >= chances.launch else -1)
    count, chance, last = 1, -1.0, place
    while True:
        gap = exponential(intervals, count) / people.rate[c]
        place += gap
        if place >= end:
            break
        at, kind = place, 0
        share = _pulled(held, n, count)
        if share > 0.0 and place >= chances.launch:
            at, kind = max(chances.launch, place - gap * share, np.nextafter(last, _NEVER)), PULLED
        last = at
        if at >= ends:
            break
        after = at >= chances.launch
        if not (after and _stays_away(chances, name, count, at, held, n, answers)):
            made = _write(rows, made, c, at, count, kind, _rank_at(held, n, at) if after else -1)
        if chances.at_purchases:
            if chance < 0.0:
                chance = beta(stream(chances.world, name, _DROP_OUT), chances.first, chances.second)
            leaving = chance * (1.0 - answers.kept[_rank_at(held, n, np.nextafter(at, _NEVER))]) if after else chance
            if uniform(marks, count) < leaving:
                ends = min(ends, at)
                break
        count += 1
    return made, ends


@helper
def _further(chances: Chances, c: int, people: People, held: Held, n: int, answers: Answers, rows: Rows, made: int, ends: float) -> int:
    """Purchases that would not be there without the tier held; how many are written then."""
    name = people.key[c]
    intervals, marks = stream(chances.world, name, _FURTHER_INTERVAL), stream(chances.world, name, _FURTHER_MARK)
    at, count = max(people.came[c], chances.launch), 0
    while True:
        at += exponential(intervals, count) / (people.rate[c] * answers.largest)
        if at >= ends or at >= chances.starts[-1]:
            return made
        rank = _rank_at(held, n, at)
        if uniform(marks, count) * answers.largest < answers.lift[rank]:
            made = _write(rows, made, c, at, count, FURTHER, rank)
        count += 1


@helper
def _in_order(rows: Rows, first: int, last: int) -> None:
    """Puts the purchases of one customer in order of time; they nearly are."""
    for n in range(first + 1, last):
        place = n
        while place > first and rows.when[place - 1] > rows.when[place]:
            rows.when[place - 1], rows.when[place] = rows.when[place], rows.when[place - 1]
            rows.number[place - 1], rows.number[place] = rows.number[place], rows.number[place - 1]
            rows.kind[place - 1], rows.kind[place] = rows.kind[place], rows.kind[place - 1]
            rows.rank[place - 1], rows.rank[place] = rows.rank[place], rows.rank[place - 1]
            place -= 1


@entry
def _live(chances: Chances, who: Ints, people: People, held: Held, answers: Answers, rows: Rows) -> int:
    """Writes the purchases as far as there is room; how many there are."""
    made = 0
    for n in range(len(who)):
        begun = made
        made, ends = _base(chances, who[n], people, held, n, answers, rows, made)
        if answers.largest > 0.0:
            made = _further(chances, who[n], people, held, n, answers, rows, made, ends)
        if made <= len(rows.when):
            _in_order(rows, begun, made)
    return made
