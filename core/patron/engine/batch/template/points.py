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
    Q_RELEASED,
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
from patron.engine.batch.template.types import Arrays
from patron.engine.batch.template.windows import look_up


def post(a: Arrays, d: int, kind: int, rule: int, points: int) -> None:
    """A posting, where they are wanted."""
    if DETAIL and points > 0:
        if a.s[C_Q] >= a.s[C_Q_END]:
            a.s[C_FULL] |= FULL_POSTINGS
        else:
            o = a.s[C_Q] * Q_SIZE
            a.postings[o + Q_MEMBER] = a.s[C_MEMBER]
            a.postings[o + Q_ON] = d
            a.postings[o + Q_KIND] = kind
            a.postings[o + Q_RULE] = rule
            a.postings[o + Q_POINTS] = points
            a.s[C_Q] += 1


def new_lot(a: Arrays, points: int, rule: int, purchase: int, column: int) -> int:
    """Room for a lot that nothing is known of yet but its size; NONE if the room ran out."""
    if a.s[S_LOTS] >= a.s[C_LOTS_END]:
        a.s[C_FULL] |= FULL_LOTS
        return NONE
    o = a.s[S_LOTS] * L_SIZE
    a.s[S_LOTS] += 1
    a.lots[o + L_LEFT] = points
    a.lots[o + L_RULE] = rule
    a.lots[o + L_STATE] = L_GONE
    if RETURNS:
        a.lots[o + L_MADE] = points
        a.lots[o + L_PURCHASE] = purchase
        a.lots[o + L_TAKEN] = 0
        a.lots[o + L_DEAD] = 0
        a.lots[o + L_COLUMN] = column
    if PENDING:
        a.lots[o + L_UNTIL] = 0
        a.lots[o + L_RELEASED] = 0
    return o


def earn(a: Arrays, o: int, earned: int, d: int) -> None:
    """On day `d` a lot comes into the balance as earned on `earned`; it first fills what is below zero."""
    points = a.lots[o + L_LEFT]
    a.s[S_EARNED] += points
    post(a, d, Q_EARNED, a.lots[o + L_RULE], points)
    if a.s[S_HOLE] > 0:
        filled = min(points, a.s[S_HOLE])
        a.s[S_HOLE] -= filled
        a.lots[o + L_LEFT] = points - filled
    a.lots[o + L_EARNED] = earned
    a.lots[o + L_STATE] = L_BALANCE
    if EXPIRY:
        a.lots[o + L_DEATH] = look_up(a, W_DEATH, earned)
    if earned < a.s[S_LAST_EARNED] or o != (a.s[S_LOTS] - 1) * L_SIZE:
        a.s[S_ORDERED] = 0
    a.s[S_LAST_EARNED] = max(a.s[S_LAST_EARNED], earned)


def age(a: Arrays, d: int) -> None:
    """What has died or lapsed by the start of day `d`."""
    if EXPIRY or PENDING:
        for n in range(a.s[S_HEAD], a.s[S_LOTS]):
            o = n * L_SIZE
            if EXPIRY and a.lots[o + L_STATE] == L_BALANCE and (a.lots[o + L_DEATH] <= d):
                a.s[S_EXPIRED] += a.lots[o + L_LEFT]
                post(a, a.lots[o + L_DEATH], Q_EXPIRED, a.lots[o + L_RULE], a.lots[o + L_LEFT])
                end_lot(a, o)
            elif PENDING and a.lots[o + L_STATE] == L_WAITING and (a.lots[o + L_LAPSE] <= d):
                post(a, a.lots[o + L_LAPSE], Q_LAPSED, a.lots[o + L_RULE], a.lots[o + L_LEFT])
                end_lot(a, o)
        while a.s[S_HEAD] < a.s[S_LOTS] and a.lots[a.s[S_HEAD] * L_SIZE + L_STATE] == L_GONE:
            a.s[S_HEAD] += 1


def end_lot(a: Arrays, o: int) -> None:
    """What is left of a lot is gone, and returns of its purchase need not take it."""
    if RETURNS:
        a.lots[o + L_DEAD] += a.lots[o + L_LEFT]
    a.lots[o + L_LEFT] = 0
    a.lots[o + L_STATE] = L_GONE


def accrue(a: Arrays, i: int, j: int, d: int, tier: int, level: int) -> int:
    """The lots of purchase `i` (the member's `j`-th), by the tier held before it; their points."""
    total = 0
    for r in range(ACCRUALS):
        rule_at = K_ACCRUALS + r * KA_SIZE
        column = a.k[rule_at + KA_COLUMN + tier]
        if column == NONE:
            continue
        column = column * LEVELS + level
        made = a.weighted[column * a.k[K_PURCHASES] + i] // a.k[rule_at + KA_PER]
        if CAP:
            made = within_cap(a, d, made)
        if made <= 0:
            continue
        if BONUSES > 0 and d >= a.s[S_JOINED]:
            for q in range(BONUSES):
                if d < a.s[S_BONUS + q * B_SIZE + B_UNTIL]:
                    a.s[S_BONUS + q * B_SIZE + B_SUM] += made
        o = new_lot(a, made, r, j, column)
        if o == NONE:
            return total
        total += made
        if PENDING and a.k[rule_at + KA_UNTIL] > tier:
            a.lots[o + L_STATE] = L_WAITING
            a.lots[o + L_UNTIL] = a.k[rule_at + KA_UNTIL]
            a.lots[o + L_LAPSE] = NEVER if a.k[rule_at + KA_LAPSE] == NONE else look_up(a, a.k[rule_at + KA_LAPSE], d)
            post(a, d, Q_PENDING, r, made)
        else:
            if PENDING:
                a.lots[o + L_LAPSE] = NEVER
            earn(a, o, d, d)
    return total


def within_cap(a: Arrays, d: int, made: int) -> int:
    """What `at_most_a_day` leaves of the points made."""
    if a.s[S_CAP_DAY] != d:
        a.s[S_CAP_DAY] = d
        a.s[S_CAP_MADE] = 0
    made = min(made, a.k[K_CAP] - a.s[S_CAP_MADE])
    a.s[S_CAP_MADE] += made
    return made


def give_bonuses(a: Arrays, j: int, d: int, tier: int) -> int:
    """The bonuses that the purchase of day `d` brings; their points."""
    total = 0
    for q in range(BONUSES):
        rule_at = K_BONUSES + q * KB_SIZE
        o = S_BONUS + q * B_SIZE
        if a.s[o + B_GIVEN] == 1 or a.k[rule_at + KB_TIERS + tier] == 0 or a.s[o + B_SUM] < a.k[rule_at + KB_AT_LEAST]:
            continue
        if d >= a.s[o + B_UNTIL] or d < a.s[S_JOINED]:
            continue
        a.s[o + B_GIVEN] = 1
        if a.k[rule_at + KB_POINTS] > 0:
            lot = new_lot(a, a.k[rule_at + KB_POINTS], ACCRUALS + q, j, NONE)
            if lot != NONE:
                if PENDING:
                    a.lots[lot + L_LAPSE] = NEVER
                earn(a, lot, d, d)
                total += a.k[rule_at + KB_POINTS]
    return total


def release(a: Arrays, d: int, tier: int) -> None:
    """A tier is gained on day `d`: what waited for it is earned."""
    age(a, d)
    for n in range(a.s[S_HEAD], a.s[S_LOTS]):
        o = n * L_SIZE
        if a.lots[o + L_STATE] == L_WAITING and a.lots[o + L_UNTIL] <= tier:
            a.lots[o + L_RELEASED] = 1
            post(a, d, Q_RELEASED, a.lots[o + L_RULE], a.lots[o + L_LEFT])
            earn(a, o, d, d)
