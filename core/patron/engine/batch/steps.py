"""Loops over columns that polars and NumPy have no word for; plain Python, compiled where the data are large."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from patron.engine.batch.template.types import Ints

LARGE = 20_000  # rows from which compiled loops are worth their start
_compiled: dict[str, Callable[..., Any]] = {}


def run_step(function: Callable[..., Any], rows: int, *arguments: Any, compiled: bool = True) -> Any:
    """Call a step, compiled if `rows` is large. It writes its answers into the last arrays that it gets."""
    if not compiled or rows < LARGE:
        return function(*arguments)
    if function.__name__ not in _compiled:
        from numba import njit

        _compiled[function.__name__] = njit(nogil=True, cache=True)(function)
    return _compiled[function.__name__](*arguments)


def upper_bounds(at: Ints, first: Ints, last: Ints, wanted: Ints, found: Ints) -> None:
    """found[n] = how many of at[first[n]:last[n]], which is in order, are not above wanted[n], plus first[n]."""
    for n in range(len(wanted)):  # type: ignore[arg-type]
        low = first[n] + 0
        high = last[n] + 0
        while low < high:
            middle = (low + high) // 2
            if at[middle] <= wanted[n]:
                low = middle + 1
            else:
                high = middle
        found[n] = low


def mark_shared(
    at: Ints, p_first: Ints, p_last: Ints, x_at: Ints, x_first: Ints, x_last: Ints, member: Ints, other: Ints, p_mark: Ints, x_mark: Ints
) -> None:  # fmt: skip
    """Mark the purchases of `member[n]` and the events of `other[n]` that share an instant."""
    for n in range(len(member)):  # type: ignore[arg-type]
        m = member[n]
        q = other[n]
        j = p_first[q] + 0
        for i in range(p_first[m], p_last[m]):
            while j < p_last[q] and at[j] < at[i]:
                j += 1
            e = j
            while e < p_last[q] and at[e] == at[i]:
                p_mark[e] = 1
                p_mark[i] = 1
                e += 1
        j = x_first[q] + 0
        if j == x_last[q]:
            continue
        for i in range(p_first[m], p_last[m]):
            while j < x_last[q] and x_at[j] < at[i]:
                j += 1
            e = j
            while e < x_last[q] and x_at[e] == at[i]:
                x_mark[e] = 1
                p_mark[i] = 1
                e += 1


def peel(first: Ints, target: Ints, waits: Ints, order: Ints, level: Ints) -> int:
    """Order members so that each comes after those it depends on; how many could be ordered.

    target[first[m]:first[m + 1]] depend on m; waits[m] counts what m depends on. Members of a circle, and
    those behind one, are left out of `order`; `level` is the length of the longest chain before a member.
    """
    done = 0
    for m in range(len(waits)):  # type: ignore[arg-type]
        if waits[m] == 0:
            order[done] = m
            done += 1
    n = 0
    while n < done:
        m = order[n]
        n += 1
        for e in range(first[m], first[m + 1]):
            to = target[e]
            level[to] = max(level[to], level[m] + 1)
            waits[to] -= 1
            if waits[to] == 0:
                order[done] = to
                done += 1
    return done


def take(
    row_slot: Ints,
    row_group: Ints,
    row_category: Ints,
    row_amount: Ints,
    slot_first: Ints,
    line_category: Ints,
    line_amount: Ints,
    line_price: Ints,
    line_counts: Ints,
    line_factor: Ints,
    lines: int,
    levels: int,
    columns: int,
    size: int,
    left: Ints,
    takings: Ints,
) -> None:
    """What each return leaves of the purchase that it names.

    Rows are in order of their events; rows of one group are one event's and one purchase's. `left` begins
    as `line_amount`. Prices and what counts are level by level, factors column by column, each of `lines`.
    A line that was paid with p of its amount a and of which r is left counts for p x r / a, rounded half up.
    """
    count = len(row_slot)  # type: ignore[arg-type]
    for n in range(count):
        first = slot_first[row_slot[n]]
        last = slot_first[row_slot[n] + 1]
        category = row_category[n]
        if category < 0 and first < last:  # of the lines without one; if there are none, of the only category
            bare = 0
            for e in range(first, last):
                bare += line_category[e] < 0
            category = category if bare > 0 else line_category[first]
        wanted = row_amount[n] + 0
        for e in range(first, last):
            part = min(left[e], wanted) if line_category[e] == category else 0
            left[e] -= part
            wanted -= part
        if n + 1 < count and row_group[n + 1] == row_group[n]:
            continue
        o = row_group[n] * size
        whole = 1
        for e in range(first, last):
            whole = 0 if left[e] > 0 else whole
            for q in range(levels):
                amount = line_price[q * lines + e]
                if amount == line_amount[e]:
                    amount = left[e]
                elif line_amount[e] > 0:
                    amount = (2 * amount * left[e] + line_amount[e]) // (2 * line_amount[e])
                takings[o + 2 + q] += amount * line_counts[q * lines + e]
                for c in range(columns):
                    takings[o + 2 + levels + c * levels + q] += amount * line_factor[c * lines + e]
        takings[o + 1] = whole
