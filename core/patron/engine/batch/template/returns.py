"""Returns: what they take from purchases, from points, and from the tier."""

from __future__ import annotations

from patron.engine.batch.template.flags import MOVEMENTS, PENDING, POINTS, PRICED_AFTER, PRICES, REVIEWS, STREAMS, WITHDRAW
from patron.engine.batch.template.layout import (
    AGAIN,
    DUE,
    K_ACCRUALS,
    K_BELOW_ZERO,
    KA_PER,
    KA_SIZE,
    L_BALANCE,
    L_COLUMN,
    L_DEAD,
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
    M_OPEN_ON,
    M_X0,
    MAIN,
    NONE,
    Q_LAPSED,
    Q_PENDING,
    Q_TAKEN,
    Q_WITHDRAWN,
    R_COUNTED,
    R_PURCHASE,
    R_SIZE,
    R_WEIGHTED,
    R_WHOLE,
    REASON_RETURN,
    S_HEAD,
    S_HOLE,
    S_LOTS,
    S_TAKEN,
    SEEN,
    TIER,
    V_BEFORE,
    V_JUDGED,
    V_LEVEL,
    V_SIZE,
    X_A,
    X_B,
    X_DAY,
    X_POS,
    X_SIZE,
)
from patron.engine.batch.template.movements import grant_or_profile
from patron.engine.batch.template.points import age, end_lot, post
from patron.engine.batch.template.spending import draw
from patron.engine.batch.template.streams import adds_beside, amend, show_judged, show_paid, take_beside, take_judged
from patron.engine.batch.template.tiers import begin, judge, move_to, review
from patron.engine.batch.template.types import Arrays


def take_back(a: Arrays, mo: int, x: int, p0: int) -> None:
    """A return event: first what it takes, then the points of each purchase, then one judgement of the tier."""
    d = a.extras[x * X_SIZE + X_DAY]
    for r in range(a.extras[x * X_SIZE + X_A], a.extras[x * X_SIZE + X_B]):
        j = a.takings[r * R_SIZE + R_PURCHASE] - p0
        priced = a.level[j * V_SIZE + V_LEVEL] if PRICES else 0
        amend(a, MAIN, j, 0, a.takings[r * R_SIZE + R_COUNTED + priced])
        if STREAMS > 1:
            take_beside(a, MAIN, r, j, priced)
        if PRICES and PRICED_AFTER:
            if STREAMS > 1:
                take_judged(a, r, j)
            a.level[j * V_SIZE + V_JUDGED] = a.takings[r * R_SIZE + R_COUNTED + a.level[j * V_SIZE + V_BEFORE]]
    if d <= a.members[mo + M_OPEN_ON]:
        return
    if POINTS:
        age(a, d)
        for r in range(a.extras[x * X_SIZE + X_A], a.extras[x * X_SIZE + X_B]):
            take_points(a, r * R_SIZE, a.takings[r * R_SIZE + R_PURCHASE] - p0, d)
    if WITHDRAW and a.s[MAIN + TIER] > 0:
        tier = judge_again(a, mo, x, d, p0)
        if tier < a.s[MAIN + TIER]:
            move_to(a, MAIN, tier, d, REASON_RETURN, NONE, -2 - x)
            if PENDING:
                put_back(a, d, tier)


def take_points(a: Arrays, row: int, j: int, d: int) -> None:
    """Lot by lot of the member's `j`-th purchase, in the order they came to be: what it may no longer keep."""
    for n in range(a.s[S_LOTS]):
        o = n * L_SIZE
        if a.lots[o + L_PURCHASE] != j:
            continue
        kept = 0
        if a.lots[o + L_COLUMN] != NONE:
            kept = a.takings[row + R_WEIGHTED + a.lots[o + L_COLUMN]] // a.k[K_ACCRUALS + a.lots[o + L_RULE] * KA_SIZE + KA_PER]
        elif a.takings[row + R_WHOLE] == 0:
            kept = a.lots[o + L_MADE]
        excess = a.lots[o + L_MADE] - min(a.lots[o + L_MADE], kept) - a.lots[o + L_TAKEN]
        if excess > 0:
            a.lots[o + L_TAKEN] += excess
            take_excess(a, o, excess, d)


def take_excess(a: Arrays, o: int, excess: int, d: int) -> None:
    """First from the lot, then from its dead part, then from other lots, then from below zero."""
    part = min(excess, a.lots[o + L_LEFT])
    if part > 0:
        a.lots[o + L_LEFT] -= part
        if a.lots[o + L_STATE] == L_WAITING:
            post(a, d, Q_WITHDRAWN, a.lots[o + L_RULE], part)
        else:
            a.s[S_TAKEN] += part
            post(a, d, Q_TAKEN, a.lots[o + L_RULE], part)
        if a.lots[o + L_LEFT] == 0:
            a.lots[o + L_STATE] = L_GONE
    excess -= part
    part = min(excess, a.lots[o + L_DEAD])
    a.lots[o + L_DEAD] -= part
    excess -= part
    if excess > 0:
        part = draw(a, excess, d, 0, Q_TAKEN, 0)
        a.s[S_TAKEN] += part
        excess -= part
    if excess > 0 and a.k[K_BELOW_ZERO] == 1:
        a.s[S_HOLE] += excess
        a.s[S_TAKEN] += excess
        post(a, d, Q_TAKEN, a.lots[o + L_RULE], excess)


def judge_again(a: Arrays, mo: int, until: int, d: int, p0: int) -> int:
    """The tier that the history up to the return `until` of day `d` gives without anything returned so far."""
    begin(a, AGAIN, mo)
    x = a.members[mo + M_X0]
    for j in range(a.s[MAIN + SEEN]):
        i = p0 + j
        if MOVEMENTS:
            while x < until and a.extras[x * X_SIZE + X_POS] <= i:
                grant_or_profile(a, AGAIN, x, p0)
                x += 1
        e = a.day[i] + 0
        if REVIEWS and a.s[AGAIN + DUE] <= e:
            review(a, AGAIN, e, p0)
        paid = a.net[j]
        if PRICES and PRICED_AFTER:
            a.net[j] = a.level[j * V_SIZE + V_JUDGED]
            if STREAMS > 1:
                show_judged(a, j)
        a.s[AGAIN + SEEN] = j + 1
        if (a.net[j] > 0 or (STREAMS > 1 and adds_beside(a, j))) and e > a.members[mo + M_OPEN_ON]:
            judge(a, AGAIN, i, e, p0)
        if PRICES and PRICED_AFTER:
            amend(a, AGAIN, j, 0, paid)
            if STREAMS > 1:
                show_paid(a, AGAIN, j)
    if MOVEMENTS:
        while x < until:
            grant_or_profile(a, AGAIN, x, p0)
            x += 1
    if REVIEWS:
        review(a, AGAIN, d, p0)
    return a.s[AGAIN + TIER]


def put_back(a: Arrays, d: int, tier: int) -> None:
    """Lots that a gain now undone released wait again; one whose time is over lapses on this day."""
    for n in range(a.s[S_HEAD], a.s[S_LOTS]):
        o = n * L_SIZE
        if a.lots[o + L_STATE] == L_BALANCE and a.lots[o + L_RELEASED] == 1 and (a.lots[o + L_UNTIL] > tier) and (a.lots[o + L_LEFT] > 0):
            a.s[S_TAKEN] += a.lots[o + L_LEFT]
            post(a, d, Q_TAKEN, a.lots[o + L_RULE], a.lots[o + L_LEFT])
            post(a, d, Q_PENDING, a.lots[o + L_RULE], a.lots[o + L_LEFT])
            a.lots[o + L_STATE] = L_WAITING
            a.lots[o + L_RELEASED] = 0
            if a.lots[o + L_LAPSE] <= d:
                post(a, d, Q_LAPSED, a.lots[o + L_RULE], a.lots[o + L_LEFT])
                end_lot(a, o)
