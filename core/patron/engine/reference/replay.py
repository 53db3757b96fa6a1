"""The judgement again after a return: the member's tier if what was returned had never been bought."""

from __future__ import annotations

from collections import deque

from patron.engine.plan import Plan
from patron.engine.reference.amounts import Amounts
from patron.engine.reference.events import Key
from patron.engine.reference.judging import Judge, RuleBook
from patron.engine.reference.member import Grant, Member, ProfileChange
from patron.engine.reference.standing import GRANT, Standing, come_to, due, opened


def first_standing(plan: Plan, member: Member) -> Standing:
    """What the member starts from: the opening tier, else the first tier."""
    opening = member.opening
    if opening is None or opening.tier is None or opening.since is None:
        return Standing()
    return opened(plan, opening.tier, opening.since, opening.on)


class Replay:
    """Judges histories again; introducers' tiers are as they were at each moment."""

    def __init__(self, plan: Plan, rules: RuleBook, amounts: Amounts, members: dict[str, Member]) -> None:
        self._plan = plan
        self._rules = rules
        self._amounts = amounts
        self._members = members

    def tier(self, member: Member, day: int) -> int:
        """The tier that the member would hold after everything up to now, `day` being today's date."""
        standing = first_standing(self._plan, member)
        judge = Judge(self._plan, self._rules, member.book)
        moves = deque(member.moves)
        for place, key in enumerate(member.book.keys):
            while moves and moves[0].key < key:
                self._move(member, standing, judge, moves.popleft())
            if not member.before_opening(member.book.days[place]):
                self._reviews(member, standing, judge, member.book.days[place])
                self._purchase(member, standing, judge, place)
        while moves:
            self._move(member, standing, judge, moves.popleft())
        self._reviews(member, standing, judge, day)
        return standing.tier

    def _move(self, member: Member, standing: Standing, judge: Judge, move: Grant | ProfileChange) -> None:
        self._reviews(member, standing, judge, move.day)
        if isinstance(move, Grant):
            come_to(standing, move.tier, move.day, GRANT)
        else:
            judge.at_profile(standing, move.day, move.end, member.profile.after_event(move.key))

    def _purchase(self, member: Member, standing: Standing, judge: Judge, place: int) -> None:
        """Judged at the price that it was judged at, as it happened; later judgements see the price it got."""
        book, purchase = member.book, member.book.purchases[place]
        final = book.added(place)
        judged = final if purchase.judged_level == purchase.level else self._amounts.added(purchase, purchase.judged_level)
        if not any(judged):
            return
        if judged != final:
            book.change(place, judged)
        key = book.keys[place]
        judge.at_purchase(standing, place, judged, self._before_event(member, key), member.profile.before_event(key))
        if judged != final:
            book.change(place, final)

    def _reviews(self, member: Member, standing: Standing, judge: Judge, day: int) -> None:
        """Everything that falls due up to the start of `day`."""
        on = due(self._plan, standing)
        while on is not None and on <= day:
            judge.at_due(standing, on, self._end_of(member, on - 1), member.profile.end_of(on - 1))
            on = due(self._plan, standing)

    def _introducer(self, member: Member, introducer: str | None) -> Member | None:
        if introducer is None or introducer == member.id:
            return None
        return self._members.get(introducer)

    def _before_event(self, member: Member, key: Key) -> int | None:
        introducer = self._introducer(member, member.introducer.before_event(key))
        return None if introducer is None else introducer.tiers.before_event(key)

    def _end_of(self, member: Member, day: int) -> int | None:
        introducer = self._introducer(member, member.introducer.end_of(day))
        return None if introducer is None else introducer.tiers.end_of(day)
