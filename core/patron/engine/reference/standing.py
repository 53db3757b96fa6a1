"""A member's tier with its term: what a gain, a grant, a review, a renewal and a fall do to it."""

from __future__ import annotations

from dataclasses import dataclass

from patron.engine.plan import Plan
from patron.engine.reference.calendar import add

LAPSE, RETURN, GRANT, OPENING = "lapse", "return", "grant", "opening"


@dataclass(frozen=True, slots=True)
class Change:
    """A row of the changes: a gain, a fall, a grant, or a tier kept or renewed (before = after)."""

    on: int
    before: int
    after: int
    reason: str


@dataclass(slots=True)
class Standing:
    """The tier held, and what its reviews go by."""

    tier: int = 0
    since: int | None = None  # the day the tier was come to
    reason: str | None = None
    origin: int | None = None  # the day that reviews are counted from
    number: int = 1  # the next review is at origin + number terms
    term_start: int | None = None  # first date of `this term`; None before any change
    gained_end: int = 0  # purchases of the book before this place do not count for keeping
    failed: int | None = None  # the review date that was failed, while in grace


def review_date(plan: Plan, standing: Standing) -> int | None:
    """The next review; None for a tier without term. In grace it is the review that was failed."""
    term = plan.tiers[standing.tier].term
    if term is None or standing.origin is None:
        return None
    return add(standing.origin, term, standing.number)


def grace_end(plan: Plan, standing: Standing) -> int | None:
    """The date at whose start a member in grace falls; None for one who is not in grace."""
    grace = plan.tiers[standing.tier].grace
    if standing.failed is None or grace is None:
        return None
    return add(standing.failed, grace)


def due(plan: Plan, standing: Standing) -> int | None:
    """The next date at whose start something may happen to the tier: the end of grace, or the next review."""
    end = grace_end(plan, standing)
    return review_date(plan, standing) if end is None else end


def opened(plan: Plan, tier: int, since: int, opening_on: int) -> Standing:
    """The standing of a member with an opening tier: the reviews up to `opening_on` were passed."""
    standing = Standing(tier, since, OPENING, origin=since, term_start=since)
    on = review_date(plan, standing)
    while on is not None and on <= opening_on:
        standing.term_start = on
        standing.number += 1
        on = review_date(plan, standing)
    return standing


def come_to(standing: Standing, tier: int, day: int, reason: str, gained_end: int = 0) -> Change:
    """A new term of `tier` starts: a gain, a grant, a renewal, or a fall. A renewed tier keeps its `since`."""
    change = Change(day, standing.tier, tier, reason)
    if tier != standing.tier or reason == GRANT:
        standing.since = day
    standing.tier, standing.reason = tier, reason
    standing.origin, standing.number, standing.term_start = day, 1, day
    standing.gained_end, standing.failed = gained_end, None
    return change


def keep(standing: Standing, review: int, day: int, reason: str) -> Change:
    """The tier is kept at its review (`day` is later than `review` in grace): the next term begins there."""
    standing.number += 1
    standing.term_start, standing.failed, standing.reason = review, None, reason
    return Change(day, standing.tier, standing.tier, reason)
