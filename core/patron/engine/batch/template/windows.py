"""Totals over windows of dates, of one stream: sliding ones for qualification, and looks back for everything else."""

from __future__ import annotations

from patron.engine.batch.template.flags import STREAMS
from patron.engine.batch.template.layout import K_BASE, K_ROOM, K_SPAN, SEEN, SLIDES, W_COUNT, W_HIGH, W_LOW, W_SIZE, W_SUM
from patron.engine.batch.template.types import Arrays


def look_up(a: Arrays, table: int, d: int) -> int:
    """The value of a day in one of the tables by day."""
    return a.w[table * a.k[K_SPAN] + d - a.k[K_BASE]]


def slide(a: Arrays, b: int, window: int, start: int, p0: int, stream: int) -> None:
    """Bring a window up to the last purchase seen, and its lower end up to the date `start`; starts never move back."""
    o = b + SLIDES + window * W_SIZE
    n = stream * a.k[K_ROOM] if STREAMS > 1 else 0
    seen = a.s[b + SEEN]
    high = a.s[o + W_HIGH]
    low = a.s[o + W_LOW]
    total = a.s[o + W_SUM]
    count = a.s[o + W_COUNT]
    while high < seen:
        total += a.net[n + high]
        if a.net[n + high] > 0:
            count += 1
        high += 1
    while low < high and a.day[p0 + low] < start:
        total -= a.net[n + low]
        if a.net[n + low] > 0:
            count -= 1
        low += 1
    a.s[o + W_HIGH] = high
    a.s[o + W_LOW] = low
    a.s[o + W_SUM] = total
    a.s[o + W_COUNT] = count


def sliding_sum(a: Arrays, b: int, window: int, start: int, p0: int, stream: int) -> int:
    """The total of the purchases from `start`."""
    slide(a, b, window, start, p0, stream)
    return a.s[b + SLIDES + window * W_SIZE + W_SUM]


def sliding_count(a: Arrays, b: int, window: int, start: int, p0: int, stream: int) -> int:
    """The number of the purchases from `start`."""
    slide(a, b, window, start, p0, stream)
    return a.s[b + SLIDES + window * W_SIZE + W_COUNT]


def past_sum(a: Arrays, first: int, seen: int, start: int, p0: int, stream: int) -> int:
    """The total of the member's purchases [first, seen) dated from `start`."""
    total = 0
    n = stream * a.k[K_ROOM] if STREAMS > 1 else 0
    j = seen - 1
    while j >= first and a.day[p0 + j] >= start:
        total += a.net[n + j]
        j -= 1
    return total


def past_count(a: Arrays, first: int, seen: int, start: int, p0: int, stream: int) -> int:
    """The number of those purchases that count for something."""
    count = 0
    n = stream * a.k[K_ROOM] if STREAMS > 1 else 0
    j = seen - 1
    while j >= first and a.day[p0 + j] >= start:
        if a.net[n + j] > 0:
            count += 1
        j -= 1
    return count


def past_largest(a: Arrays, first: int, seen: int, start: int, p0: int, stream: int) -> int:
    """The largest of those purchases, 0 if there is none."""
    largest = 0
    n = stream * a.k[K_ROOM] if STREAMS > 1 else 0
    j = seen - 1
    while j >= first and a.day[p0 + j] >= start:
        largest = max(largest, a.net[n + j])
        j -= 1
    return largest


def past_days(a: Arrays, first: int, seen: int, start: int, p0: int, stream: int) -> int:
    """The different dates of those purchases that count for something."""
    days = 0
    last = start - 1
    n = stream * a.k[K_ROOM] if STREAMS > 1 else 0
    j = seen - 1
    while j >= first and a.day[p0 + j] >= start:
        if a.net[n + j] > 0 and (days == 0 or a.day[p0 + j] != last):
            days += 1
            last = a.day[p0 + j]
        j -= 1
    return days
