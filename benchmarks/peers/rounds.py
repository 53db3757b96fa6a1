"""Tiers of many members at once, as arrays: what the vectorised peers do where a program would go from event to event.

A timeline is a member's own purchases, or those up to one return without anything taken back by then, by which that return is judged.
Whether a purchase admits does not depend on the tier held, so tiers follow in rounds: the first purchase that admits, the first review that
fails or return that withdraws, and again. Introducers come before those whom they introduced.

Every event has a place among all events, an odd number; the start of a day has the even number before its first event.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from peers.judge import INTRODUCED, INTRODUCED_TOTAL, KEEP_SINGLE, KEEP_TOTAL, SINGLE, TOTAL

Ints = np.ndarray
KEPT, LAPSE, RETURN = 0, 6, 7
DAYS = 1 << 16
FAR = 1 << 60


@dataclass(frozen=True)
class Clock:
    """Places of days, and twelve months later or earlier, by day from `first` on; `size` is above every place."""

    first: int
    starts: Ints
    year_before: Ints
    year_after: Ints
    size: int

    def start(self, day: Ints) -> Ints:
        """The place of the start of a day."""
        return self.starts[day - self.first]

    def before(self, day: Ints) -> Ints:
        """Twelve months earlier."""
        return self.year_before[day - self.first]

    def after(self, day: Ints) -> Ints:
        """Twelve months later."""
        return self.year_after[day - self.first]


@dataclass
class Timelines:
    """Rows by timeline and place. `net`: of rows at a day; `until`: the last day of each timeline."""

    line: Ints
    place: Ints
    day: Ints
    admits: Ints  # the rule, 0: none
    net: Callable[[Ints, Ints], Ints]
    until: Ints
    clock: Clock

    def __post_init__(self) -> None:
        self.by_place = self.line * self.clock.size + self.place
        self.by_day = self.line * DAYS + self.day
        rows = np.arange(len(self.line))
        later = np.where(self.admits > 0, rows, len(rows))
        self.next = np.append(np.minimum.accumulate(later[::-1])[::-1], len(rows))


@dataclass(frozen=True)
class Episodes:
    """Terms in a tier: from a row on, to the place and day of an ending (0: it goes on)."""

    line: Ints
    row: Ints
    place: Ints
    day: Ints
    rule: Ints
    kept: Ints  # reviews passed
    keeper: Ints
    ending: Ints
    end_place: Ints
    end_day: Ints


def rules(paid: Ints, total: Ints, introducer: Ints) -> Ints:
    """The first qualification rule that holds for each purchase, or 0."""
    third = (introducer > 0) & ((paid >= INTRODUCED) | (total >= INTRODUCED_TOTAL))
    found = np.where(paid >= SINGLE, 1, np.where(total >= TOTAL, 2, np.where(third, 3, 0)))
    return np.where(paid > 0, found, 0)


def expand(begin: Ints, end: Ints) -> tuple[Ints, Ints]:
    """Every index of ranges one after another, and which range each is of."""
    lengths = np.maximum(end - begin, 0)
    owner = np.repeat(np.arange(len(lengths)), lengths)
    return np.arange(len(owner)) + np.repeat(begin - np.cumsum(lengths) + lengths, lengths), owner


def reviewed(t: Timelines, line: Ints, row: Ints, due: Ints) -> Ints:
    """The maintenance rule that holds at each review, or 0."""
    low = t.clock.before(due - 1)
    begin = np.maximum(row + 1, np.searchsorted(t.by_day, line * DAYS + low, side="right"))
    end = np.searchsorted(t.by_day, line * DAYS + due)
    rows, owner = expand(begin, end)
    net = t.net(rows, due[owner])
    largest, total = np.zeros(len(line), np.int64), np.zeros(len(line), np.int64)
    np.maximum.at(largest, owner, net)
    np.add.at(total, owner, net)
    return np.where(largest >= KEEP_SINGLE, 4, np.where(total >= KEEP_TOTAL, 5, 0))


def solve(t: Timelines, months: Callable[[Ints, int], Ints], taken: tuple[Ints, Ints, Ints] | None = None) -> Episodes:
    """The terms of all timelines. `taken`: place in order by timeline, line * size + place, and days of returns that take a tier."""
    lines = len(t.until)
    free = np.full(lines, -1, np.int64)  # from this place on nothing is held
    waiting = np.unique(t.line)
    found: list[list[Ints]] = []
    while len(waiting):
        row = t.next[np.searchsorted(t.by_place, waiting * t.clock.size + free[waiting], side="right")]
        there = row < len(t.line)
        there[there] = t.line[row[there]] == waiting[there]
        line, row = waiting[there], row[there]
        day, place = t.day[row], t.place[row]
        kept, keeper = np.zeros(len(line), np.int64), np.zeros(len(line), np.int64)
        ending, end_place, end_day = np.zeros(len(line), np.int64), np.full(len(line), FAR), np.full(len(line), FAR)
        last = t.until[line]
        if taken is not None and len(taken[0]):
            at = np.searchsorted(taken[0], line * t.clock.size + place, side="right")
            known = np.minimum(at, len(taken[0]) - 1)
            mine = (at < len(taken[0])) & (taken[0][known] // t.clock.size == line)
            ending[mine], end_place[mine], end_day[mine] = RETURN, taken[1][known][mine], taken[2][known][mine]
            last = np.where(mine, np.minimum(last, end_day), last)
        open_, number = np.arange(len(line)), 1
        while len(open_):
            due = months(day[open_], 12 * number)
            open_, due = open_[due <= last[open_]], due[due <= last[open_]]
            rule = reviewed(t, line[open_], row[open_], due)
            passed, failed = open_[rule > 0], open_[rule == 0]
            kept[passed], keeper[passed] = number, rule[rule > 0]
            ending[failed], end_day[failed], end_place[failed] = LAPSE, due[rule == 0], t.clock.start(due[rule == 0])
            open_, number = passed, number + 1
        found.append([line, row, place, day, t.admits[row], kept, keeper, ending, end_place, end_day])
        waiting = line[ending > 0]
        free[waiting] = end_place[ending > 0]
    columns = [np.concatenate(parts) if parts else np.zeros(0, np.int64) for parts in zip(*found, strict=True)] if found else []
    return Episodes(*(columns or [np.zeros(0, np.int64)] * 10))


def together(parts: list[Episodes], size: int) -> Episodes:
    """Terms of several calls in order of line and place."""
    columns = [np.concatenate([getattr(one, name) for one in parts]) for name in Episodes.__dataclass_fields__]
    order = np.argsort(columns[0] * size + columns[2], kind="stable")
    return Episodes(*(column[order] for column in columns))


def tier_before(terms: Episodes, size: int, line: Ints, place: Ints) -> Ints:
    """1 where a line was in a term right before a place; `terms` in order."""
    gains = terms.line * size + terms.place
    ends = np.sort(terms.line * size + np.minimum(terms.end_place, size - 1))
    keys = line * size + place
    return np.searchsorted(gains, keys) - np.searchsorted(ends, keys)
