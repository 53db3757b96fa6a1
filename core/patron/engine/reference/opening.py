"""The members that a run is about: those of the members file, and those who have an event."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.reference.events import Event, Movement
from patron.engine.reference.lots import OPENING_RULE, Ledger, Lot
from patron.engine.reference.member import Member, Opening, Timeline
from patron.engine.reference.profiles import NOTHING, Profile, first_profiles
from patron.engine.reference.replay import first_standing
from patron.engine.reference.standing import Standing


def gather(plan: Plan, history: History, events: Iterable[Event], *, detail: bool) -> dict[str, Member]:
    """Every member by id, with opening balances; the events decide who else there is."""
    members: dict[str, Member] = {}
    profiles = first_profiles(plan, history)
    for one in listed(history):
        members[one.id] = enter(plan, one, profiles.get(one.id, NOTHING), detail=detail)
    for event in events:
        for mid in who(event, members):
            if mid not in members:
                members[mid] = enter(plan, Listed(mid), detail=detail)
    return members


@dataclass(frozen=True, slots=True)
class Listed:
    """What the members file says of a member; days since 1970-01-01, None where it says nothing."""

    id: str
    joined: int | None = None
    introducer: str | None = None
    opening_on: int | None = None
    opening_tier: str | None = None
    opening_since: int | None = None
    opening_points: int | None = None


def listed(history: History) -> Iterator[Listed]:
    """The rows of the members file."""
    columns = ("member_id", "joined_on", "referred_by", "opening_on", "opening_tier", "opening_since", "opening_points")
    for row in history.members.select(columns).iter_rows():
        yield Listed(*row)


def enter(plan: Plan, told: Listed, profile: Profile = NOTHING, *, detail: bool) -> Member:
    """A new member, with opening balances where there are any."""
    ledger = Ledger(plan.points, postings=[] if detail else None)
    member = Member(told.id, Standing(), ledger, Timeline(told.introducer or None), Timeline(0), Timeline(profile), joined=told.joined)
    member.bonus_earned = [0] * len(plan.points.bonuses)
    member.bonus_given = [False] * len(plan.points.bonuses)
    if told.opening_on is not None:
        ranks = {tier.id: rank for rank, tier in enumerate(plan.tiers)}
        tier = None if told.opening_tier is None else ranks[told.opening_tier]
        member.opening = Opening(told.opening_on, tier, told.opening_since)
        member.standing = first_standing(plan, member)
        member.tiers = Timeline(member.standing.tier)
        if told.opening_points:
            points = told.opening_points
            ledger.earn(Lot(member.next_lot(), OPENING_RULE, points, points), told.opening_on)
    return member


def who(event: Event, members: dict[str, Member]) -> tuple[str, ...]:
    """Whose event it is: no one's for a walk-in sale and for a movement that the opening contains; also a receiver's."""
    if event.member is None:
        return ()
    if not isinstance(event, Movement):
        return (event.member,)
    if _contained(event.member, event.day, members):
        return ()
    if event.kind == "give" and event.to_member is not None and not _contained(event.to_member, event.day, members):
        return (event.member, event.to_member)
    return (event.member,)


def _contained(member_id: str, day: int, members: dict[str, Member]) -> bool:
    member = members.get(member_id)
    return member is not None and member.before_opening(day)
