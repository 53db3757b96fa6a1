"""The members that a run is about: those of the members file, and those who have an event."""

from __future__ import annotations

from collections.abc import Iterable

from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.reference.events import Event, Movement
from patron.engine.reference.lots import OPENING_RULE, Ledger, Lot
from patron.engine.reference.member import Member, Opening, Timeline
from patron.engine.reference.profiles import first_profiles
from patron.engine.reference.replay import first_standing
from patron.engine.reference.standing import Standing


def gather(plan: Plan, history: History, events: Iterable[Event], *, detail: bool) -> dict[str, Member]:
    """Every member by id, with opening balances; the events decide who else there is."""
    members: dict[str, Member] = {}
    columns = ("member_id", "joined_on", "referred_by", "opening_on", "opening_tier", "opening_since", "opening_points")
    ranks = {tier.id: rank for rank, tier in enumerate(plan.tiers)}
    for mid, joined, referred_by, on, tier, since, points in history.members.select(columns).iter_rows():
        member = members[mid] = _member(plan, mid, referred_by, detail=detail)
        member.joined = joined
        if on is None:
            continue
        member.opening = Opening(on, None if tier is None else ranks[tier], since)
        member.standing = first_standing(plan, member)
        member.tiers = Timeline(member.standing.tier)
        if points:
            member.ledger.earn(Lot(member.next_lot(), OPENING_RULE, points, points), on)
    for mid, profile in first_profiles(plan, history).items():
        members[mid].profile = Timeline(profile)
    for event in events:
        for mid in who(event, members):
            if mid not in members:
                members[mid] = _member(plan, mid, None, detail=detail)
    return members


def _member(plan: Plan, member_id: str, introducer: str | None, *, detail: bool) -> Member:
    ledger = Ledger(plan.points, postings=[] if detail else None)
    member = Member(member_id, Standing(), ledger, Timeline(introducer or None), Timeline(0))
    member.bonus_earned = [0] * len(plan.points.bonuses)
    member.bonus_given = [False] * len(plan.points.bonuses)
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
