"""What one event, and the start of a day, do to members: a runner calls these in the order in which things happen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from patron.engine.derived import EARN
from patron.engine.history import SourceNames
from patron.engine.plan import Plan
from patron.engine.reference.amounts import Amounts
from patron.engine.reference.book import Book
from patron.engine.reference.calendar import BEGINNING
from patron.engine.reference.conditions import Moment, holds
from patron.engine.reference.earning import Earning
from patron.engine.reference.events import Event, Key, Movement, Purchase, Return
from patron.engine.reference.judging import Judge, Recorder, RuleBook
from patron.engine.reference.member import Grant, Member, ProfileChange
from patron.engine.reference.movements import move_points, not_for_tier, shortage, spends
from patron.engine.reference.opening import who
from patron.engine.reference.profiles import changed
from patron.engine.reference.replay import Replay, Stretch
from patron.engine.reference.returns import recount, returned_purchases, take_points
from patron.engine.reference.standing import GRANT, RETURN, Change, come_to
from patron.findings import Finding

Recorders = Callable[[str], Recorder | None]  # of a member's judgements


class Steps:
    """One plan's steps over a mapping of members. Bring the members of an event to the start of its day before it is taken."""

    def __init__(
        self,
        plan: Plan,
        members: dict[str, Member],
        purchases: dict[str, Purchase],
        amounts: Amounts,
        *,
        from_day: int = BEGINNING,
        earlier: Sequence[Stretch] = (),
        names: SourceNames | None = None,
        recorders: Recorders | None = None,
    ) -> None:
        self.plan = plan
        self.members = members
        self.purchases = purchases
        self.rules = RuleBook(plan)
        self.amounts = amounts
        self.earning = Earning(plan, amounts)
        self.stretches = (*earlier, Stretch(from_day, plan, self.rules, amounts))
        self.replay = Replay(self.stretches, members)
        self.findings: list[Finding] = []  # movements that were left out
        self._names = names or SourceNames()
        self.recorders = recorders
        self._ranks = {tier.id: rank for rank, tier in enumerate(plan.tiers)}
        self.key: Key = (0, 0, "", 0)  # of what happens now, for look-ups of introducers' tiers

    def take(self, event: Event, key: Key) -> None:
        """An event."""
        self.key = key
        for member_id in who(event, self.members):
            member = self.members[member_id]
            member.joined = event.day if member.joined is None else member.joined
            member.ledger.advance(event.day)
        if isinstance(event, Purchase):
            self._purchase(event)
        elif event.member is None:
            return
        elif isinstance(event, Return):
            self._return(self.members[event.member], event)
        elif who(event, self.members):
            self._movement(self.members[event.member], event)

    def start_due(self, member: Member, day: int, introducer: int | None, key: Key) -> None:
        """The start of a day on which the member's tier is due; `introducer`: the introducer's tier at the end of the day before."""
        self.key = key
        change = self.judge(member).at_due(member.standing, day, introducer, member.profile.latest)
        if change is None:
            self.scheduled(member)
        else:
            self._changed(member, change)

    def introducer_tier(self, member: Member) -> int | None:
        """The tier of the member's introducer now; None without one who is known, or with oneself."""
        introducer = member.introducer.latest
        if introducer is None or introducer == member.id or introducer not in self.members:
            return None
        return self.members[introducer].standing.tier

    def judge(self, member: Member) -> Judge:
        """Who judges the member."""
        return Judge(self.plan, self.rules, member.book, self.recorders(member.id) if self.recorders else None)

    def scheduled(self, member: Member) -> None:
        """Called whenever the day on which a member's tier is due may have changed."""

    def _changed(self, member: Member, change: Change) -> None:
        member.changes.append(change)
        if change.after != change.before:
            member.tiers.change(self.key, change.on, change.after)
        self.scheduled(member)

    def _purchase(self, purchase: Purchase) -> None:
        member = None if purchase.member is None else self.members[purchase.member]
        tier = 0 if member is None else member.standing.tier
        purchase.tier_before = purchase.tier_after = tier
        purchase.level = purchase.judged_level = self._group_level(purchase) if purchase.group else tier
        if member is None or (purchase.group and not self.plan.group_counts_for_buyer):
            return
        added = self.amounts.added(purchase, purchase.level)
        member.book.add(purchase, self.key, added)
        if member.before_opening(purchase.day):
            return
        if any(added):
            seen = (self.introducer_tier(member), member.profile.latest)
            for change in self.judge(member).at_purchase(member.standing, purchase.place, added, *seen):
                self._changed(member, change)
        purchase.tier_after = member.standing.tier
        if self.plan.priced_as_after and not purchase.group and purchase.tier_after != tier:
            purchase.level = purchase.tier_after
            recount(member, purchase, self.amounts)
        self.earning.earn(member, purchase)
        if purchase.tier_after > tier:
            member.ledger.release(purchase.tier_after, purchase.day)

    def _group_level(self, purchase: Purchase) -> int:
        """The highest tier whose prices some rule gives the order."""
        moment = Moment(Book(), 0, purchase.day, None, order=self.amounts.order_total(purchase))
        return max((rule.tier for rule in self.plan.group_purchase if holds(rule.when, moment)), default=0)

    def _return(self, member: Member, event: Return) -> None:
        returned = [purchase for purchase in returned_purchases(event, self.purchases) if purchase.place >= 0]
        for purchase in returned:
            recount(member, purchase, self.amounts)
            while member.course and member.course[-1].place > purchase.place:
                member.course.pop()
        if not returned or member.before_opening(event.day):
            return
        for purchase in returned:
            take_points(member, purchase, self.earning, event.day)
        if self.plan.returns_withdraw_tier and member.standing.tier > 0:
            tier = self.replay.tier(member, event.day)
            if tier < member.standing.tier:
                self._changed(member, come_to(member.standing, tier, event.day, RETURN))
                member.ledger.put_back(tier, event.day)

    def _profile(self, member: Member, movement: Movement) -> None:
        if movement.ref == "referred_by":
            member.introducer.change(self.key, movement.day, movement.value or None)
        member.profile.change(self.key, movement.day, changed(member.profile.latest, movement))
        if self.plan.withdrawal:
            member.moves.append(ProfileChange(self.key, movement.day, len(member.book)))
            change = self.judge(member).at_profile(member.standing, movement.day, len(member.book), member.profile.latest)
            if change is not None:
                self._changed(member, change)

    def _movement(self, member: Member, movement: Movement) -> None:
        if movement.kind == "grant_tier" and movement.value in self._ranks:
            before, tier = member.standing.tier, self._ranks[movement.value]
            member.moves.append(Grant(self.key, movement.day, tier))
            self._changed(member, come_to(member.standing, tier, movement.day, GRANT))
            if tier > before:
                member.ledger.release(tier, movement.day)
        elif movement.kind == "profile":
            self._profile(member, movement)
        elif movement.kind in {"redeem", "give", "adjust", EARN}:
            refused = self.refusal(member, movement)
            if refused is not None:
                self.findings.append(refused)
                return
            receives = len(who(movement, self.members)) > 1 and movement.to_member is not None
            move_points(member, self.members[movement.to_member] if receives and movement.to_member else None, movement)

    def refusal(self, member: Member, movement: Movement) -> Finding | None:
        """Why a movement of points cannot be, by the tier and the points of now."""
        allowed = None if movement.exchange is None else self.plan.points.exchange[movement.exchange].tiers
        if allowed is not None and member.standing.tier not in allowed:
            return not_for_tier(movement, self.plan.tiers[member.standing.tier].id, self.plan, self._names)
        wanted, available = spends(movement), member.ledger.available(movement.day)
        return shortage(movement, wanted, available, self._names) if wanted > available else None
