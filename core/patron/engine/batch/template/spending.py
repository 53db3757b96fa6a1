"""Points that leave the balance: spent, given or taken back, the oldest lot first."""

from __future__ import annotations

from patron.engine.batch.template.flags import AVAILABLE, DETAIL
from patron.engine.batch.template.layout import (
    C_FULL,
    C_G,
    C_G_END,
    FULL_GIFTS,
    G_EARNED,
    G_POINTS,
    G_RULE,
    G_SIZE,
    L_BALANCE,
    L_EARNED,
    L_GONE,
    L_LEFT,
    L_RULE,
    L_SIZE,
    L_STATE,
    NONE,
    Q_SPENT,
    S_HEAD,
    S_LOTS,
    S_ORDERED,
    S_SPENT,
    W_AVAILABLE,
)
from patron.engine.batch.template.points import post
from patron.engine.batch.template.types import Ints
from patron.engine.batch.template.windows import look_up


def usable(o: int, d: int, spending: int, k: Ints, w: Ints, lots: Ints) -> bool:
    """True if a lot can be drawn on at day `d`: in the balance, and, for spending, available already."""
    if lots[o + L_STATE] != L_BALANCE or lots[o + L_LEFT] == 0:
        return False
    if AVAILABLE and spending == 1:
        return look_up(w, k, W_AVAILABLE, lots[o + L_EARNED]) <= d
    return True


def available(s: Ints, d: int, k: Ints, w: Ints, lots: Ints) -> int:
    """The points that may be spent on day `d`."""
    total = 0
    for n in range(s[S_HEAD], s[S_LOTS]):
        if usable(n * L_SIZE, d, 1, k, w, lots):
            total += lots[n * L_SIZE + L_LEFT]
    return total


def oldest(s: Ints, n: int, d: int, spending: int, k: Ints, w: Ints, lots: Ints) -> int:
    """The oldest lot that can be drawn on, looking from lot `n` if lots are ordered by day; NONE if there is none."""
    found = NONE
    if s[S_ORDERED] == 0:
        n = s[S_HEAD]
    while n < s[S_LOTS]:
        o = n * L_SIZE
        if usable(o, d, spending, k, w, lots):
            if s[S_ORDERED] == 1:
                return n
            if found == NONE or lots[o + L_EARNED] < lots[found * L_SIZE + L_EARNED]:
                found = n
        n += 1
    return found


def draw(s: Ints, points: int, d: int, spending: int, kind: int, gift: int, k: Ints, w: Ints, lots: Ints, gifts: Ints, postings: Ints) -> int:
    """Take up to `points` from the oldest lots; the number taken. `gift` 1 writes down what a receiver gets."""
    wanted = points
    n = oldest(s, s[S_HEAD], d, spending, k, w, lots)
    while wanted > 0 and n != NONE:
        o = n * L_SIZE
        part = min(wanted, lots[o + L_LEFT])
        wanted -= part
        lots[o + L_LEFT] -= part
        if lots[o + L_LEFT] == 0:
            lots[o + L_STATE] = L_GONE
        if DETAIL:
            post(s, d, kind, lots[o + L_RULE], part, postings)
        if gift == 1:
            write_gift(s, lots[o + L_EARNED], part, lots[o + L_RULE], gifts)
        if wanted > 0:
            n = oldest(s, n, d, spending, k, w, lots)
    return points - wanted


def write_gift(s: Ints, earned: int, points: int, rule: int, gifts: Ints) -> None:
    """One lot of a `give`, for the receiver's run to read."""
    if s[C_G] >= s[C_G_END]:
        s[C_FULL] |= FULL_GIFTS
    else:
        g = s[C_G] * G_SIZE
        gifts[g + G_EARNED] = earned
        gifts[g + G_POINTS] = points
        gifts[g + G_RULE] = rule
        s[C_G] += 1


def spend(s: Ints, points: int, d: int, gift: int, k: Ints, w: Ints, lots: Ints, gifts: Ints, postings: Ints) -> int:
    """Spend `points` on day `d`; NONE, or what was available where that is too little: then nothing is spent."""
    there = available(s, d, k, w, lots)
    if there < points:
        return there
    s[S_SPENT] += draw(s, points, d, 1, Q_SPENT, gift, k, w, lots, gifts, postings)
    return NONE
