"""From one version of a scheme to the next: what is known of a member is carried over at the start of its first day."""

from __future__ import annotations

from patron.engine.plan import Plan
from patron.engine.reference.calendar import first_instant
from patron.engine.reference.events import Key
from patron.engine.reference.member import Member
from patron.engine.reference.replay import Stretch, recounted
from patron.engine.reference.standing import Change, carry, ranks_in


def carry_over(member: Member, old: Stretch, new: Stretch) -> None:
    """Tiers by id, books counted anew, lots as they are, what was earned towards bonuses by their ids."""
    day, ranks = new.from_day, ranks_in(old.plan, new.plan)
    key: Key = (first_instant(day, new.plan.time_zone), -1, "", 0)  # before what else happens at the start of the day
    before = member.standing.tier
    change = carry(member.standing, old.plan, new.plan, day)
    if member.standing.tier != before:
        member.tiers.change(key, day - 1, member.standing.tier)  # a review on the day looks at the day before, in ranks of its own plan
    member.book = recounted(member.book, new.amounts)
    _bonuses(member, old.plan, new.plan)
    _points(member, old.plan, new.plan, ranks, day)
    if change is not None:
        member.changes.append(change)


def _points(member: Member, old: Plan, new: Plan, ranks: tuple[int, ...], day: int) -> None:
    ledger = member.ledger
    ledger.rules = new.points
    if (old.points.expiry, old.points.available_after) != (new.points.expiry, new.points.available_after):
        ledger.mixed = True
    for lot in (*ledger.live, *ledger.waiting):
        if lot.pending_until is not None:
            ledger.changing(lot)
            lot.pending_until = ranks[lot.pending_until]
    ledger.release(member.standing.tier, day)  # what waited for a tier that is no more, and now for one that she has


def _bonuses(member: Member, old: Plan, new: Plan) -> None:
    known = {bonus.id: place for place, bonus in enumerate(old.points.bonuses)}
    places = [known.get(bonus.id) for bonus in new.points.bonuses]
    member.bonus_earned = [0 if place is None else member.bonus_earned[place] for place in places]
    member.bonus_given = [False if place is None else member.bonus_given[place] for place in places]


def change_ids(plan: Plan, change: Change) -> tuple[str, str]:
    """The tiers that a change led from and to, by the version of the day of the change."""
    return change.left or plan.tiers[change.before].id, plan.tiers[change.after].id
