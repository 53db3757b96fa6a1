"""The kernel: members in the order given, each from its first event to the as-of date."""

from __future__ import annotations

from patron.engine.batch.template.calendar import add_months
from patron.engine.batch.template.flags import (
    ACCRUALS,
    BONUSES,
    DETAIL,
    GRACE,
    GROUPS,
    MOVEMENTS,
    PENDING,
    POINTS,
    PRICED_AFTER,
    PRICES,
    QUALIFIES,
    RETURNS,
    REVIEWS,
)
from patron.engine.batch.template.layout import (
    B_GIVEN,
    B_SIZE,
    B_SUM,
    B_UNTIL,
    C_FULL,
    C_G,
    C_MEMBER,
    C_Q,
    C_T,
    DUE,
    K_AS_OF,
    K_BONUSES,
    K_PURCHASES,
    K_SPEND_FROM,
    KB_DAYS,
    KB_MONTHS,
    KB_SIZE,
    L_LEFT,
    L_SIZE,
    L_STATE,
    L_WAITING,
    LONG_AGO,
    M_JOINED,
    M_OPEN_ON,
    M_OPEN_POINTS,
    M_P0,
    M_P1,
    M_Q0,
    M_QN,
    M_SIZE,
    M_T0,
    M_TN,
    M_X0,
    M_X1,
    MAIN,
    O_EARNED,
    O_EXPIRED,
    O_PENDING,
    O_POINTS,
    O_REASON,
    O_REVIEW,
    O_SINCE,
    O_SIZE,
    O_SPEND,
    O_SPENT,
    O_TAKEN,
    O_TIER,
    REASON,
    RULE_OPENING,
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
    S_SPENT,
    S_TAKEN,
    SEEN,
    SINCE,
    TIER,
    V_BEFORE,
    V_JUDGED,
    V_LEVEL,
    V_SIZE,
    X_DAY,
    X_KIND,
    X_POS,
    X_RETURN,
    X_SIZE,
)
from patron.engine.batch.template.movements import come_in, move
from patron.engine.batch.template.points import accrue, age, give_bonuses, release
from patron.engine.batch.template.returns import amend, take_back
from patron.engine.batch.template.tiers import begin, judge, review
from patron.engine.batch.template.types import Ints
from patron.engine.batch.template.windows import past_sum


def run_members(
    order: Ints, low: int, high: int, day: Ints, at: Ints, tie: Ints, counted: Ints, weighted: Ints, fixed_level: Ints, members: Ints, extras: Ints,
    takings: Ints, k: Ints, w: Ints, changes: Ints, gifts: Ints, postings: Ints, detail: Ints, out: Ints, s: Ints, net: Ints, level: Ints, lots: Ints
) -> int:  # fmt: skip
    """Run the members order[low:high]; where some room runs out, the index of the first that was not run (`s[C_FULL]` says which)."""
    s[C_FULL] = 0
    for n in range(low, high):
        m = order[n] + 0
        first_change = s[C_T]
        first_gift = s[C_G]
        first_posting = s[C_Q]
        run_member(
            m, day, at, tie, counted, weighted, fixed_level, members, extras, takings, k, w, changes, gifts, postings, detail, out, s, net, level, lots
        )  # fmt: skip
        if s[C_FULL] != 0:
            s[C_T] = first_change
            s[C_G] = first_gift
            s[C_Q] = first_posting
            return n
        members[m * M_SIZE + M_T0] = first_change
        members[m * M_SIZE + M_TN] = s[C_T] - first_change
        if DETAIL:
            members[m * M_SIZE + M_Q0] = first_posting
            members[m * M_SIZE + M_QN] = s[C_Q] - first_posting
    return high


def run_member(
    m: int, day: Ints, at: Ints, tie: Ints, counted: Ints, weighted: Ints, fixed_level: Ints, members: Ints, extras: Ints, takings: Ints, k: Ints,
    w: Ints, changes: Ints, gifts: Ints, postings: Ints, detail: Ints, out: Ints, s: Ints, net: Ints, level: Ints, lots: Ints
) -> None:  # fmt: skip
    """One member, event by event: what was due by the start of the day, then the event."""
    mo = m * M_SIZE
    p0 = members[mo + M_P0]
    x = members[mo + M_X0]
    last = members[mo + M_X1]
    begin(s, MAIN, mo, members, k)
    if POINTS:
        begin_points(s, m, members, k, w, lots, postings)
    for i in range(p0, members[mo + M_P1]):
        if RETURNS or MOVEMENTS:
            while x < last and extras[x * X_SIZE + X_POS] <= i:
                extra(
                    s, mo, x, p0, day, at, tie, net, level, members, extras, takings, k, w, lots, changes, gifts, postings
                )  # fmt: skip
                x += 1
        d = day[i] + 0
        if REVIEWS and s[MAIN + DUE] <= d:
            review(s, MAIN, d, p0, day, at, tie, net, members, extras, k, w, changes)
        purchase(
            s, mo, i, d, p0, day, at, tie, counted, weighted, fixed_level, members, extras, k, w, lots, changes, postings, detail, net, level
        )  # fmt: skip
    if RETURNS or MOVEMENTS:
        while x < last:
            extra(
                s, mo, x, p0, day, at, tie, net, level, members, extras, takings, k, w, lots, changes, gifts, postings
            )  # fmt: skip
            x += 1
    if REVIEWS:
        review(s, MAIN, k[K_AS_OF], p0, day, at, tie, net, members, extras, k, w, changes)
    write_out(s, m * O_SIZE, p0, day, net, k, lots, postings, out)


def begin_points(s: Ints, m: int, members: Ints, k: Ints, w: Ints, lots: Ints, postings: Ints) -> None:
    """No points yet but those of the opening balance."""
    s[C_MEMBER] = m
    s[S_LOTS] = 0
    s[S_HEAD] = 0
    s[S_ORDERED] = 1
    s[S_LAST_EARNED] = LONG_AGO
    s[S_HOLE] = 0
    s[S_EARNED] = 0
    s[S_EXPIRED] = 0
    s[S_TAKEN] = 0
    s[S_SPENT] = 0
    s[S_CAP_DAY] = LONG_AGO
    s[S_CAP_MADE] = 0
    s[S_JOINED] = members[m * M_SIZE + M_JOINED]
    for q in range(BONUSES):
        a = K_BONUSES + q * KB_SIZE
        s[S_BONUS + q * B_SIZE + B_SUM] = 0
        s[S_BONUS + q * B_SIZE + B_GIVEN] = 0
        s[S_BONUS + q * B_SIZE + B_UNTIL] = add_months(s[S_JOINED], k[a + KB_MONTHS]) + k[a + KB_DAYS]
    d = members[m * M_SIZE + M_OPEN_ON]
    come_in(s, members[m * M_SIZE + M_OPEN_POINTS], ACCRUALS + BONUSES + RULE_OPENING, d, d, k, w, lots, postings)


def extra(
    s: Ints, mo: int, x: int, p0: int, day: Ints, at: Ints, tie: Ints, net: Ints, level: Ints, members: Ints, extras: Ints, takings: Ints, k: Ints,
    w: Ints, lots: Ints, changes: Ints, gifts: Ints, postings: Ints
) -> None:  # fmt: skip
    """A return or a movement."""
    d = extras[x * X_SIZE + X_DAY]
    if REVIEWS and s[MAIN + DUE] <= d:
        review(s, MAIN, d, p0, day, at, tie, net, members, extras, k, w, changes)
    if RETURNS and extras[x * X_SIZE + X_KIND] == X_RETURN:
        take_back(s, mo, x, p0, day, at, tie, net, level, members, extras, takings, k, w, lots, changes, gifts, postings)
    elif MOVEMENTS:
        move(s, x, p0, day, at, tie, net, members, extras, k, w, lots, changes, gifts, postings)


def purchase(
    s: Ints, mo: int, i: int, d: int, p0: int, day: Ints, at: Ints, tie: Ints, counted: Ints, weighted: Ints, fixed_level: Ints, members: Ints,
    extras: Ints, k: Ints, w: Ints, lots: Ints, changes: Ints, postings: Ints, detail: Ints, net: Ints, level: Ints
) -> None:  # fmt: skip
    """Count it, judge it, then make its points by the tier held before it, then release what waited for a gain."""
    j = i - p0
    before = s[MAIN + TIER]
    priced = 0
    if PRICES:
        priced = fixed_level[i] if fixed_level[i] >= 0 else before
        level[j * V_SIZE + V_LEVEL] = priced
    net[j] = counted[priced * k[K_PURCHASES] + i]
    if PRICES and PRICED_AFTER:
        level[j * V_SIZE + V_BEFORE] = priced
        level[j * V_SIZE + V_JUDGED] = net[j]
    s[MAIN + SEEN] = j + 1
    lives = d > members[mo + M_OPEN_ON]
    if (QUALIFIES or GRACE) and lives and net[j] > 0:
        judge(s, MAIN, i, d, p0, day, at, tie, net, members, extras, k, w, changes)
    if PRICES and PRICED_AFTER and s[MAIN + TIER] > before and fixed_level[i] < 0:
        priced = s[MAIN + TIER]
        level[j * V_SIZE + V_LEVEL] = priced
        amend(s, MAIN, j, counted[priced * k[K_PURCHASES] + i], net)
    if POINTS and lives:
        if ACCRUALS > 0:
            accrue(s, i, j, d, before, priced, weighted, k, w, lots, postings)
        if BONUSES > 0 and not (GROUPS and fixed_level[i] >= 0):
            give_bonuses(s, j, d, before, k, w, lots, postings)
        if PENDING and s[MAIN + TIER] > before:
            release(s, d, s[MAIN + TIER], k, w, lots, postings)
    if DETAIL:
        detail[i * 3] = before
        detail[i * 3 + 1] = detail_level(i, before, s[MAIN + TIER], fixed_level)
        detail[i * 3 + 2] = s[MAIN + TIER]


def detail_level(i: int, before: int, after: int, fixed_level: Ints) -> int:
    """The price level of a purchase: fixed for group orders, else the tier's."""
    if fixed_level[i] >= 0:
        return fixed_level[i] + 0
    if PRICED_AFTER:
        return max(before, after)
    return before


def write_out(s: Ints, o: int, p0: int, day: Ints, net: Ints, k: Ints, lots: Ints, postings: Ints, out: Ints) -> None:
    """The member's row after the as-of date."""
    out[o + O_TIER] = s[MAIN + TIER]
    out[o + O_SINCE] = s[MAIN + SINCE]
    out[o + O_REVIEW] = s[MAIN + DUE]
    out[o + O_REASON] = s[MAIN + REASON]
    out[o + O_SPEND] = past_sum(0, s[MAIN + SEEN], k[K_SPEND_FROM], p0, day, net)
    if POINTS:
        age(s, k[K_AS_OF], lots, postings)
        waiting = 0
        if PENDING:
            for n in range(s[S_HEAD], s[S_LOTS]):
                if lots[n * L_SIZE + L_STATE] == L_WAITING:
                    waiting += lots[n * L_SIZE + L_LEFT]
        out[o + O_POINTS] = s[S_EARNED] - s[S_EXPIRED] - s[S_TAKEN] - s[S_SPENT]
        out[o + O_PENDING] = waiting
        out[o + O_EARNED] = s[S_EARNED]
        out[o + O_EXPIRED] = s[S_EXPIRED]
        out[o + O_TAKEN] = s[S_TAKEN]
        out[o + O_SPENT] = s[S_SPENT]
