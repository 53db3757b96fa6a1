"""Lots of points: how they come to be, wait, are earned and die."""

from __future__ import annotations

from patron.engine.batch.template.flags import ACCRUALS, BONUSES, CAP, DETAIL, EXPIRY, LEVELS, PENDING, RETURNS
from patron.engine.batch.template.layout import (
    B_GIVEN,
    B_SIZE,
    B_SUM,
    B_UNTIL,
    C_FULL,
    C_LOTS_END,
    C_MEMBER,
    C_Q,
    C_Q_END,
    FULL_LOTS,
    FULL_POSTINGS,
    K_ACCRUALS,
    K_BONUSES,
    K_CAP,
    K_PURCHASES,
    KA_COLUMN,
    KA_LAPSE,
    KA_PER,
    KA_SIZE,
    KA_UNTIL,
    KB_AT_LEAST,
    KB_POINTS,
    KB_SIZE,
    KB_TIERS,
    L_BALANCE,
    L_COLUMN,
    L_DEAD,
    L_DEATH,
    L_EARNED,
    L_GONE,
    L_LAPSE,
    L_LEFT,
    L_MADE,
    L_PURCHASE,
    L_RELEASED,
    L_RULE,
    L_SIZE,
    L_STATE,
    L_TAKEN,
    L_UNTIL,
    L_WAITING,
    NEVER,
    NONE,
    Q_EARNED,
    Q_EXPIRED,
    Q_KIND,
    Q_LAPSED,
    Q_MEMBER,
    Q_ON,
    Q_PENDING,
    Q_POINTS,
    Q_RULE,
    Q_SIZE,
    S_BONUS,
    S_CAP_DAY,
    S_CAP_MADE,
    S_EARNED,
    S_EXPIRED,
    S_HEAD,
    S_HOLE,
    S_JOINED,
    S_LAST_EARNED,
    S_LOTS,
    S_ORDERED,
    W_DEATH,
)
from patron.engine.batch.template.types import Ints
from patron.engine.batch.template.windows import look_up


def post(s: Ints, d: int, kind: int, rule: int, points: int, postings: Ints) -> None:
    """A posting, where they are wanted."""
    if DETAIL and points > 0:
        if s[C_Q] >= s[C_Q_END]:
            s[C_FULL] |= FULL_POSTINGS
        else:
            o = s[C_Q] * Q_SIZE
            postings[o + Q_MEMBER] = s[C_MEMBER]
            postings[o + Q_ON] = d
            postings[o + Q_KIND] = kind
            postings[o + Q_RULE] = rule
            postings[o + Q_POINTS] = points
            s[C_Q] += 1


def new_lot(s: Ints, points: int, rule: int, purchase: int, column: int, lots: Ints) -> int:
    """Room for a lot that nothing is known of yet but its size; NONE if the room ran out."""
    if s[S_LOTS] >= s[C_LOTS_END]:
        s[C_FULL] |= FULL_LOTS
        return NONE
    o = s[S_LOTS] * L_SIZE
    s[S_LOTS] += 1
    lots[o + L_LEFT] = points
    lots[o + L_RULE] = rule
    lots[o + L_STATE] = L_GONE
    if RETURNS:
        lots[o + L_MADE] = points
        lots[o + L_PURCHASE] = purchase
        lots[o + L_TAKEN] = 0
        lots[o + L_DEAD] = 0
        lots[o + L_COLUMN] = column
    if PENDING:
        lots[o + L_UNTIL] = 0
        lots[o + L_RELEASED] = 0
    return o


def earn(s: Ints, o: int, earned: int, d: int, k: Ints, w: Ints, lots: Ints, postings: Ints) -> None:
    """On day `d` a lot comes into the balance as earned on `earned`; it first fills what is below zero."""
    points = lots[o + L_LEFT]
    s[S_EARNED] += points
    post(s, d, Q_EARNED, lots[o + L_RULE], points, postings)
    if s[S_HOLE] > 0:
        filled = min(points, s[S_HOLE])
        s[S_HOLE] -= filled
        lots[o + L_LEFT] = points - filled
    lots[o + L_EARNED] = earned
    lots[o + L_STATE] = L_BALANCE
    if EXPIRY:
        lots[o + L_DEATH] = look_up(w, k, W_DEATH, earned)
    if earned < s[S_LAST_EARNED] or o != (s[S_LOTS] - 1) * L_SIZE:
        s[S_ORDERED] = 0
    s[S_LAST_EARNED] = max(s[S_LAST_EARNED], earned)


def age(s: Ints, d: int, lots: Ints, postings: Ints) -> None:
    """What has died or lapsed by the start of day `d`."""
    if EXPIRY or PENDING:
        for n in range(s[S_HEAD], s[S_LOTS]):
            o = n * L_SIZE
            if EXPIRY and lots[o + L_STATE] == L_BALANCE and lots[o + L_DEATH] <= d:
                s[S_EXPIRED] += lots[o + L_LEFT]
                post(s, lots[o + L_DEATH], Q_EXPIRED, lots[o + L_RULE], lots[o + L_LEFT], postings)
                end_lot(o, lots)
            elif PENDING and lots[o + L_STATE] == L_WAITING and lots[o + L_LAPSE] <= d:
                post(s, lots[o + L_LAPSE], Q_LAPSED, lots[o + L_RULE], lots[o + L_LEFT], postings)
                end_lot(o, lots)
        while s[S_HEAD] < s[S_LOTS] and lots[s[S_HEAD] * L_SIZE + L_STATE] == L_GONE:
            s[S_HEAD] += 1


def end_lot(o: int, lots: Ints) -> None:
    """What is left of a lot is gone, and returns of its purchase need not take it."""
    if RETURNS:
        lots[o + L_DEAD] += lots[o + L_LEFT]
    lots[o + L_LEFT] = 0
    lots[o + L_STATE] = L_GONE


def accrue(
    s: Ints, i: int, j: int, d: int, tier: int, level: int, weighted: Ints, k: Ints, w: Ints, lots: Ints, postings: Ints
) -> None:
    """The lots of purchase `i` (the member's `j`-th), by the tier held before it."""
    for r in range(ACCRUALS):
        a = K_ACCRUALS + r * KA_SIZE
        column = k[a + KA_COLUMN + tier]
        if column == NONE:
            continue
        column = column * LEVELS + level
        made = weighted[column * k[K_PURCHASES] + i] // k[a + KA_PER]
        if CAP:
            made = within_cap(s, d, made, k)
        if made <= 0:
            continue
        if BONUSES > 0 and d >= s[S_JOINED]:
            for q in range(BONUSES):
                if d < s[S_BONUS + q * B_SIZE + B_UNTIL]:
                    s[S_BONUS + q * B_SIZE + B_SUM] += made
        o = new_lot(s, made, r, j, column, lots)
        if o == NONE:
            return
        if PENDING and k[a + KA_UNTIL] > tier:
            lots[o + L_STATE] = L_WAITING
            lots[o + L_UNTIL] = k[a + KA_UNTIL]
            lots[o + L_LAPSE] = NEVER if k[a + KA_LAPSE] == NONE else look_up(w, k, k[a + KA_LAPSE], d)
            post(s, d, Q_PENDING, r, made, postings)
        else:
            if PENDING:
                lots[o + L_LAPSE] = NEVER
            earn(s, o, d, d, k, w, lots, postings)


def within_cap(s: Ints, d: int, made: int, k: Ints) -> int:
    """What `at_most_a_day` leaves of the points made."""
    if s[S_CAP_DAY] != d:
        s[S_CAP_DAY] = d
        s[S_CAP_MADE] = 0
    made = min(made, k[K_CAP] - s[S_CAP_MADE])
    s[S_CAP_MADE] += made
    return made


def give_bonuses(s: Ints, j: int, d: int, tier: int, k: Ints, w: Ints, lots: Ints, postings: Ints) -> None:
    """The bonuses that the purchase of day `d` brings."""
    for q in range(BONUSES):
        a = K_BONUSES + q * KB_SIZE
        o = S_BONUS + q * B_SIZE
        if s[o + B_GIVEN] == 1 or k[a + KB_TIERS + tier] == 0 or s[o + B_SUM] < k[a + KB_AT_LEAST]:
            continue
        if d >= s[o + B_UNTIL] or d < s[S_JOINED]:
            continue
        s[o + B_GIVEN] = 1
        if k[a + KB_POINTS] > 0:
            lot = new_lot(s, k[a + KB_POINTS], ACCRUALS + q, j, NONE, lots)
            if lot != NONE:
                if PENDING:
                    lots[lot + L_LAPSE] = NEVER
                earn(s, lot, d, d, k, w, lots, postings)


def release(s: Ints, d: int, tier: int, k: Ints, w: Ints, lots: Ints, postings: Ints) -> None:
    """A tier is gained on day `d`: what waited for it is earned."""
    age(s, d, lots, postings)
    for n in range(s[S_HEAD], s[S_LOTS]):
        o = n * L_SIZE
        if lots[o + L_STATE] == L_WAITING and lots[o + L_UNTIL] <= tier:
            lots[o + L_RELEASED] = 1
            earn(s, o, d, d, k, w, lots, postings)
