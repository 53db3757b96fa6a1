"""A member's tier: how it is begun, gained, renewed, kept and lost. The same steps serve the judgement after a return."""

from __future__ import annotations

from patron.engine.batch.template.calendar import add_months
from patron.engine.batch.template.flags import GRACE, QUALIFIES, RENEWALS, REQUALIFY, REVIEWS, WINDOWS
from patron.engine.batch.template.layout import (
    C_FULL,
    C_T,
    C_T_END,
    DUE,
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
from patron.engine.batch.template.types import Ints


def review_date(s: Ints, b: int, number: int, k: Ints) -> int:
    """The date of a tier's review of that number, counted from the original day; NEVER without a term."""
    o = K_TIERS + s[b + TIER] * KT_SIZE
    if k[o + KT_TERM_MONTHS] > 0:
        return add_months(s[b + ORIGIN], number * k[o + KT_TERM_MONTHS])
    if k[o + KT_TERM_DAYS] > 0:
        return s[b + ORIGIN] + number * k[o + KT_TERM_DAYS]
    return NEVER


def grace_end(d: int, tier: int, k: Ints) -> int:
    """The day on which a member falls who failed the review of day `d`."""
    o = K_TIERS + tier * KT_SIZE
    if k[o + KT_GRACE_MONTHS] > 0:
        return add_months(d, k[o + KT_GRACE_MONTHS])
    return d + k[o + KT_GRACE_DAYS]


def begin(s: Ints, b: int, mo: int, members: Ints, k: Ints) -> None:
    """The tier before the first event: the first one, or that of the opening balance."""
    s[b + TIER] = 0
    s[b + SINCE] = LONG_AGO
    s[b + REASON] = NONE
    s[b + TERM_START] = LONG_AGO
    s[b + ORIGIN] = LONG_AGO
    s[b + REVIEWED] = 0
    s[b + DUE] = NEVER
    s[b + GRACE_FROM] = LONG_AGO
    s[b + GAINED_BY] = NONE
    s[b + REF] = members[mo + M_REF]
    s[b + SEEN] = 0
    for o in range(WINDOWS * W_SIZE):
        s[b + SLIDES + o] = 0
    if members[mo + M_OPEN_TIER] != NONE:
        s[b + TIER] = members[mo + M_OPEN_TIER]
        s[b + SINCE] = members[mo + M_OPEN_SINCE]
        s[b + REASON] = REASON_OPENING
        s[b + TERM_START] = s[b + SINCE]
        s[b + ORIGIN] = s[b + SINCE]
        if REVIEWS:
            s[b + DUE] = review_date(s, b, 1, k)
            while s[b + DUE] <= members[mo + M_OPEN_ON]:
                s[b + TERM_START] = s[b + DUE]
                s[b + REVIEWED] += 1
                s[b + DUE] = review_date(s, b, s[b + REVIEWED] + 1, k)


def start_term(s: Ints, b: int, d: int, reason: int, gained_by: int, k: Ints) -> None:
    """A term of the present tier starts on day `d`."""
    s[b + REASON] = reason
    s[b + TERM_START] = d
    s[b + ORIGIN] = d
    s[b + REVIEWED] = 0
    s[b + GRACE_FROM] = LONG_AGO
    s[b + GAINED_BY] = gained_by
    if REVIEWS:
        s[b + DUE] = review_date(s, b, 1, k)


def move_to(s: Ints, b: int, tier: int, d: int, reason: int, gained_by: int, event: int, k: Ints, changes: Ints) -> None:
    """Come to a tier on day `d`."""
    record(s, b, d, tier, reason, event, changes)
    s[b + TIER] = tier
    s[b + SINCE] = d
    start_term(s, b, d, reason, gained_by, k)


def record(s: Ints, b: int, d: int, tier: int, reason: int, event: int, changes: Ints) -> None:
    """A row of the changes; a judgement after a return writes none."""
    if b == MAIN:
        if s[C_T] >= s[C_T_END]:
            s[C_FULL] |= FULL_CHANGES
        else:
            o = s[C_T] * T_SIZE
            changes[o + T_ON] = d
            changes[o + T_FROM] = s[b + TIER]
            changes[o + T_TO] = tier
            changes[o + T_REASON] = reason
            changes[o + T_EVENT] = event
            s[C_T] += 1


def keep_term(s: Ints, b: int, start: int, reason: int, k: Ints) -> None:
    """The tier is kept at the review of day `start`: the next term begins there."""
    s[b + REASON] = reason
    s[b + TERM_START] = start
    s[b + GRACE_FROM] = LONG_AGO
    s[b + REVIEWED] += 1
    s[b + DUE] = review_date(s, b, s[b + REVIEWED] + 1, k)


def review(
    s: Ints, b: int, until: int, p0: int, day: Ints, at: Ints, tie: Ints, net: Ints, members: Ints, extras: Ints, k: Ints, w: Ints, changes: Ints
) -> None:  # fmt: skip
    """Every review and end of grace due up to the day `until`, each as of the day before."""
    while s[b + DUE] <= until:
        d = s[b + DUE]
        if GRACE and s[b + GRACE_FROM] != LONG_AGO:
            fall(s, b, d, p0, day, at, tie, net, members, extras, k, w, changes)
        else:
            reason = keep(s, b, p0, d - 1, NONE, day, at, tie, net, members, extras, k, w, changes)
            if reason != NONE:
                record(s, b, d, s[b + TIER], reason, NONE, changes)
                keep_term(s, b, d, reason, k)
            elif GRACE and grace_end(d, s[b + TIER], k) > d:
                s[b + GRACE_FROM] = d
                s[b + DUE] = grace_end(d, s[b + TIER], k)
            else:
                fall(s, b, d, p0, day, at, tie, net, members, extras, k, w, changes)


def fall(
    s: Ints, b: int, d: int, p0: int, day: Ints, at: Ints, tie: Ints, net: Ints, members: Ints, extras: Ints, k: Ints, w: Ints, changes: Ints
) -> None:  # fmt: skip
    """The tier is not kept: fall at the start of day `d`."""
    to = k[K_TIERS + s[b + TIER] * KT_SIZE + KT_LAPSE]
    if to == LAPSE_BELOW:
        to = max(0, s[b + TIER] - 1)
    if REQUALIFY and to == LAPSE_REQUALIFIED:
        to = requalified(s, b, p0, d - 1, NONE, day, at, tie, net, members, extras, k, w, changes)
    move_to(s, b, to, d, REASON_LAPSE, NONE, NONE, k, changes)


def judge(
    s: Ints, b: int, i: int, d: int, p0: int, day: Ints, at: Ints, tie: Ints, net: Ints, members: Ints, extras: Ints, k: Ints, w: Ints, changes: Ints
) -> None:  # fmt: skip
    """A purchase that counts for something, seen already: first it may end a grace, then it may bring a tier."""
    if GRACE and s[b + GRACE_FROM] != LONG_AGO:
        kept = keep(s, b, p0, d, i, day, at, tie, net, members, extras, k, w, changes)
        if kept != NONE:
            record(s, b, d, s[b + TIER], kept, i, changes)
            keep_term(s, b, s[b + GRACE_FROM], kept, k)
    if QUALIFIES:
        rule = qualify(s, b, p0, d, i, day, at, tie, net, members, extras, k, w, changes)
        if rule != NONE:
            tier = k[K_GRANTS + rule]
            if RENEWALS and tier == s[b + TIER]:
                record(s, b, d, tier, rule, i, changes)
                start_term(s, b, d, rule, i - p0, k)
            else:
                move_to(s, b, tier, d, rule, i - p0, i, k, changes)
