"""Returns: what they take from purchases, from points, and from the tier."""

from __future__ import annotations

from patron.engine.batch.template.flags import MOVEMENTS, PENDING, POINTS, PRICED_AFTER, PRICES, REVIEWS, WINDOWS, WITHDRAW
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
    SLIDES,
    TIER,
    V_BEFORE,
    V_JUDGED,
    V_LEVEL,
    V_SIZE,
    W_COUNT,
    W_HIGH,
    W_LOW,
    W_SIZE,
    W_SUM,
    X_A,
    X_B,
    X_DAY,
    X_POS,
    X_SIZE,
)
from patron.engine.batch.template.movements import grant_or_profile
from patron.engine.batch.template.points import age, end_lot, post
from patron.engine.batch.template.spending import draw
from patron.engine.batch.template.tiers import begin, judge, move_to, review
from patron.engine.batch.template.types import Ints


def amend(s: Ints, b: int, j: int, amount: int, net: Ints) -> None:
    """The member's `j`-th purchase counts for `amount` from now on, in the windows that hold it as well."""
    for window in range(WINDOWS):
        o = b + SLIDES + window * W_SIZE
        if s[o + W_LOW] <= j and j < s[o + W_HIGH]:
            s[o + W_SUM] += amount - net[j]
            if net[j] > 0 and amount <= 0:
                s[o + W_COUNT] -= 1
            if net[j] <= 0 and amount > 0:
                s[o + W_COUNT] += 1
    net[j] = amount


def take_back(
    s: Ints, mo: int, x: int, p0: int, day: Ints, at: Ints, tie: Ints, net: Ints, level: Ints, members: Ints, extras: Ints, takings: Ints, k: Ints,
    w: Ints, lots: Ints, changes: Ints, gifts: Ints, postings: Ints
) -> None:  # fmt: skip
    """A return event: first what it takes, then the points of each purchase, then one judgement of the tier."""
    d = extras[x * X_SIZE + X_DAY]
    for r in range(extras[x * X_SIZE + X_A], extras[x * X_SIZE + X_B]):
        j = takings[r * R_SIZE + R_PURCHASE] - p0
        priced = level[j * V_SIZE + V_LEVEL] if PRICES else 0
        amend(s, MAIN, j, takings[r * R_SIZE + R_COUNTED + priced], net)
        if PRICES and PRICED_AFTER:
            level[j * V_SIZE + V_JUDGED] = takings[r * R_SIZE + R_COUNTED + level[j * V_SIZE + V_BEFORE]]
    if d <= members[mo + M_OPEN_ON]:
        return
    if POINTS:
        age(s, d, lots, postings)
        for r in range(extras[x * X_SIZE + X_A], extras[x * X_SIZE + X_B]):
            take_points(s, r * R_SIZE, takings[r * R_SIZE + R_PURCHASE] - p0, d, takings, k, w, lots, gifts, postings)
    if WITHDRAW and s[MAIN + TIER] > 0:
        tier = judge_again(s, mo, x, d, p0, day, at, tie, net, level, members, extras, k, w, changes)
        if tier < s[MAIN + TIER]:
            move_to(s, MAIN, tier, d, REASON_RETURN, NONE, -2 - x, k, changes)
            if PENDING:
                put_back(s, d, tier, lots, postings)


def take_points(s: Ints, row: int, j: int, d: int, takings: Ints, k: Ints, w: Ints, lots: Ints, gifts: Ints, postings: Ints) -> None:
    """Lot by lot of the member's `j`-th purchase, in the order they came to be: what it may no longer keep."""
    for n in range(s[S_LOTS]):
        o = n * L_SIZE
        if lots[o + L_PURCHASE] != j:
            continue
        kept = 0
        if lots[o + L_COLUMN] != NONE:
            kept = takings[row + R_WEIGHTED + lots[o + L_COLUMN]] // k[K_ACCRUALS + lots[o + L_RULE] * KA_SIZE + KA_PER]
        elif takings[row + R_WHOLE] == 0:
            kept = lots[o + L_MADE]
        excess = lots[o + L_MADE] - min(lots[o + L_MADE], kept) - lots[o + L_TAKEN]
        if excess > 0:
            lots[o + L_TAKEN] += excess
            take_excess(s, o, excess, d, k, w, lots, gifts, postings)


def take_excess(s: Ints, o: int, excess: int, d: int, k: Ints, w: Ints, lots: Ints, gifts: Ints, postings: Ints) -> None:
    """First from the lot, then from its dead part, then from other lots, then from below zero."""
    part = min(excess, lots[o + L_LEFT])
    if part > 0:
        lots[o + L_LEFT] -= part
        if lots[o + L_STATE] == L_WAITING:
            post(s, d, Q_WITHDRAWN, lots[o + L_RULE], part, postings)
        else:
            s[S_TAKEN] += part
            post(s, d, Q_TAKEN, lots[o + L_RULE], part, postings)
        if lots[o + L_LEFT] == 0:
            lots[o + L_STATE] = L_GONE
    excess -= part
    part = min(excess, lots[o + L_DEAD])
    lots[o + L_DEAD] -= part
    excess -= part
    if excess > 0:
        part = draw(s, excess, d, 0, Q_TAKEN, 0, k, w, lots, gifts, postings)
        s[S_TAKEN] += part
        excess -= part
    if excess > 0 and k[K_BELOW_ZERO] == 1:
        s[S_HOLE] += excess
        s[S_TAKEN] += excess
        post(s, d, Q_TAKEN, lots[o + L_RULE], excess, postings)


def judge_again(
    s: Ints, mo: int, until: int, d: int, p0: int, day: Ints, at: Ints, tie: Ints, net: Ints, level: Ints, members: Ints, extras: Ints, k: Ints,
    w: Ints, changes: Ints
) -> int:  # fmt: skip
    """The tier that the history up to the return `until` of day `d` gives without anything returned so far."""
    begin(s, AGAIN, mo, members, k)
    x = members[mo + M_X0]
    for j in range(s[MAIN + SEEN]):
        i = p0 + j
        if MOVEMENTS:
            while x < until and extras[x * X_SIZE + X_POS] <= i:
                grant_or_profile(s, AGAIN, x, p0, day, at, tie, net, members, extras, k, w, changes)
                x += 1
        e = day[i] + 0
        if REVIEWS and s[AGAIN + DUE] <= e:
            review(s, AGAIN, e, p0, day, at, tie, net, members, extras, k, w, changes)
        paid = net[j]
        if PRICES and PRICED_AFTER:
            net[j] = level[j * V_SIZE + V_JUDGED]
        s[AGAIN + SEEN] = j + 1
        if net[j] > 0 and e > members[mo + M_OPEN_ON]:
            judge(s, AGAIN, i, e, p0, day, at, tie, net, members, extras, k, w, changes)
        if PRICES and PRICED_AFTER:
            amend(s, AGAIN, j, paid, net)
    if MOVEMENTS:
        while x < until:
            grant_or_profile(s, AGAIN, x, p0, day, at, tie, net, members, extras, k, w, changes)
            x += 1
    if REVIEWS:
        review(s, AGAIN, d, p0, day, at, tie, net, members, extras, k, w, changes)
    return s[AGAIN + TIER]


def put_back(s: Ints, d: int, tier: int, lots: Ints, postings: Ints) -> None:
    """Lots that a gain now undone released wait again; one whose time is over lapses on this day."""
    for n in range(s[S_HEAD], s[S_LOTS]):
        o = n * L_SIZE
        if lots[o + L_STATE] == L_BALANCE and lots[o + L_RELEASED] == 1 and lots[o + L_UNTIL] > tier and lots[o + L_LEFT] > 0:
            s[S_TAKEN] += lots[o + L_LEFT]
            post(s, d, Q_TAKEN, lots[o + L_RULE], lots[o + L_LEFT], postings)
            post(s, d, Q_PENDING, lots[o + L_RULE], lots[o + L_LEFT], postings)
            lots[o + L_STATE] = L_WAITING
            lots[o + L_RELEASED] = 0
            if lots[o + L_LAPSE] <= d:
                post(s, d, Q_LAPSED, lots[o + L_RULE], lots[o + L_LEFT], postings)
                end_lot(o, lots)
