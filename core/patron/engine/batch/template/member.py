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
    STREAMS,
    VOUCHERS,
)
from patron.engine.batch.template.issuing import issue
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
    K_BASE,
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
    S_ISSUE,
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
    W_ISSUE,
    X_DAY,
    X_KIND,
    X_POS,
    X_RETURN,
    X_SIZE,
)
from patron.engine.batch.template.movements import come_in, move
from patron.engine.batch.template.points import accrue, age, give_bonuses, release
from patron.engine.batch.template.returns import take_back
from patron.engine.batch.template.streams import add_beside, adds_beside, amend, amend_beside, keep_judged
from patron.engine.batch.template.tiers import begin, judge, review
from patron.engine.batch.template.types import Arrays
from patron.engine.batch.template.windows import look_up, past_sum


def run_members(a: Arrays, low: int, high: int) -> int:
    """Run the members order[low:high]; where some room runs out, the index of the first that was not run (`s[C_FULL]` says which)."""
    a.s[C_FULL] = 0
    for n in range(low, high):
        m = a.order[n] + 0
        first_change = a.s[C_T]
        first_gift = a.s[C_G]
        first_posting = a.s[C_Q]
        run_member(a, m)
        if a.s[C_FULL] != 0:
            a.s[C_T] = first_change
            a.s[C_G] = first_gift
            a.s[C_Q] = first_posting
            return n
        a.members[m * M_SIZE + M_T0] = first_change
        a.members[m * M_SIZE + M_TN] = a.s[C_T] - first_change
        if DETAIL:
            a.members[m * M_SIZE + M_Q0] = first_posting
            a.members[m * M_SIZE + M_QN] = a.s[C_Q] - first_posting
    return high


def run_member(a: Arrays, m: int) -> None:
    """One member, event by event: what was due by the start of the day, then the event."""
    mo = m * M_SIZE
    p0 = a.members[mo + M_P0]
    x = a.members[mo + M_X0]
    last = a.members[mo + M_X1]
    begin(a, MAIN, mo)
    if POINTS:
        begin_points(a, m)
    for i in range(p0, a.members[mo + M_P1]):
        if RETURNS or MOVEMENTS:
            while x < last and a.extras[x * X_SIZE + X_POS] <= i:
                extra(a, mo, x, p0)
                x += 1
        d = a.day[i] + 0
        if VOUCHERS and a.s[S_ISSUE] <= d:
            issue(a, d)
        if REVIEWS and a.s[MAIN + DUE] <= d:
            review(a, MAIN, d, p0)
        purchase(a, mo, i, d, p0)
    if RETURNS or MOVEMENTS:
        while x < last:
            extra(a, mo, x, p0)
            x += 1
    if REVIEWS:
        review(a, MAIN, a.k[K_AS_OF], p0)
    if VOUCHERS:
        issue(a, a.k[K_AS_OF])
    write_out(a, m * O_SIZE, p0)


def begin_points(a: Arrays, m: int) -> None:
    """No points yet but those of the opening balance."""
    a.s[C_MEMBER] = m
    a.s[S_LOTS] = 0
    a.s[S_HEAD] = 0
    a.s[S_ORDERED] = 1
    a.s[S_LAST_EARNED] = LONG_AGO
    a.s[S_HOLE] = 0
    a.s[S_EARNED] = 0
    a.s[S_EXPIRED] = 0
    a.s[S_TAKEN] = 0
    a.s[S_SPENT] = 0
    a.s[S_CAP_DAY] = LONG_AGO
    a.s[S_CAP_MADE] = 0
    a.s[S_JOINED] = a.members[m * M_SIZE + M_JOINED]
    for q in range(BONUSES):
        rule_at = K_BONUSES + q * KB_SIZE
        a.s[S_BONUS + q * B_SIZE + B_SUM] = 0
        a.s[S_BONUS + q * B_SIZE + B_GIVEN] = 0
        a.s[S_BONUS + q * B_SIZE + B_UNTIL] = add_months(a.s[S_JOINED], a.k[rule_at + KB_MONTHS]) + a.k[rule_at + KB_DAYS]
    d = a.members[m * M_SIZE + M_OPEN_ON]
    if VOUCHERS:
        a.s[S_ISSUE] = look_up(a, W_ISSUE, max(d, a.k[K_BASE]))
    come_in(a, a.members[m * M_SIZE + M_OPEN_POINTS], ACCRUALS + BONUSES + RULE_OPENING, d, d)


def extra(a: Arrays, mo: int, x: int, p0: int) -> None:
    """A return or a movement."""
    d = a.extras[x * X_SIZE + X_DAY]
    if VOUCHERS and a.s[S_ISSUE] <= d:
        issue(a, d)
    if REVIEWS and a.s[MAIN + DUE] <= d:
        review(a, MAIN, d, p0)
    if RETURNS and a.extras[x * X_SIZE + X_KIND] == X_RETURN:
        take_back(a, mo, x, p0)
    elif MOVEMENTS:
        move(a, x, p0)


def purchase(a: Arrays, mo: int, i: int, d: int, p0: int) -> None:
    """Count it, judge it, then make its points by the tier held before it, then release what waited for a gain."""
    j = i - p0
    before = a.s[MAIN + TIER]
    priced = 0
    if PRICES:
        priced = a.fixed_level[i] if a.fixed_level[i] >= 0 else before
        a.level[j * V_SIZE + V_LEVEL] = priced
    a.net[j] = a.counted[priced * a.k[K_PURCHASES] + i]
    if STREAMS > 1:
        add_beside(a, i, j, priced)
    if PRICES and PRICED_AFTER:
        a.level[j * V_SIZE + V_BEFORE] = priced
        a.level[j * V_SIZE + V_JUDGED] = a.net[j]
        if STREAMS > 1:
            keep_judged(a, j)
    a.s[MAIN + SEEN] = j + 1
    lives = d > a.members[mo + M_OPEN_ON]
    if (QUALIFIES or GRACE) and lives and (a.net[j] > 0 or (STREAMS > 1 and adds_beside(a, j))):
        judge(a, MAIN, i, d, p0)
    if PRICES and PRICED_AFTER and (a.s[MAIN + TIER] > before) and (a.fixed_level[i] < 0):
        priced = a.s[MAIN + TIER]
        a.level[j * V_SIZE + V_LEVEL] = priced
        amend(a, MAIN, j, 0, a.counted[priced * a.k[K_PURCHASES] + i])
        if STREAMS > 1:
            amend_beside(a, MAIN, i, j, priced)
    made = 0
    if POINTS and lives:
        if ACCRUALS > 0:
            made += accrue(a, i, j, d, before, priced)
        if BONUSES > 0 and (not (GROUPS and a.fixed_level[i] >= 0)):
            made += give_bonuses(a, j, d, before)
        if PENDING and a.s[MAIN + TIER] > before:
            release(a, d, a.s[MAIN + TIER])
    if DETAIL:
        a.detail[i * 3] = before
        a.detail[i * 3 + 1] = detail_level(a, i, before, a.s[MAIN + TIER])
        a.detail[i * 3 + 2] = a.s[MAIN + TIER]
        a.made[i] = made


def detail_level(a: Arrays, i: int, before: int, after: int) -> int:
    """The price level of a purchase: fixed for group orders, else the tier's."""
    if a.fixed_level[i] >= 0:
        return a.fixed_level[i] + 0
    if PRICED_AFTER:
        return max(before, after)
    return before


def write_out(a: Arrays, o: int, p0: int) -> None:
    """The member's row after the as-of date."""
    a.out[o + O_TIER] = a.s[MAIN + TIER]
    a.out[o + O_SINCE] = a.s[MAIN + SINCE]
    a.out[o + O_REVIEW] = a.s[MAIN + DUE]
    a.out[o + O_REASON] = a.s[MAIN + REASON]
    a.out[o + O_SPEND] = past_sum(a, 0, a.s[MAIN + SEEN], a.k[K_SPEND_FROM], p0, 0)
    if POINTS:
        age(a, a.k[K_AS_OF])
        waiting = 0
        if PENDING:
            for n in range(a.s[S_HEAD], a.s[S_LOTS]):
                if a.lots[n * L_SIZE + L_STATE] == L_WAITING:
                    waiting += a.lots[n * L_SIZE + L_LEFT]
        a.out[o + O_POINTS] = a.s[S_EARNED] - a.s[S_EXPIRED] - a.s[S_TAKEN] - a.s[S_SPENT]
        a.out[o + O_PENDING] = waiting
        a.out[o + O_EARNED] = a.s[S_EARNED]
        a.out[o + O_EXPIRED] = a.s[S_EXPIRED]
        a.out[o + O_TAKEN] = a.s[S_TAKEN]
        a.out[o + O_SPENT] = a.s[S_SPENT]
