"""Loops over columns that polars and NumPy have no word for; plain Python, compiled where the data are large."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from patron.engine.batch.announce import compiling
from patron.engine.batch.template.types import Ints

LARGE = 5_000  # rows from which a compiled loop is worth its start
FEW = 200  # rows from which it is worth its call, where it has been started
_compiled: dict[str, Callable[..., Any]] = {}
_starting = Lock()  # threads share what one of them compiles


def run_step(function: Callable[..., Any], rows: int, *arguments: Any, compiled: bool = True) -> Any:
    """Call a step, compiled if `rows` is large. It writes its answers into the last arrays that it gets."""
    if not compiled or rows < (FEW if function.__name__ in _compiled else LARGE):
        return function(*arguments)
    with _starting:
        if function.__name__ not in _compiled:
            _compiled[function.__name__] = _started(function)
    return _compiled[function.__name__](*arguments)


def _started(function: Callable[..., Any]) -> Callable[..., Any]:
    from numba import njit

    step: Any = njit(nogil=True, cache=True)(function)
    if not any(Path(str(step.stats.cache_path)).glob(f"*.{function.__name__}-*.nbc")):
        compiling()
    started: Callable[..., Any] = step
    return started


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


def is_ascending(at: Ints, first: Ints) -> bool:
    """True if `at` never falls inside the runs that begin at `first`."""
    for n in range(len(first) - 1):  # type: ignore[arg-type]
        for i in range(first[n] + 1, first[n + 1]):
            if at[i] < at[i - 1]:
                return False
    return True


def mark_ties(at: Ints, first: Ints, mark: npt.NDArray[np.bool_]) -> None:
    """mark[i] = True where `at` is the same at i and i + 1, both inside a run that begins at one of `first`."""
    for n in range(len(first) - 1):  # type: ignore[arg-type]
        for i in range(first[n] + 1, first[n + 1]):
            if at[i] == at[i - 1]:
                mark[i - 1] = True


def sort_runs(first: Ints, at: Ints, placed: Ints, spare: Ints) -> None:
    """Sort the rows of each run by `at` of the row, rows of one instant in their order (a merge sort from the bottom up)."""
    for n in range(len(first) - 1):  # type: ignore[arg-type]
        low = first[n]
        high = first[n + 1]
        width = high - low
        for i in range(low + 1, high):
            if at[placed[i]] < at[placed[i - 1]]:
                width = 1
                break
        while width < high - low:
            for start in range(low, high, 2 * width):
                middle = min(start + width, high)
                end = min(start + 2 * width, high)
                left = start
                right = middle
                for to in range(start, end):
                    if left < middle and (right >= end or at[placed[left]] <= at[placed[right]]):
                        spare[to - low] = placed[left]
                        left += 1
                    else:
                        spare[to - low] = placed[right]
                        right += 1
            for i in range(low, high):
                placed[i] = spare[i - low]
            width *= 2


def partition(hashes: npt.NDArray[np.uint64], shift: int, place: npt.NDArray[np.int32], bounds: npt.NDArray[np.int64]) -> None:
    """Where each row goes so that rows lie by the first bits of their hash, in their order; `bounds` of the parts."""
    parts = len(bounds) - 1
    free = np.zeros(parts, dtype=np.int64)
    for i in range(len(hashes)):
        free[np.int64(hashes[i] >> np.uint64(shift))] += 1
    bounds[0] = 0
    for part in range(parts):
        bounds[part + 1] = bounds[part] + free[part]
        free[part] = bounds[part]
    for i in range(len(hashes)):
        to = np.int64(hashes[i] >> np.uint64(shift))
        place[i] = free[to]
        free[to] += 1


def spread(values: Ints, place: Ints, found: Ints) -> None:
    """found[place[i]] = values[i]; few places are written at a time, so that the cache holds them."""
    for i in range(len(place)):  # type: ignore[arg-type]
        found[place[i]] = values[i]


def pick(values: Ints, rows: Ints, found: Ints) -> None:
    """found[i] = values[rows[i]]; near rows are read at a time."""
    for i in range(len(rows)):  # type: ignore[arg-type]
        found[i] = values[rows[i]]


def group_parts(
    hashes: npt.NDArray[np.uint64],
    others: npt.NDArray[np.uint64],
    bounds: npt.NDArray[np.int64],
    low: int,
    high: int,
    rows: npt.NDArray[np.int32],
    heads: npt.NDArray[np.int32],
    counts: npt.NDArray[np.int32],
    groups: npt.NDArray[np.int64],
) -> None:
    """In each part [low, high) put the rows of one pair of hashes together, in their order.

    `rows[i]` is the row that comes to place i. From bounds[part] on, `heads` has the first row of each
    group and `counts` its size; `groups[part]` says how many there are.
    """
    largest = 1
    for part in range(low, high):
        largest = max(largest, bounds[part + 1] - bounds[part])
    size = 1
    while size < 2 * largest:
        size *= 2
    table = np.empty(size, dtype=np.int32)
    code = np.empty(largest, dtype=np.int32)
    free = np.empty(largest, dtype=np.int64)
    for part in range(low, high):
        first = bounds[part]
        end = bounds[part + 1]
        used = 1
        while used < 2 * (end - first):
            used *= 2
        for n in range(used):
            table[n] = -1
        count = 0
        for i in range(first, end):
            slot = np.int64(hashes[i] & np.uint64(used - 1))
            while table[slot] >= 0 and (hashes[heads[first + table[slot]]] != hashes[i] or others[heads[first + table[slot]]] != others[i]):
                slot = (slot + 1) & (used - 1)
            if table[slot] < 0:
                table[slot] = count
                heads[first + count] = i
                counts[first + count] = 0
                count += 1
            code[i - first] = table[slot]
            counts[first + table[slot]] += 1
        for n in range(count):
            free[n] = first if n == 0 else free[n - 1] + counts[first + n - 1]
        for i in range(first, end):
            rows[free[code[i - first]]] = i
            free[code[i - first]] += 1
        groups[part] = count


def mark_shared(
    at: Ints, first: Ints, last: Ints, other_at: Ints, other_first: Ints, other_last: Ints, pairs: Ints, mark: Ints, other_mark: Ints
) -> None:
    """Mark the purchases of pairs[2 * n] and the events of pairs[2 * n + 1] that share an instant, both being in order of time."""
    for n in range(len(pairs) // 2):  # type: ignore[arg-type]
        m = pairs[2 * n]
        q = pairs[2 * n + 1]
        low = other_first[q] + 0
        for i in range(first[m], last[m]):
            wanted = at[i]
            step = 1
            while low + step < other_last[q] and other_at[low + step] < wanted:
                low += step
                step *= 2
            high = min(other_last[q], low + step + 1)
            while low < high:
                middle = (low + high) // 2
                if other_at[middle] < wanted:
                    low = middle + 1
                else:
                    high = middle
            e = low
            while e < other_last[q] and other_at[e] == wanted:
                other_mark[e] = 1
                mark[i] = 1
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


def find_named(hashes: Ints, wanted: Ints, first: Ints, end: Ints, rows: Ints, heads: Ints, found: Ints) -> None:
    """found[n] = the last purchase i, first[n] <= i < end[n], whose line has the hash wanted[n]; left as it is if there is none.

    `heads`: the first line of each purchase, `rows`: the row of each line in `hashes`; empty where they are the same numbers.
    """
    for n in range(len(wanted)):  # type: ignore[arg-type]
        i = end[n] - 1
        while i >= first[n]:
            e = heads[i] if len(heads) > 0 else i  # type: ignore[arg-type]
            r = rows[e] if len(rows) > 0 else e  # type: ignore[arg-type]
            if hashes[r] == wanted[n]:
                found[n] = i
                break
            i -= 1


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
    line_units: Ints,
    line_factor: Ints,
    lines: int,
    levels: int,
    streams: int,
    columns: int,
    size: int,
    left: Ints,
    takings: Ints,
) -> None:
    """What each return leaves of the purchase that it names.

    Rows are in order of their events; rows of one group are one event's and one purchase's. `left` begins
    as `line_amount`. Prices are level by level, what counts stream by stream and in each level by level, units
    stream by stream beside the first (-1: amounts of money), factors column by column, each of `lines`. A line that
    was paid with p of its amount a and of which r is left counts for p x r / a, rounded half up; its units likewise.
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
                for v in range(1, streams):
                    units = line_units[(v - 1) * lines + e] + 0
                    added = amount if units < 0 else units
                    if units >= 0 and left[e] < line_amount[e]:
                        added = left[e] if units == line_amount[e] else (2 * units * left[e] + line_amount[e]) // (2 * line_amount[e])
                    takings[o + 2 + v * levels + q] += added * line_counts[(v * levels + q) * lines + e]
                for c in range(columns):
                    takings[o + 2 + streams * levels + c * levels + q] += amount * line_factor[c * lines + e]
        takings[o + 1] = whole


def postings_as_written(
    cells: Ints,
    first: Ints,
    count: Ints,
    kind_place: Ints,
    rule_place: Ints,
    owner: Ints,
    on: Ints,
    kind: Ints,
    rule: Ints,
    points: Ints,
) -> None:
    """Each member's postings as they happened, by column; `cells`, `kind_place` and `rule_place` as in `postings_in_order`."""
    to = 0
    for n in range(len(first)):  # type: ignore[arg-type]
        for i in range(first[n], first[n] + count[n]):
            owner[to] = n
            on[to] = cells[5 * i + 1]
            kind[to] = kind_place[cells[5 * i + 2]]
            rule[to] = rule_place[cells[5 * i + 3]]
            points[to] = cells[5 * i + 4]
            to += 1


def postings_in_order(
    cells: Ints,
    first: Ints,
    count: Ints,
    kind_place: Ints,
    rule_place: Ints,
    spare_key: npt.NDArray[np.int64],
    spare_points: npt.NDArray[np.int64],
    owner: Ints,
    keys: Ints,
    points: Ints,
    used: Ints,
) -> None:
    """Each member's postings by day, kind and rule, those that agree in all three summed.

    `cells` has rows of five (member, day, kind, rule, points); `kind_place` and `rule_place` say where a kind and a rule stand in the
    order. A key is (day x kinds + kind) x rules + rule. `used[0]` is how many rows were written.
    """
    kinds = len(kind_place)  # type: ignore[arg-type]
    rules = len(rule_place)  # type: ignore[arg-type]
    to = used[0]
    for n in range(len(first)):  # type: ignore[arg-type]
        size = count[n]
        rising = True
        for i in range(size):
            q = 5 * (first[n] + i)
            key = (cells[q + 1] * kinds + kind_place[cells[q + 2]]) * rules + rule_place[cells[q + 3]]
            spare_key[i] = key
            spare_points[i] = cells[q + 4]
            rising = rising and (i == 0 or spare_key[i - 1] <= key)
        if not rising and size <= 48:
            for i in range(1, size):
                key = spare_key[i]
                value = spare_points[i]
                e = i
                while e > 0 and spare_key[e - 1] > key:
                    spare_key[e] = spare_key[e - 1]
                    spare_points[e] = spare_points[e - 1]
                    e -= 1
                spare_key[e] = key
                spare_points[e] = value
        elif not rising:
            order = np.argsort(spare_key[:size], kind="mergesort")
            in_order = spare_key[:size][order]
            values = spare_points[:size][order]
            spare_key[:size] = in_order
            spare_points[:size] = values
        start = to
        for i in range(size):
            if to > start and keys[to - 1] == spare_key[i]:
                points[to - 1] += spare_points[i]
            else:
                owner[to] = n
                keys[to] = spare_key[i]
                points[to] = spare_points[i]
                to += 1
    used[0] = to
