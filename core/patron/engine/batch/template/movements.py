"""Movements: points redeemed, given, received and adjusted; tiers granted; a new introducer."""

from __future__ import annotations

from patron.engine.batch.template.flags import ACCRUALS, BONUSES, PENDING, POINTS, REVIEWS
from patron.engine.batch.template.layout import (
    C_G,
    DUE,
    G_EARNED,
    G_POINTS,
    G_RULE,
    G_SIZE,
    L_LAPSE,
    MAIN,
    NEVER,
    NONE,
    REASON_GRANT,
    REF,
    RULE_ADJUST,
    TIER,
    X_A,
    X_ADJUST,
    X_B,
    X_DAY,
    X_G0,
    X_GIVE,
    X_GN,
    X_GRANT,
    X_KIND,
    X_MISSING,
    X_PROFILE,
    X_RECEIVE,
    X_REDEEM,
    X_SIZE,
)
from patron.engine.batch.template.points import age, earn, new_lot, release
from patron.engine.batch.template.spending import spend
from patron.engine.batch.template.tiers import move_to, record, review, start_term
from patron.engine.batch.template.types import Ints


def grant_or_profile(
    s: Ints, b: int, x: int, p0: int, day: Ints, at: Ints, tie: Ints, net: Ints, members: Ints, extras: Ints, k: Ints, w: Ints, changes: Ints
) -> None:  # fmt: skip
    """A movement that changes the tier or what its judgements depend on."""
    o = x * X_SIZE
    kind = extras[o + X_KIND]
    if kind == X_PROFILE or kind == X_GRANT:
        d = extras[o + X_DAY]
        if REVIEWS and s[b + DUE] <= d:
            review(s, b, d, p0, day, at, tie, net, members, extras, k, w, changes)
        if kind == X_PROFILE:
            s[b + REF] = extras[o + X_A]
        elif extras[o + X_A] == s[b + TIER]:
            record(s, b, d, s[b + TIER], REASON_GRANT, -2 - x, changes)
            start_term(s, b, d, REASON_GRANT, NONE, k)
        else:
            move_to(s, b, extras[o + X_A], d, REASON_GRANT, NONE, -2 - x, k, changes)


def move(
    s: Ints, x: int, p0: int, day: Ints, at: Ints, tie: Ints, net: Ints, members: Ints, extras: Ints, k: Ints, w: Ints, lots: Ints, changes: Ints,
    gifts: Ints, postings: Ints
) -> None:  # fmt: skip
    """One movement in the run itself."""
    o = x * X_SIZE
    kind = extras[o + X_KIND]
    d = extras[o + X_DAY]
    before = s[MAIN + TIER]
    grant_or_profile(s, MAIN, x, p0, day, at, tie, net, members, extras, k, w, changes)
    if PENDING and s[MAIN + TIER] > before:
        release(s, d, s[MAIN + TIER], k, w, lots, postings)
    if POINTS:
        if kind == X_REDEEM or kind == X_GIVE or (kind == X_ADJUST and extras[o + X_A] < 0):
            age(s, d, lots, postings)
            points = abs(extras[o + X_A])
            if kind == X_GIVE:
                extras[o + X_G0] = s[C_G]
                extras[o + X_MISSING] = spend(s, points, d, 1, k, w, lots, gifts, postings)
                extras[o + X_GN] = s[C_G] - extras[o + X_G0]
            else:
                extras[o + X_MISSING] = spend(s, points, d, 0, k, w, lots, gifts, postings)
        elif kind == X_ADJUST:
            come_in(s, extras[o + X_A], ACCRUALS + BONUSES + RULE_ADJUST, d, d, k, w, lots, postings)
        elif kind == X_RECEIVE:
            giver = extras[o + X_B] * X_SIZE
            for g in range(extras[giver + X_G0], extras[giver + X_G0] + extras[giver + X_GN]):
                come_in(s, gifts[g * G_SIZE + G_POINTS], gifts[g * G_SIZE + G_RULE], gifts[g * G_SIZE + G_EARNED], d, k, w, lots, postings)


def come_in(s: Ints, points: int, rule: int, earned: int, d: int, k: Ints, w: Ints, lots: Ints, postings: Ints) -> None:
    """A lot that no purchase made."""
    if points > 0:
        o = new_lot(s, points, rule, NONE, NONE, lots)
        if o != NONE:
            if PENDING:
                lots[o + L_LAPSE] = NEVER
            earn(s, o, earned, d, k, w, lots, postings)
