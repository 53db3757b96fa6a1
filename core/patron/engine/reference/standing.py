"""A member's tier with its term: what a gain, a grant, a review, a renewal and a fall do to it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from patron.engine.plan import Plan
from patron.engine.reference.calendar import add

LAPSE, RETURN, GRANT, OPENING, VERSION = "lapse", "return", "grant", "opening", "version"


@dataclass(frozen=True, slots=True)
class Change:
    """A row of the changes: a gain, a fall, a grant, or a tier kept or renewed (before = after).

    Ranks are those of the version of the scheme that holds on the day. `left` is the id of a tier that this version has no more:
    then the member comes from it, and `before` is `after`.
    """

    on: int
    before: int
    after: int
    reason: str
    left: str | None = None


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


def due_from(plan: Plan, standing: Standing, first: int) -> int | None:
    """As `due`, by a plan that holds from the day `first` on: what was due before it, by this plan's terms, is due then."""
    on = due(plan, standing)
    return None if on is None else max(on, first)


@lru_cache(maxsize=64)
def carried_ranks(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[int, ...]:
    """Where the tiers of a plan are in another one: by id; one that is no more is the highest below it that is left, else the first."""
    places = {tier: rank for rank, tier in enumerate(new)}
    found: list[int] = []
    for tier in old:
        found.append(places.get(tier, found[-1] if found else 0))
    return tuple(found)


def ranks_in(old: Plan, new: Plan) -> tuple[int, ...]:
    """The rank in the new plan of each tier of the old one."""
    return carried_ranks(tuple(tier.id for tier in old.tiers), tuple(tier.id for tier in new.tiers))


def carry(standing: Standing, old: Plan, new: Plan, day: int) -> Change | None:
    """Another plan holds from the start of `day` on: what was due before has happened. A change only where the tier is no more.

    Reviews go on counting from the original day, by the new term; the first one is on or after `day`.
    """
    held = old.tiers[standing.tier]
    standing.tier = ranks_in(old, new)[standing.tier]
    tier = new.tiers[standing.tier]
    if tier.id != held.id:
        standing.since, standing.reason, standing.failed = day, VERSION, None
    if tier.term is not None and tier.term != held.term and standing.origin is not None:
        standing.number = 1
        last = day - 1 if standing.failed is None else standing.failed
        while add(standing.origin, tier.term, standing.number) <= last:
            standing.number += 1
        if standing.failed is not None:
            standing.number = max(standing.number - 1, 1)
    return None if tier.id == held.id else Change(day, standing.tier, standing.tier, VERSION, held.id)
