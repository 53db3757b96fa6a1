"""Goes through the days and events of all members in their one order."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush

from patron.engine.derived import EARN, derive
from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.plan.streams import unit_columns
from patron.engine.reference.amounts import Amounts, Prices
from patron.engine.reference.book import Book
from patron.engine.reference.conditions import Moment, holds
from patron.engine.reference.earning import Earning
from patron.engine.reference.events import Event, Movement, Purchase, Return, read_events
from patron.engine.reference.goods import filter_fields
from patron.engine.reference.issuing import issue, issue_days
from patron.engine.reference.judging import Judge, Judged, RuleBook
from patron.engine.reference.member import Grant, Member, ProfileChange
from patron.engine.reference.movements import move_points, not_for_tier, shortage, spends
from patron.engine.reference.opening import gather, who
from patron.engine.reference.output import evaluation
from patron.engine.reference.profiles import changed
from patron.engine.reference.replay import Replay
from patron.engine.reference.returns import recount, returned_purchases, take_points
from patron.engine.reference.standing import GRANT, RETURN, Change, come_to, due
from patron.engine.results import Evaluation
from patron.findings import Finding, FindingsError

Recorders = Callable[[str], Callable[[Judged], None] | None]


def run(plan: Plan, history: History, as_of: int, *, detail: bool = False, prices: Prices | None = None) -> Evaluation:
    """Evaluate a history, exactly as the page on schemes says.

    `as_of` is inclusive, in days since 1970-01-01. `prices`: minor units, one row a tier and one column
    a row of `history.lines`; without it lines cost their `amount`. `detail` adds purchases and postings.

    Raises FindingsError with every movement that spends more points than there are.
    """
    state = Run(plan, history, as_of, detail=detail, prices=prices)
    state.go()
    return evaluation(plan, state.members, state.purchases, as_of, detail=detail)


class Run:
    """One run over a history; `go` once, then read `members` and `purchases`."""

    def __init__(
        self,
        plan: Plan,
        history: History,
        as_of: int,
        *,
        detail: bool = False,
        prices: Prices | None = None,
        recorders: Recorders | None = None,
    ) -> None:
        events = read_events(derive(plan, history), as_of, filter_fields(plan), unit_columns(plan))
        self.plan = plan
        self.as_of = as_of
        self.purchases = events.purchases
        self.events = events.ordered
        self.members = gather(plan, history, self.events, detail=detail)
        self.rules = RuleBook(plan)
        self.amounts = Amounts(plan, prices)
        self._earning = Earning(plan, self.amounts)
        self._replay = Replay(plan, self.rules, self.amounts, self.members)
        self._names = history.names
        self._recorders = recorders
        self._ranks = {tier.id: rank for rank, tier in enumerate(plan.tiers)}
        self._due: list[tuple[int, str]] = []
        self._issue_days = issue_days(plan.points.vouchers, self._first_day(), as_of)
        self._stamp = 0  # of what happens now, for look-ups of introducers' tiers
        self.findings: list[Finding] = []

    def go(self) -> None:
        """All events up to the as-of date, and the reviews due up to it."""
        for member in self.members.values():
            self._schedule(member)
        for index, event in enumerate(self.events):
            self._start_days(event.day, index)
            self._stamp = 2 * index + 1
            for member_id in who(event, self.members):
                member = self.members[member_id]
                member.joined = event.day if member.joined is None else member.joined
                member.ledger.advance(event.day)
            self._event(event, index)
        self._start_days(self.as_of, len(self.events))
        for member in self.members.values():
            member.ledger.advance(self.as_of)
        if self.findings:
            raise FindingsError(self.findings)

    def _event(self, event: Event, index: int) -> None:
        if isinstance(event, Purchase):
            self._purchase(event, index)
        elif event.member is None:
            return
        elif isinstance(event, Return):
            self._return(self.members[event.member], event)
        elif who(event, self.members):
            self._movement(self.members[event.member], event, index)

    def _first_day(self) -> int:
        """The first day on which anyone may have points."""
        opened = [member.opening.on for member in self.members.values() if member.opening is not None]
        return min([*opened, self.as_of, *(event.day for event in self.events[:1])])

    def _start_days(self, until: int, index: int) -> None:
        """The start of each day up to `until` on which a tier is due; all are decided by the end of the day before.

        Vouchers are issued in between: reviews and they have nothing to do with one another.
        """
        while self._issue_days and self._issue_days[0] <= until:
            assert self.plan.points.vouchers is not None
            issue(self.plan.points.vouchers, self.members.values(), self._issue_days.pop(0))
        while self._due and self._due[0][0] <= until:
            day = self._due[0][0]
            self._stamp = 2 * index
            waiting: set[str] = set()
            while self._due and self._due[0][0] == day:
                waiting.add(heappop(self._due)[1])
            found = [self.members[member_id] for member_id in waiting if due(self.plan, self.members[member_id].standing) == day]
            seen = [(member, self._introducer_tier(member)) for member in found]
            for member, introducer in seen:
                change = self._judge(member).at_due(member.standing, day, introducer, member.profile.latest)
                if change is None:
                    self._schedule(member)
                else:
                    self._changed(member, change)

    def _schedule(self, member: Member) -> None:
        on = due(self.plan, member.standing)
        if on is not None and on <= self.as_of:
            heappush(self._due, (on, member.id))

    def _changed(self, member: Member, change: Change) -> None:
        member.changes.append(change)
        if change.after != change.before:
            member.tiers.change(self._stamp, change.on, change.after)
        self._schedule(member)

    def _judge(self, member: Member) -> Judge:
        return Judge(self.plan, self.rules, member.book, self._recorders(member.id) if self._recorders else None)

    def _introducer_tier(self, member: Member) -> int | None:
        """The tier of the member's introducer now; None without one who is known, or with oneself."""
        introducer = member.introducer.latest
        if introducer is None or introducer == member.id or introducer not in self.members:
            return None
        return self.members[introducer].standing.tier

    def _purchase(self, purchase: Purchase, index: int) -> None:
        member = None if purchase.member is None else self.members[purchase.member]
        tier = 0 if member is None else member.standing.tier
        purchase.tier_before = purchase.tier_after = tier
        purchase.level = purchase.judged_level = self._group_level(purchase) if purchase.group else tier
        if member is None or (purchase.group and not self.plan.group_counts_for_buyer):
            return
        added = self.amounts.added(purchase, purchase.level)
        member.book.add(purchase, index, added)
        if member.before_opening(purchase.day):
            return
        if any(added):
            seen = (self._introducer_tier(member), member.profile.latest)
            for change in self._judge(member).at_purchase(member.standing, purchase.place, added, *seen):
                self._changed(member, change)
        purchase.tier_after = member.standing.tier
        if self.plan.priced_as_after and not purchase.group and purchase.tier_after != tier:
            purchase.level = purchase.tier_after
            recount(member, purchase, self.amounts)
        self._earning.earn(member, purchase)
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
        if not returned or member.before_opening(event.day):
            return
        for purchase in returned:
            take_points(member, purchase, self._earning, event.day)
        if self.plan.returns_withdraw_tier and member.standing.tier > 0:
            tier = self._replay.tier(member, event.day)
            if tier < member.standing.tier:
                self._changed(member, come_to(member.standing, tier, event.day, RETURN))
                member.ledger.put_back(tier, event.day)

    def _profile(self, member: Member, movement: Movement, index: int) -> None:
        if movement.ref == "referred_by":
            member.introducer.change(self._stamp, movement.day, movement.value or None)
        member.profile.change(self._stamp, movement.day, changed(member.profile.latest, movement))
        if self.plan.withdrawal:
            member.moves.append(ProfileChange(index, movement.day, len(member.book)))
            change = self._judge(member).at_profile(member.standing, movement.day, len(member.book), member.profile.latest)
            if change is not None:
                self._changed(member, change)

    def _movement(self, member: Member, movement: Movement, index: int) -> None:
        if movement.kind == "grant_tier" and movement.value in self._ranks:
            before, tier = member.standing.tier, self._ranks[movement.value]
            member.moves.append(Grant(index, movement.day, tier))
            self._changed(member, come_to(member.standing, tier, movement.day, GRANT))
            if tier > before:
                member.ledger.release(tier, movement.day)
        elif movement.kind == "profile":
            self._profile(member, movement, index)
        elif movement.kind in {"redeem", "give", "adjust", EARN}:
            allowed = None if movement.exchange is None else self.plan.points.exchange[movement.exchange].tiers
            if allowed is not None and member.standing.tier not in allowed:
                self.findings.append(not_for_tier(movement, self.plan.tiers[member.standing.tier].id, self.plan, self._names))
                return
            wanted, available = spends(movement), member.ledger.available(movement.day)
            if wanted > available:
                self.findings.append(shortage(movement, wanted, available, self._names))
                return
            receives = len(who(movement, self.members)) > 1 and movement.to_member is not None
            move_points(member, self.members[movement.to_member] if receives and movement.to_member else None, movement)
