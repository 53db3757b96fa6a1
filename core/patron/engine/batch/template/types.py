"""The arrays that the template reads and writes, all flat; `codegen` hands each function only those that it needs."""

from __future__ import annotations

from typing import Protocol


class Ints(Protocol):
    """What the template does with an array: read and write single cells."""

    def __getitem__(self, index: int, /) -> int: ...

    def __setitem__(self, index: int, value: int, /) -> None: ...


class Arrays(Protocol):
    """Every array by name; how the rows of each are laid out is in `layout`."""

    # purchases by member and time, read only
    day: Ints
    at: Ints
    tie: Ints  # order among events of one instant, where it matters
    counted: Ints  # counted amount, price level after price level
    weighted: Ints  # weighted amounts, column after column, in each level after level
    fixed_level: Ints  # price level of group orders; NONE
    # what happened beside purchases, and the plan's figures
    order: Ints  # in which members are run
    members: Ints
    extras: Ints
    takings: Ints
    k: Ints
    w: Ints  # tables by day
    # what the run adds
    changes: Ints
    gifts: Ints
    postings: Ints
    detail: Ints
    made: Ints  # points that each purchase made
    out: Ints
    # one thread's own: its state, and of the present member the net amounts, price levels and lots
    s: Ints
    net: Ints
    level: Ints
    lots: Ints
