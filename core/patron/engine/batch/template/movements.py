"""Movements: points redeemed, given, received and adjusted; tiers granted; a new introducer."""

from __future__ import annotations

from patron.engine.batch.template.flags import ACCRUALS, BONUSES, EXCHANGES, PENDING, POINTS, PROFILES, REVIEWS, TIERS, WITHDRAWALS
from patron.engine.batch.template.layout import (
    C_G,
    DUE,
    FACTS,
    G_EARNED,
    G_POINTS,
    G_RULE,
    G_SIZE,
    K_EXCHANGES,
    L_LAPSE,
    MAIN,
    NEVER,
    NONE,
    REASON_GRANT,
    REF,
    RULE_ADJUST,
    RULE_BESIDE,
    SAME_REF,
    TIER,
    X_A,
    X_ADJUST,
    X_B,
    X_DAY,
    X_EARN,
    X_G0,
    X_GIVE,
    X_GN,
    X_GRANT,
    X_KEPT,
    X_KIND,
    X_MISSING,
    X_NOW,
    X_PROFILE,
    X_RECEIVE,
    X_REDEEM,
    X_SIZE,
)
from patron.engine.batch.template.points import age, earn, new_lot, release
from patron.engine.batch.template.spending import spend
from patron.engine.batch.template.stubs import withdraw
from patron.engine.batch.template.tiers import move_to, review
from patron.engine.batch.template.types import Arrays


def grant_or_profile(a: Arrays, b: int, x: int, p0: int) -> None:
    """A movement that changes the tier or what its judgements depend on."""
    o = x * X_SIZE
    kind = a.extras[o + X_KIND]
    if kind in (X_PROFILE, X_GRANT):
        d = a.extras[o + X_DAY]
        if REVIEWS and a.s[b + DUE] <= d:
            review(a, b, d, p0)
        if kind == X_PROFILE:
            change_profile(a, b, x, d, p0)
        else:
            move_to(a, b, a.extras[o + X_A], d, REASON_GRANT, NONE, -2 - x)


def change_profile(a: Arrays, b: int, x: int, d: int, p0: int) -> None:
    """What is known of the member changes on day `d`; that may take the tier away."""
    o = x * X_SIZE
    if a.extras[o + X_A] != SAME_REF:
        a.s[b + REF] = a.extras[o + X_A]
    if PROFILES:
        a.s[b + FACTS] = (a.s[b + FACTS] & a.extras[o + X_KEPT]) | a.extras[o + X_NOW]
    if WITHDRAWALS:
        found = withdraw(a, b, p0, d, NONE)
        if found != NONE:
            move_to(a, b, found % TIERS, d, found // TIERS, NONE, -2 - x)


def move(a: Arrays, x: int, p0: int) -> None:
    """One movement in the run itself."""
    o = x * X_SIZE
    kind = a.extras[o + X_KIND]
    d = a.extras[o + X_DAY]
    before = a.s[MAIN + TIER]
    grant_or_profile(a, MAIN, x, p0)
    if PENDING and a.s[MAIN + TIER] > before:
        release(a, d, a.s[MAIN + TIER])
    if POINTS:
        if kind in (X_REDEEM, X_GIVE) or (kind == X_ADJUST and a.extras[o + X_A] < 0):
            age(a, d)
            points = abs(a.extras[o + X_A])
            if kind == X_GIVE:
                a.extras[o + X_G0] = a.s[C_G]
                a.extras[o + X_MISSING] = spend(a, points, d, 1)
                a.extras[o + X_GN] = a.s[C_G] - a.extras[o + X_G0]
            elif EXCHANGES > 0 and refused(a, o):
                a.extras[o + X_MISSING] = -2 - a.s[MAIN + TIER]
            else:
                a.extras[o + X_MISSING] = spend(a, points, d, 0)
        elif kind == X_ADJUST:
            come_in(a, a.extras[o + X_A], ACCRUALS + BONUSES + RULE_ADJUST, d, d)
        elif kind == X_EARN:
            come_in(a, a.extras[o + X_A], ACCRUALS + BONUSES + RULE_BESIDE + a.extras[o + X_B], d, d)
        elif kind == X_RECEIVE:
            giver = a.extras[o + X_B] * X_SIZE
            for g in range(a.extras[giver + X_G0], a.extras[giver + X_G0] + a.extras[giver + X_GN]):
                come_in(a, a.gifts[g * G_SIZE + G_POINTS], a.gifts[g * G_SIZE + G_RULE], a.gifts[g * G_SIZE + G_EARNED], d)


def refused(a: Arrays, o: int) -> bool:
    """True if a movement is for an entry of exchange that the member's tier may not have."""
    if a.extras[o + X_KIND] != X_REDEEM or a.extras[o + X_B] == NONE:
        return False
    return a.k[K_EXCHANGES + a.extras[o + X_B] * TIERS + a.s[MAIN + TIER]] == 0


def come_in(a: Arrays, points: int, rule: int, earned: int, d: int) -> None:
    """A lot that no purchase made."""
    if points > 0:
        o = new_lot(a, points, rule, NONE, NONE)
        if o != NONE:
            if PENDING:
                a.lots[o + L_LAPSE] = NEVER
            earn(a, o, earned, d)
