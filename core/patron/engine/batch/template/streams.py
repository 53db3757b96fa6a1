"""What a purchase adds to each stream: the counted amount is the first, and alone where no rule asks for others."""

from __future__ import annotations

from patron.engine.batch.template.flags import LEVELS, STREAMS, WINDOWS
from patron.engine.batch.template.layout import (
    K_PURCHASES,
    K_ROOM,
    K_SLIDES,
    R_COUNTED,
    R_SIZE,
    SLIDES,
    V_BEFORE,
    V_JUDGED,
    V_SIZE,
    W_COUNT,
    W_HIGH,
    W_LOW,
    W_SIZE,
    W_SUM,
)
from patron.engine.batch.template.types import Arrays


def amend(a: Arrays, b: int, j: int, stream: int, amount: int) -> None:
    """The member's `j`-th purchase adds `amount` to a stream from now on, in the windows that hold it as well."""
    n = stream * a.k[K_ROOM] + j if STREAMS > 1 else j
    for window in range(WINDOWS):
        o = b + SLIDES + window * W_SIZE
        if (STREAMS == 1 or a.k[K_SLIDES + window] == stream) and a.s[o + W_LOW] <= j < a.s[o + W_HIGH]:
            a.s[o + W_SUM] += amount - a.net[n]
            if a.net[n] > 0 and amount <= 0:
                a.s[o + W_COUNT] -= 1
            if a.net[n] <= 0 and amount > 0:
                a.s[o + W_COUNT] += 1
    a.net[n] = amount


def adds_beside(a: Arrays, j: int) -> bool:
    """True if the member's `j`-th purchase adds something to a stream beside the first."""
    found = False
    for stream in range(1, STREAMS):
        found = found or a.net[stream * a.k[K_ROOM] + j] > 0
    return found


def add_beside(a: Arrays, i: int, j: int, priced: int) -> None:
    """What a new purchase adds to the streams beside the first, at a price level."""
    for stream in range(1, STREAMS):
        a.net[stream * a.k[K_ROOM] + j] = a.counted[(stream * LEVELS + priced) * a.k[K_PURCHASES] + i]


def amend_beside(a: Arrays, b: int, i: int, j: int, priced: int) -> None:
    """The same where the price level of a purchase has changed."""
    for stream in range(1, STREAMS):
        amend(a, b, j, stream, a.counted[(stream * LEVELS + priced) * a.k[K_PURCHASES] + i])


def take_beside(a: Arrays, b: int, r: int, j: int, priced: int) -> None:
    """What row `r` of `takings` leaves of the purchase, for the streams beside the first."""
    for stream in range(1, STREAMS):
        amend(a, b, j, stream, a.takings[r * R_SIZE + R_COUNTED + stream * LEVELS + priced])


def keep_judged(a: Arrays, j: int) -> None:
    """Remember what a purchase adds to the streams beside the first as it is judged."""
    for stream in range(1, STREAMS):
        a.level[j * V_SIZE + V_JUDGED + stream] = a.net[stream * a.k[K_ROOM] + j]


def take_judged(a: Arrays, r: int, j: int) -> None:
    """The same after a return, at the price level at which it was judged."""
    for stream in range(1, STREAMS):
        left = a.takings[r * R_SIZE + R_COUNTED + stream * LEVELS + a.level[j * V_SIZE + V_BEFORE]]
        a.level[j * V_SIZE + V_JUDGED + stream] = left


def show_judged(a: Arrays, j: int) -> None:
    """Exchange what a purchase adds for what it added as it was judged, before any window holds it."""
    for stream in range(1, STREAMS):
        n = stream * a.k[K_ROOM] + j
        paid = a.net[n] + 0
        a.net[n] = a.level[j * V_SIZE + V_JUDGED + stream]
        a.level[j * V_SIZE + V_JUDGED + stream] = paid


def show_paid(a: Arrays, b: int, j: int) -> None:
    """Undo `show_judged`, in the windows as well."""
    for stream in range(1, STREAMS):
        judged = a.net[stream * a.k[K_ROOM] + j] + 0
        amend(a, b, j, stream, a.level[j * V_SIZE + V_JUDGED + stream])
        a.level[j * V_SIZE + V_JUDGED + stream] = judged
