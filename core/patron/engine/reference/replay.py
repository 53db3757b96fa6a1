"""The judgement again after a return: the member's tier if what was returned had never been bought."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from patron.engine.plan import Plan
from patron.engine.reference.amounts import Amounts
from patron.engine.reference.book import Book
from patron.engine.reference.events import Key
from patron.engine.reference.judging import Judge, RuleBook
from patron.engine.reference.member import Grant, Member, ProfileChange
from patron.engine.reference.standing import GRANT, Standing, carry, come_to, due_from, opened


def first_standing(plan: Plan, member: Member) -> Standing:
    """What the member starts from: the opening tier, else the first tier."""
    opening = member.opening
    if opening is None or opening.tier is None or opening.since is None:
        return Standing()
    return opened(plan, opening.tier, opening.since, opening.on)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A plan that holds from a day on, with what judging by it takes."""

    from_day: int
    plan: Plan
    rules: RuleBook
    amounts: Amounts


class Replay:
    """Judges histories again, each stretch of days by its plan; introducers' tiers are as they were at each moment."""

    def __init__(self, stretches: Sequence[Stretch], members: Mapping[str, Member]) -> None:
        """Members' books are counted by the last plan."""
        self._stretches = stretches
        self._members = members

    def tier(self, member: Member, day: int) -> int:
        """The tier that the member would hold after everything up to now, `day` being today's date."""
        return _Again(self._stretches, self._members, member).tier(day)


class _Again:
    """One member's judgement again."""

    def __init__(self, stretches: Sequence[Stretch], members: Mapping[str, Member], member: Member) -> None:
        self._stretches = stretches
        self._members = members
        self._member = member
        self._number = max((number for number, one in enumerate(stretches) if one.from_day <= member.begun), default=0)
        self._standing = first_standing(stretches[self._number].plan, member)
        self._take_up()

    def _take_up(self) -> None:
        """Judge by the plan of the stretch that has begun."""
        self._stretch = stretch = self._stretches[self._number]
        book = self._member.book
        self._book = book if self._number == len(self._stretches) - 1 else recounted(book, stretch.amounts)
        self._judge = Judge(stretch.plan, stretch.rules, self._book)

    def tier(self, day: int) -> int:
        """After everything up to `day`."""
        member = self._member
        moves = deque(member.moves)
        for place, key in enumerate(member.book.keys):
            while moves and moves[0].key < key:
                self._move(moves.popleft())
            if not member.before_opening(member.book.days[place]):
                self._reviews(member.book.days[place])
                self._purchase(place)
        while moves:
            self._move(moves.popleft())
        self._reviews(day)
        return self._standing.tier

    def _move(self, move: Grant | ProfileChange) -> None:
        self._reviews(move.day)
        if isinstance(move, Grant):
            come_to(self._standing, move.tier, move.day, GRANT)
        else:
            self._judge.at_profile(self._standing, move.day, move.end, self._member.profile.after_event(move.key))

    def _purchase(self, place: int) -> None:
        """Judged at the price that it was judged at, as it happened; later judgements see the price it got."""
        member, book = self._member, self._book
        purchase = book.purchases[place]
        final = book.added(place)
        judged = final if purchase.judged_level == purchase.level else self._stretch.amounts.added(purchase, purchase.judged_level)
        if not any(judged):
            return
        if judged != final:
            book.change(place, judged)
        key = book.keys[place]
        self._judge.at_purchase(self._standing, place, judged, self._before_event(key), member.profile.before_event(key))
        if judged != final:
            book.change(place, final)

    def _reviews(self, day: int) -> None:
        """Everything that falls due up to the start of `day`, and the plans that begin up to then."""
        for later in self._stretches[self._number + 1 :]:
            if later.from_day > day:
                break
            self._within(later.from_day - 1)
            carry(self._standing, self._stretch.plan, later.plan, later.from_day)
            self._number += 1
            self._take_up()
        self._within(day)

    def _within(self, day: int) -> None:
        member, stretch = self._member, self._stretch
        on = due_from(stretch.plan, self._standing, stretch.from_day)
        while on is not None and on <= day:
            self._judge.at_due(self._standing, on, self._end_of(on - 1), member.profile.end_of(on - 1))
            on = due_from(stretch.plan, self._standing, stretch.from_day)

    def _introducer(self, introducer: str | None) -> Member | None:
        if introducer is None or introducer == self._member.id:
            return None
        return self._members.get(introducer)

    def _before_event(self, key: Key) -> int | None:
        introducer = self._introducer(self._member.introducer.before_event(key))
        return None if introducer is None else introducer.tiers.before_event(key)

    def _end_of(self, day: int) -> int | None:
        introducer = self._introducer(self._member.introducer.end_of(day))
        return None if introducer is None else introducer.tiers.end_of(day)


def recounted(book: Book, amounts: Amounts) -> Book:
    """The same purchases, counted as another plan counts them."""
    made = Book()
    for purchase, key in zip(book.purchases, book.keys, strict=True):
        made.add(purchase, key, amounts.added(purchase, purchase.level))
    return made
