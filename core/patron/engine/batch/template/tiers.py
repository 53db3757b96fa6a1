"""A member's tier: how it is begun, gained, renewed, kept and lost. The same steps serve the judgement after a return."""

from __future__ import annotations

from patron.engine.batch.template.calendar import add_months
from patron.engine.batch.template.flags import GRACE, PROFILES, QUALIFIES, RENEWALS, REQUALIFY, REVIEWS, WINDOWS
from patron.engine.batch.template.layout import (
    C_FULL,
    C_T,
    C_T_END,
    DUE,
    FACTS,
    FULL_CHANGES,
    GAINED_BY,
    GRACE_FROM,
    K_GRANTS,
    K_TIERS,
    KT_GRACE_DAYS,
    KT_GRACE_MONTHS,
    KT_LAPSE,
    KT_SIZE,
    KT_TERM_DAYS,
    KT_TERM_MONTHS,
    LAPSE_BELOW,
    LAPSE_REQUALIFIED,
    LONG_AGO,
    M_FACTS,
    M_OPEN_ON,
    M_OPEN_SINCE,
    M_OPEN_TIER,
    M_REF,
    MAIN,
    NEVER,
    NONE,
    ORIGIN,
    REASON,
    REASON_LAPSE,
    REASON_OPENING,
    REF,
    REVIEWED,
    SEEN,
    SINCE,
    SLIDES,
    T_EVENT,
    T_FROM,
    T_ON,
    T_REASON,
    T_SIZE,
    T_TO,
    TERM_START,
    TIER,
    W_SIZE,
)
from patron.engine.batch.template.stubs import keep, qualify, requalified
from patron.engine.batch.template.types import Arrays


def review_date(a: Arrays, b: int, number: int) -> int:
    """The date of a tier's review of that number, counted from the original day; NEVER without a term."""
    o = K_TIERS + a.s[b + TIER] * KT_SIZE
    if a.k[o + KT_TERM_MONTHS] > 0:
        return add_months(a.s[b + ORIGIN], number * a.k[o + KT_TERM_MONTHS])
    if a.k[o + KT_TERM_DAYS] > 0:
        return a.s[b + ORIGIN] + number * a.k[o + KT_TERM_DAYS]
    return NEVER


def grace_end(a: Arrays, d: int, tier: int) -> int:
    """The day on which a member falls who failed the review of day `d`."""
    o = K_TIERS + tier * KT_SIZE
    if a.k[o + KT_GRACE_MONTHS] > 0:
        return add_months(d, a.k[o + KT_GRACE_MONTHS])
    return d + a.k[o + KT_GRACE_DAYS]


def begin(a: Arrays, b: int, mo: int) -> None:
    """The tier before the first event: the first one, or that of the opening balance."""
    a.s[b + TIER] = 0
    a.s[b + SINCE] = LONG_AGO
    a.s[b + REASON] = NONE
    a.s[b + TERM_START] = LONG_AGO
    a.s[b + ORIGIN] = LONG_AGO
    a.s[b + REVIEWED] = 0
    a.s[b + DUE] = NEVER
    a.s[b + GRACE_FROM] = LONG_AGO
    a.s[b + GAINED_BY] = NONE
    a.s[b + REF] = a.members[mo + M_REF]
    a.s[b + SEEN] = 0
    if PROFILES:
        a.s[b + FACTS] = a.members[mo + M_FACTS]
    for o in range(WINDOWS * W_SIZE):
        a.s[b + SLIDES + o] = 0
    if a.members[mo + M_OPEN_TIER] != NONE:
        a.s[b + TIER] = a.members[mo + M_OPEN_TIER]
        a.s[b + SINCE] = a.members[mo + M_OPEN_SINCE]
        a.s[b + REASON] = REASON_OPENING
        a.s[b + TERM_START] = a.s[b + SINCE]
        a.s[b + ORIGIN] = a.s[b + SINCE]
        if REVIEWS:
            a.s[b + DUE] = review_date(a, b, 1)
            while a.s[b + DUE] <= a.members[mo + M_OPEN_ON]:
                a.s[b + TERM_START] = a.s[b + DUE]
                a.s[b + REVIEWED] += 1
                a.s[b + DUE] = review_date(a, b, a.s[b + REVIEWED] + 1)


def start_term(a: Arrays, b: int, d: int, reason: int, gained_by: int) -> None:
    """A term of the present tier starts on day `d`."""
    a.s[b + REASON] = reason
    a.s[b + TERM_START] = d
    a.s[b + ORIGIN] = d
    a.s[b + REVIEWED] = 0
    a.s[b + GRACE_FROM] = LONG_AGO
    a.s[b + GAINED_BY] = gained_by
    if REVIEWS:
        a.s[b + DUE] = review_date(a, b, 1)


def move_to(a: Arrays, b: int, tier: int, d: int, reason: int, gained_by: int, event: int) -> None:
    """Come to a tier on day `d`."""
    record(a, b, d, tier, reason, event)
    a.s[b + TIER] = tier
    a.s[b + SINCE] = d
    start_term(a, b, d, reason, gained_by)


def record(a: Arrays, b: int, d: int, tier: int, reason: int, event: int) -> None:
    """A row of the changes; a judgement after a return writes none."""
    if b == MAIN:
        if a.s[C_T] >= a.s[C_T_END]:
            a.s[C_FULL] |= FULL_CHANGES
        else:
            o = a.s[C_T] * T_SIZE
            a.changes[o + T_ON] = d
            a.changes[o + T_FROM] = a.s[b + TIER]
            a.changes[o + T_TO] = tier
            a.changes[o + T_REASON] = reason
            a.changes[o + T_EVENT] = event
            a.s[C_T] += 1


def keep_term(a: Arrays, b: int, start: int, reason: int) -> None:
    """The tier is kept at the review of day `start`: the next term begins there."""
    a.s[b + REASON] = reason
    a.s[b + TERM_START] = start
    a.s[b + GRACE_FROM] = LONG_AGO
    a.s[b + REVIEWED] += 1
    a.s[b + DUE] = review_date(a, b, a.s[b + REVIEWED] + 1)


def review(a: Arrays, b: int, until: int, p0: int) -> None:
    """Every review and end of grace due up to the day `until`, each as of the day before."""
    while a.s[b + DUE] <= until:
        d = a.s[b + DUE]
        if GRACE and a.s[b + GRACE_FROM] != LONG_AGO:
            fall(a, b, d, p0)
        else:
            reason = keep(a, b, p0, d - 1, NONE)
            if reason != NONE:
                record(a, b, d, a.s[b + TIER], reason, NONE)
                keep_term(a, b, d, reason)
            elif GRACE and grace_end(a, d, a.s[b + TIER]) > d:
                a.s[b + GRACE_FROM] = d
                a.s[b + DUE] = grace_end(a, d, a.s[b + TIER])
            else:
                fall(a, b, d, p0)


def fall(a: Arrays, b: int, d: int, p0: int) -> None:
    """The tier is not kept: fall at the start of day `d`."""
    to = a.k[K_TIERS + a.s[b + TIER] * KT_SIZE + KT_LAPSE]
    if to == LAPSE_BELOW:
        to = max(0, a.s[b + TIER] - 1)
    if REQUALIFY and to == LAPSE_REQUALIFIED:
        to = requalified(a, b, p0, d - 1, NONE)
    move_to(a, b, to, d, REASON_LAPSE, NONE, NONE)


def judge(a: Arrays, b: int, i: int, d: int, p0: int) -> None:
    """A purchase that counts for something, seen already: first it may end a grace, then it may bring a tier."""
    if GRACE and a.s[b + GRACE_FROM] != LONG_AGO:
        kept = keep(a, b, p0, d, i)
        if kept != NONE:
            record(a, b, d, a.s[b + TIER], kept, i)
            keep_term(a, b, a.s[b + GRACE_FROM], kept)
    if QUALIFIES:
        rule = qualify(a, b, p0, d, i)
        if rule != NONE:
            tier = a.k[K_GRANTS + rule]
            if RENEWALS and tier == a.s[b + TIER]:
                record(a, b, d, tier, rule, i)
                start_term(a, b, d, rule, i - p0)
            else:
                move_to(a, b, tier, d, rule, i - p0, i)
