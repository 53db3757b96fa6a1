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
from patron.engine.batch.template.types import Arrays
from patron.engine.batch.template.windows import look_up


def usable(a: Arrays, o: int, d: int, spending: int) -> bool:
    """True if a lot can be drawn on at day `d`: in the balance, and, for spending, available already."""
    if a.lots[o + L_STATE] != L_BALANCE or a.lots[o + L_LEFT] == 0:
        return False
    if AVAILABLE and spending == 1:
        return look_up(a, W_AVAILABLE, a.lots[o + L_EARNED]) <= d
    return True


def available(a: Arrays, d: int) -> int:
    """The points that may be spent on day `d`."""
    total = 0
    for n in range(a.s[S_HEAD], a.s[S_LOTS]):
        if usable(a, n * L_SIZE, d, 1):
            total += a.lots[n * L_SIZE + L_LEFT]
    return total


def oldest(a: Arrays, n: int, d: int, spending: int) -> int:
    """The oldest lot that can be drawn on, looking from lot `n` if lots are ordered by day; NONE if there is none."""
    found = NONE
    if a.s[S_ORDERED] == 0:
        n = a.s[S_HEAD]
    while n < a.s[S_LOTS]:
        o = n * L_SIZE
        if usable(a, o, d, spending):
            if a.s[S_ORDERED] == 1:
                return n
            if found == NONE or a.lots[o + L_EARNED] < a.lots[found * L_SIZE + L_EARNED]:
                found = n
        n += 1
    return found


def draw(a: Arrays, points: int, d: int, spending: int, kind: int, gift: int) -> int:
    """Take up to `points` from the oldest lots; the number taken. `gift` 1 writes down what a receiver gets."""
    wanted = points
    n = oldest(a, a.s[S_HEAD], d, spending)
    while wanted > 0 and n != NONE:
        o = n * L_SIZE
        part = min(wanted, a.lots[o + L_LEFT])
        wanted -= part
        a.lots[o + L_LEFT] -= part
        if a.lots[o + L_LEFT] == 0:
            a.lots[o + L_STATE] = L_GONE
        if DETAIL:
            post(a, d, kind, a.lots[o + L_RULE], part)
        if gift == 1:
            write_gift(a, a.lots[o + L_EARNED], part, a.lots[o + L_RULE])
        if wanted > 0:
            n = oldest(a, n, d, spending)
    return points - wanted


def write_gift(a: Arrays, earned: int, points: int, rule: int) -> None:
    """One lot of a `give`, for the receiver's run to read."""
    if a.s[C_G] >= a.s[C_G_END]:
        a.s[C_FULL] |= FULL_GIFTS
    else:
        g = a.s[C_G] * G_SIZE
        a.gifts[g + G_EARNED] = earned
        a.gifts[g + G_POINTS] = points
        a.gifts[g + G_RULE] = rule
        a.s[C_G] += 1


def spend(a: Arrays, points: int, d: int, gift: int) -> int:
    """Spend `points` on day `d`; NONE, or what was available where that is too little: then nothing is spent."""
    there = available(a, d)
    if there < points:
        return there
    a.s[S_SPENT] += draw(a, points, d, 1, Q_SPENT, gift)
    return NONE
