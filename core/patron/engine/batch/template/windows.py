"""Totals over windows of dates: sliding ones for qualification, and looks back for everything else."""

from __future__ import annotations

from patron.engine.batch.template.layout import (
    K_BASE,
    K_SPAN,
    SEEN,
    SLIDES,
    W_COUNT,
    W_HIGH,
    W_LOW,
    W_SIZE,
    W_SUM,
)
from patron.engine.batch.template.types import Ints


def look_up(w: Ints, k: Ints, table: int, d: int) -> int:
    """The value of a day in one of the tables by day."""
    return w[table * k[K_SPAN] + d - k[K_BASE]]


def slide(s: Ints, b: int, window: int, start: int, p0: int, day: Ints, net: Ints) -> None:
    """Bring a window up to the last purchase seen, and its lower end up to the date `start`; starts never move back."""
    o = b + SLIDES + window * W_SIZE
    seen = s[b + SEEN]
    high = s[o + W_HIGH]
    low = s[o + W_LOW]
    total = s[o + W_SUM]
    count = s[o + W_COUNT]
    while high < seen:
        total += net[high]
        if net[high] > 0:
            count += 1
        high += 1
    while low < high and day[p0 + low] < start:
        total -= net[low]
        if net[low] > 0:
            count -= 1
        low += 1
    s[o + W_HIGH] = high
    s[o + W_LOW] = low
    s[o + W_SUM] = total
    s[o + W_COUNT] = count


def sliding_sum(s: Ints, b: int, window: int, start: int, p0: int, day: Ints, net: Ints) -> int:
    """The total of the purchases from `start`."""
    slide(s, b, window, start, p0, day, net)
    return s[b + SLIDES + window * W_SIZE + W_SUM]


def sliding_count(s: Ints, b: int, window: int, start: int, p0: int, day: Ints, net: Ints) -> int:
    """The number of the purchases from `start`."""
    slide(s, b, window, start, p0, day, net)
    return s[b + SLIDES + window * W_SIZE + W_COUNT]


def past_sum(first: int, seen: int, start: int, p0: int, day: Ints, net: Ints) -> int:
    """The total of the member's purchases [first, seen) dated from `start`."""
    total = 0
    j = seen - 1
    while j >= first and day[p0 + j] >= start:
        total += net[j]
        j -= 1
    return total


def past_count(first: int, seen: int, start: int, p0: int, day: Ints, net: Ints) -> int:
    """The number of those purchases that count for something."""
    count = 0
    j = seen - 1
    while j >= first and day[p0 + j] >= start:
        if net[j] > 0:
            count += 1
        j -= 1
    return count


def past_largest(first: int, seen: int, start: int, p0: int, day: Ints, net: Ints) -> int:
    """The largest of those purchases, 0 if there is none."""
    largest = 0
    j = seen - 1
    while j >= first and day[p0 + j] >= start:
        largest = max(largest, net[j])
        j -= 1
    return largest


def past_days(first: int, seen: int, start: int, p0: int, day: Ints, net: Ints) -> int:
    """The different dates of those purchases that count for something."""
    days = 0
    last = start - 1
    j = seen - 1
    while j >= first and day[p0 + j] >= start:
        if net[j] > 0 and (days == 0 or day[p0 + j] != last):
            days += 1
            last = day[p0 + j]
        j -= 1
    return days
