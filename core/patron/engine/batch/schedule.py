"""Runs the kernel over all members: level by level on all cores, and circles until nothing changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from patron.engine.batch import processors
from patron.engine.batch.introductions import Dependencies, Order
from patron.engine.batch.rooms import Room
from patron.engine.batch.template import layout

Numbers = npt.NDArray[np.int64]
SMALL = 4_000  # members of a level that are not worth a second thread
_CHANGES, _GIFTS, _POSTINGS = range(3)
_WIDTH = (layout.T_SIZE, layout.G_SIZE, layout.Q_SIZE)
_START = (layout.C_T, layout.C_G, layout.C_Q)
_SPARE = 1 << 16  # rows more than all members are given, so that parts that are rounded up fit
_FULL = (layout.FULL_CHANGES, layout.FULL_GIFTS, layout.FULL_POSTINGS)


@dataclass(frozen=True, slots=True)
class Task:
    """The members order[low:high] for one thread, with the room that it gets."""

    low: int
    high: int
    rows: tuple[int, int, int]  # of changes, gifts and postings
    lots: int


@dataclass(frozen=True, slots=True)
class Inputs:
    """What every call of the kernel shares, in the kernel's own order; lists where the source runs uncompiled."""

    columns: tuple[Any, ...]  # day, at, tie, counted, weighted, fixed_level
    members: Any
    extras: Any
    figures: tuple[Any, ...]  # takings, k, w
    detail: Any
    made: Any
    out: Any
    state: int  # cells of `s`
    most: int  # purchases of the member with the most
    streams: int
    lots: int  # that a member may need; more are given where they run out
    detailed: bool
    plain: bool


class Schedule:
    """Calls the kernel with enough room, again where room ran out."""

    def __init__(self, kernel: Callable[..., int], inputs: Inputs) -> None:
        self.kernel = kernel
        self.inputs = inputs
        cells = np.asarray(inputs.members, dtype=np.int64).reshape(-1, layout.M_SIZE)
        self._purchases = cells[:, layout.M_P1] - cells[:, layout.M_P0] if inputs.detailed else None
        rows = _rows(len(cells), self._purchases)
        self.rooms = tuple(Room(width, inputs.plain, one + one // 8 + _SPARE) for width, one in zip(_WIDTH, rows, strict=True))
        self.threads = 1 if inputs.plain else processors.threads()

    def run(self, order: Order, edges: Dependencies) -> None:
        """Every member, after those that it depends on."""
        for bounds in _stages(order, self.threads):
            self._all(order.members, [self._task(order.members, low, high) for low, high in bounds])
        self._circle(order.circle, edges)

    def _task(self, members: Numbers, low: int, high: int) -> Task:
        purchases = None if self._purchases is None else self._purchases[members[low:high]]
        return Task(low, high, _rows(high - low, purchases), self.inputs.lots)

    def _all(self, order: Numbers, tasks: list[Task]) -> None:
        while tasks:
            parts = [tuple(room.reserve(rows) for room, rows in zip(self.rooms, task.rows, strict=True)) for task in tasks]
            for room in self.rooms:
                room.grow()
            if len(tasks) == 1 or self.threads == 1:
                ends = [self._call(order, task, part) for task, part in zip(tasks, parts, strict=True)]
            else:
                with ThreadPoolExecutor(self.threads) as pool:
                    ends = list(pool.map(lambda pair: self._call(order, *pair), zip(tasks, parts, strict=True)))
            tasks = [_rest(task, stop, full) for task, (stop, full) in zip(tasks, ends, strict=True) if stop < task.high]

    def _call(self, order: Numbers, task: Task, parts: tuple[tuple[int, int], ...]) -> tuple[int, int]:
        """One task; where it stopped, and the bits of what ran out."""
        inputs = self.inputs
        s = self._scratch(inputs.state)
        for start, (first, end) in zip(_START, parts, strict=True):
            s[start], s[start + 1] = first, end
        s[layout.C_LOTS_END] = task.lots
        arrays = [
            *inputs.columns,
            order.tolist() if inputs.plain else order,
            inputs.members,
            inputs.extras,
            *inputs.figures,
            *(room.cells for room in self.rooms),
            inputs.detail,
            inputs.made,
            inputs.out,
            s,
            self._scratch(inputs.most * inputs.streams),
            self._scratch(inputs.most * (layout.V_JUDGED + inputs.streams)),
            self._scratch(task.lots * layout.L_SIZE),
        ]  # in the order of `template.types.Arrays`
        stop = self.kernel(*arrays, task.low, task.high)
        return int(stop), int(s[layout.C_FULL])

    def _scratch(self, cells: int) -> Any:
        return [0] * cells if self.inputs.plain else np.zeros(cells, dtype=np.int64)

    def _circle(self, circle: Numbers, edges: Dependencies) -> None:
        """Run those who depend on each other again until what others read of them stays.

        What happens at a moment depends only on what happened before it, so that each round settles at
        least the earliest moment that was not yet settled, and the answer is the only one.
        """
        dirty = circle
        inside = set(circle.tolist())
        while len(dirty):
            before = {m: self._visible(m) for m in dirty.tolist()}
            self._all(dirty, [self._task(dirty, 0, len(dirty))])
            changed = [m for m, seen in before.items() if self._visible(m) != seen]
            readers = {int(to) for m in changed for to in edges.target[edges.first[m] : edges.first[m + 1]]}
            dirty = np.array(sorted(readers & inside), dtype=np.int64)

    def _visible(self, member: int) -> list[list[int]]:
        """What other members' runs read of a member: its changes and what it gave."""
        o = member * layout.M_SIZE
        members, extras = self.inputs.members, self.inputs.extras
        seen = [self.rooms[_CHANGES].rows(int(members[o + layout.M_T0]), int(members[o + layout.M_TN]))]
        for x in range(int(members[o + layout.M_X0]), int(members[o + layout.M_X1])):
            if extras[x * layout.X_SIZE + layout.X_KIND] == layout.X_GIVE:
                first, count = extras[x * layout.X_SIZE + layout.X_G0], extras[x * layout.X_SIZE + layout.X_GN]
                seen.append(self.rooms[_GIFTS].rows(int(first), int(count)))
        return seen


def _rows(members: int, purchases: Numbers | None) -> tuple[int, int, int]:
    """The rows of changes, gifts and postings that so many members are given to begin with; `purchases` of each, None without detail."""
    postings = 1 if purchases is None else 4 * int(purchases.sum()) + 16 * members + 64
    return 8 * members + 16, members + 16, postings


def _rest(task: Task, stop: int, full: int) -> Task:
    """What a task has still to do, with more room of what ran out."""
    rows = tuple(max(4 * rows, 1024) if full & bit else rows for rows, bit in zip(task.rows, _FULL, strict=True))
    return replace(task, low=stop, rows=rows, lots=task.lots * 4 if full & layout.FULL_LOTS else task.lots)  # type: ignore[arg-type]


def _stages(order: Order, threads: int) -> Iterator[list[tuple[int, int]]]:
    """Parts of the order that may run side by side. Small levels in a row become one part, run in order."""
    ends = [*order.levels[1:].tolist(), len(order.members)] if len(order.levels) else []
    waiting: int | None = None
    for low, high in zip(order.levels.tolist(), ends, strict=True):
        if high - low < SMALL or threads == 1:
            waiting = low if waiting is None else waiting
            continue
        if waiting is not None:
            yield [(waiting, low)]
            waiting = None
        parts = threads * 4
        cuts = [low + (high - low) * n // parts for n in range(parts + 1)]
        yield list(pairwise(cuts))
    if waiting is not None:
        yield [(waiting, len(order.members))]
