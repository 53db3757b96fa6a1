"""Judgements of the hand-written kernel: qualification, review, and again after a return."""

from __future__ import annotations

import numpy as np
from hand_kernel_dates import compare, plus_months
from hand_kernel_types import (
    COUNT,
    INTRODUCED,
    KEEP_SINGLE,
    KEEP_TOTAL,
    NEVER,
    SINGLE,
    TOTAL_BOUND,
    TOTAL_INTRODUCED,
    WHO,
    Book,
    Ids,
    Switches,
    World,
)
from numba import njit


@njit(cache=True, _nrt=False)
def id_order(ids: Ids, left: int, right: int) -> int:
    """Compares two event ids; an index of 0 or more is a line's, -1 - n a return's."""
    if left >= 0 and right >= 0:
        return compare(
            ids.line, ids.line_starts[left], ids.line_starts[left + 1], ids.line, ids.line_starts[right], ids.line_starts[right + 1]
        )
    if left >= 0:
        other = -1 - right
        return compare(
            ids.line, ids.line_starts[left], ids.line_starts[left + 1], ids.back, ids.back_starts[other], ids.back_starts[other + 1]
        )
    own = -1 - left
    if right >= 0:
        return compare(
            ids.back, ids.back_starts[own], ids.back_starts[own + 1], ids.line, ids.line_starts[right], ids.line_starts[right + 1]
        )
    other = -1 - right
    return compare(ids.back, ids.back_starts[own], ids.back_starts[own + 1], ids.back, ids.back_starts[other], ids.back_starts[other + 1])


@njit(cache=True, _nrt=False)
def _tier_then(switches: Switches, ids: Ids, who: int, day: int, at: int, row: int) -> int:
    """The tier of an introducer after all events before this one, reviews of its date included."""
    tier = 0
    if who < 0:
        return 0
    first = switches.offset[who]
    for index in range(first, first + switches.count[who]):
        if switches.row[index] == NEVER:
            before = switches.day[index] <= day
        else:
            moment = switches.at[index]
            before = moment < at or (moment == at and id_order(ids, switches.row[index], row) < 0)
        if not before:
            break
        tier = switches.tier[index]
    return tier


@njit(cache=True, _nrt=False, inline="always")
def qualifies(amount: int, total: int, who: int, world: World, day: int, at: int, row: int) -> int:
    """The index of the first qualification rule that holds, or 0."""
    if amount >= SINGLE:
        return 1
    if total >= TOTAL_BOUND:
        return 2
    if (amount >= INTRODUCED or total >= TOTAL_INTRODUCED) and _tier_then(world.switches, world.ids, who, day, at, row) >= 1:
        return 3
    return 0


@njit(cache=True, _nrt=False)
def keeps(days: np.ndarray, net: np.ndarray, gained: int, count: int, low: int) -> int:
    """The reason that keeps the tier at a review, or 0; purchases after the gaining one with a date above `low`."""
    largest = total = 0
    for index in range(count - 1, gained, -1):
        if days[index] <= low:
            break
        total += net[index]
        largest = max(largest, net[index])
    if largest >= KEEP_SINGLE:
        return 4
    return 5 if total >= KEEP_TOTAL else 0


@njit(cache=True, _nrt=False)
def again(book: Book, m: np.ndarray, until: int, world: World) -> int:
    """The tier that the purchases so far give without what was taken back, on the day `until`."""
    tier, start, term, gained, review, total = 0, 0, 0, -1, NEVER, 0
    count = m[COUNT]
    for index in range(count + 1):
        day = book.day[index] if index < count else until
        while review <= day:
            if keeps(book.day, book.net, gained, index, world.low[review - 1 - world.first]):
                term += 1
                review = plus_months(book.day[gained], 12 * (term + 1))
            else:
                tier, review = 0, NEVER
        if index == count:
            break
        total += book.net[index]
        while book.day[start] <= world.low[day - world.first]:
            total -= book.net[start]
            start += 1
        if tier == 0 and book.net[index] > 0 and qualifies(book.net[index], total, m[WHO], world, day, book.at[index], book.row[index]):
            tier, term, gained = 1, 0, index
            review = plus_months(day, 12)
    return tier
