"""The judgement again after a return: the member's tier if what was returned had never been bought."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass

from patron.engine.plan import Plan
from patron.engine.reference.amounts import Amounts
from patron.engine.reference.book import Book
from patron.engine.reference.events import Key
from patron.engine.reference.judging import Judge, RuleBook
from patron.engine.reference.member import Grant, Member, Waypoint
from patron.engine.reference.standing import GRANT, Standing, carry, come_to, due_from, opened

_APART = 32  # purchases between two places from which a judgement may go on


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
        if member.course:
            known = member.course[-1]
            self._place, self._moves, self._number, self._standing = known.place, known.moves, known.stretch, copy(known.standing)
        else:
            self._place, self._moves = 0, 0
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
        member, book, moves = self._member, self._member.book, self._member.moves
        while self._place < len(book):
            while self._moves < len(moves) and moves[self._moves].key < book.keys[self._place]:
                self._move()
            if not member.before_opening(book.days[self._place]):
                self._reviews(book.days[self._place])
                self._purchase(self._place)
            self._place += 1
            self._remember()
            self._place = self._following(self._place)
        while self._moves < len(moves):
            self._move()
        self._reviews(day)
        return self._standing.tier

    def _remember(self) -> None:
        """The next return of something later is judged from here on."""
        known = self._member.course
        if not known or self._place >= known[-1].place + _APART or self._standing != known[-1].standing:
            known.append(Waypoint(self._place, self._moves, self._number, copy(self._standing)))

    def _following(self, place: int) -> int:
        """The next purchase from `place` on that may change anything, or the first one behind the next move or whatever is due.

        No purchase raises or renews the highest tier, nor one that rules neither raise nor renew; so a member who holds one
        is not judged a thousand times for each of her returns.
        """
        standing, stretch, book = self._standing, self._stretch, self._member.book
        lowest = standing.tier if stretch.plan.tiers[standing.tier].renews else standing.tier + 1
        if standing.failed is not None or any(stretch.rules.admits[lowest:]):
            return place
        ends = [due_from(stretch.plan, standing, stretch.from_day)]
        ends += [later.from_day for later in self._stretches[self._number + 1 : self._number + 2]]
        places = [book.first_on_or_after(day) for day in ends if day is not None]
        if self._moves < len(self._member.moves):
            places.append(bisect_left(book.keys, self._member.moves[self._moves].key))
        return max(place, min(places, default=len(book)))

    def _move(self) -> None:
        move = self._member.moves[self._moves]
        self._moves += 1
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
