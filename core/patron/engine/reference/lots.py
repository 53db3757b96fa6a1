"""One member's points as lots: waiting, in the balance, or gone; every posting goes through here."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass, field
from itertools import takewhile

from patron.engine.plan import Points
from patron.engine.reference.calendar import BEGINNING, NEVER, add, dies_on
from patron.engine.results import PostingKind

OPENING_RULE, ADJUST_RULE = "opening", "adjust"


@dataclass(slots=True, eq=False)
class Lot:
    """One earning. `left` is in the balance, or waits while `pending`; the rest was spent, taken back or has died."""

    number: int  # lots came to be in this order
    rule: str
    made: int
    left: int
    earned: int | None = None  # the day it entered the balance; None while it waits
    available: int | None = None  # the first day on which it may be spent; None: at once
    dies: int | None = None  # the day from whose start it is dead; None: never
    pending: bool = False
    pending_until: int | None = None  # a tier's rank
    lapses: int | None = None  # the date from whose start it waits no more
    released: bool = False  # it waited once
    died: int = 0  # expired or lapsed, and not yet counted as taken by a return
    taken: int = 0  # what returns of its purchase took for it, wherever it came from
    parts: tuple[tuple[int, int], ...] = ()  # (place among the purchase's lines, scaled multiplier) that made it
    per: int = 0  # scaled minor units of money a point; 0 for a bonus

    @property
    def age(self) -> tuple[int, int]:
        """Spending takes the oldest first: by day of earning, then in the order in which lots came to be."""
        assert self.earned is not None
        return (self.earned, self.number)


@dataclass(slots=True)
class Posting:
    """Something that happened to points; `points` is positive."""

    on: int
    kind: PostingKind
    rule: str
    points: int


@dataclass(slots=True)
class Totals:
    """The contract's columns."""

    earned: int = 0
    expired: int = 0
    taken_back: int = 0
    spent: int = 0


@dataclass(slots=True)
class Ledger:
    """The lots of one member. `advance` to a day before doing anything on it."""

    rules: Points
    totals: Totals = field(default_factory=Totals)
    live: list[Lot] = field(default_factory=list)  # in the balance, oldest first
    waiting: list[Lot] = field(default_factory=list)  # in the order in which they came to be
    hole: int = 0  # how far the balance is below zero; the live lots are empty then
    mixed: bool = False  # lots of several versions of a scheme: the oldest need not be the first to die
    lapses_from: int = NEVER  # nothing that waits lapses before this day
    in_order: bool = True  # what waits lapses in the order in which it came to be
    postings: list[Posting] | None = None  # kept only if asked for
    touched: dict[int, Lot] | None = None  # lots by number that changed since whoever asks for it emptied it
    before: dict[int, tuple[Lot, Lot]] | None = None  # by number each lot that changed since, and as it was; only while asked for

    def post(self, on: int, kind: PostingKind, rule: str, points: int) -> None:
        """Write down what happened to points, and count what the contract counts."""
        if not points:
            return
        match kind:
            case PostingKind.EARNED:
                self.totals.earned += points
            case PostingKind.EXPIRED:
                self.totals.expired += points
            case PostingKind.TAKEN_BACK:
                self.totals.taken_back += points
            case PostingKind.SPENT:
                self.totals.spent += points
        if self.postings is not None:
            self.postings.append(Posting(on, kind, rule, points))

    def changing(self, lot: Lot) -> None:
        """To be said of a lot before it changes."""
        if self.touched is not None:
            self.touched[lot.number] = lot
        if self.before is not None and lot.number not in self.before:
            self.before[lot.number] = (lot, copy(lot))

    @property
    def balance(self) -> int:
        """Points, below zero while there is a hole."""
        totals = self.totals
        return totals.earned - totals.expired - totals.taken_back - totals.spent

    @property
    def pending(self) -> int:
        """Points that still wait."""
        return sum(lot.left for lot in self.waiting)

    def advance(self, day: int) -> None:
        """The start of `day`: lots whose time has come are dead, and lapse if they waited."""
        if self.mixed:
            for lot in self.live:
                if lot.left and lot.dies is not None and lot.dies <= day:
                    self._die(lot, lot.dies, PostingKind.EXPIRED)
        gone = 0
        for lot in self.live:
            dead_from = lot.dies
            if lot.left:
                if dead_from is None or dead_from > day:
                    break
                self._die(lot, dead_from, PostingKind.EXPIRED)
            gone += 1
        del self.live[:gone]
        self._lapse(day, BEGINNING)

    def _lapse(self, day: int, not_before: int) -> None:
        """What has waited as long as it may by `day` lapses."""
        if day < self.lapses_from:
            return
        lapsed = [lot for lot in self._first_to_lapse(day) if lot.lapses is not None and lot.lapses <= day]
        if self.in_order:
            del self.waiting[: len(lapsed)]
        elif lapsed:
            self.waiting = [lot for lot in self.waiting if lot.lapses is None or lot.lapses > day]
        for lot in lapsed:
            assert lot.lapses is not None
            self._die(lot, max(lot.lapses, not_before), PostingKind.LAPSED)
        left = self.waiting[:1] if self.in_order else self.waiting
        self.lapses_from = min([lot.lapses for lot in left if lot.lapses is not None], default=NEVER)

    def _first_to_lapse(self, day: int) -> Iterable[Lot]:
        """What waits, as far as it may lapse by the day."""
        if not self.in_order:
            return self.waiting
        return takewhile(lambda lot: lot.lapses is not None and lot.lapses <= day, self.waiting)

    def _die(self, lot: Lot, on: int, kind: PostingKind) -> None:
        self.post(on, kind, lot.rule, lot.left)
        self.changing(lot)
        lot.died += lot.left
        lot.left = 0

    def wait(self, lot: Lot, on: int) -> None:
        """The lot begins to wait."""
        self.changing(lot)
        lot.pending, lot.earned = True, None
        last = self.waiting[-1].lapses if self.waiting else BEGINNING
        if not self.waiting:
            self.in_order = True
        if last is None or lot.lapses is None or lot.lapses < last:
            self.in_order = False
        self.waiting.append(lot)
        if lot.lapses is not None and lot.lapses < self.lapses_from:
            self.lapses_from = lot.lapses
        self.post(on, PostingKind.PENDING, lot.rule, lot.left)

    def earn(self, lot: Lot, on: int, given: Lot | None = None) -> None:
        """The lot enters the balance on `on` (one that was given keeps the days of that it comes from); it fills the hole first."""
        self.changing(lot)
        lot.pending = False
        if given is None:
            wait = self.rules.available_after
            lot.earned, lot.dies = on, dies_on(self.rules.expiry, on)
            lot.available = None if wait is None else add(on, wait)
        else:
            lot.earned, lot.available, lot.dies = given.earned, given.available, given.dies
        self.post(on, PostingKind.EARNED, lot.rule, lot.left)
        filled = min(self.hole, lot.left)
        self.hole -= filled
        lot.left -= filled
        if self.live and self.live[-1].age > lot.age:
            insort(self.live, lot, key=lambda one: one.age)
        else:
            self.live.append(lot)

    def release(self, tier: int, on: int) -> None:
        """A tier is come to by a gain or a grant: what waited for it, or for a lower one, is earned."""
        released = [lot for lot in self.waiting if lot.pending_until is not None and lot.pending_until <= tier]
        if released:
            self.waiting = [lot for lot in self.waiting if lot.pending_until is None or lot.pending_until > tier]
            for lot in released:
                self.changing(lot)
                lot.released = True
                self.post(on, PostingKind.RELEASED, lot.rule, lot.left)
                self.earn(lot, on)

    def put_back(self, tier: int, on: int) -> None:
        """A gain is undone down to `tier`: what it released and is still in the balance waits again, or lapses at once."""
        back = [lot for lot in self.live if lot.released and lot.left and lot.pending_until is not None and lot.pending_until > tier]
        if back:
            self.live = [lot for lot in self.live if lot not in back]
            for lot in sorted(back, key=lambda one: one.number):
                self.post(on, PostingKind.TAKEN_BACK, lot.rule, lot.left)
                self.wait(lot, on)
            self.waiting.sort(key=lambda one: one.number)
            self.in_order = False
            self._lapse(on, on)

    def _spendable(self, on: int) -> Iterator[Lot]:
        for lot in self.live:
            if lot.available is None or lot.available <= on:
                yield lot

    def available(self, on: int) -> int:
        """How many points may be spent on a day."""
        if self.rules.available_after is None and not self.mixed:
            return max(self.balance, 0)
        return sum([lot.left for lot in self.live if lot.available is None or lot.available <= on])

    def spend(self, points: int, on: int) -> list[tuple[Lot, int]]:
        """Take from the oldest lots that may be spent; gives back what came from which lot."""
        took: list[tuple[Lot, int]] = []
        for lot in self._spendable(on):
            if not points:
                break
            part = min(points, lot.left)
            if part:
                self.changing(lot)
                lot.left -= part
                points -= part
                self.post(on, PostingKind.SPENT, lot.rule, part)
                took.append((lot, part))
        assert points == 0, "more was spent than is available"
        return took

    def take_back(self, lot: Lot, points: int, on: int) -> None:
        """A return takes `points` for one of its purchase's lots: from what is left in it, from what of it has
        died (not shown), from the other lots, oldest first, and then below zero or forgiven."""
        self.changing(lot)
        lot.taken += points
        own = min(points, lot.left)
        lot.left -= own
        self.post(on, PostingKind.WITHDRAWN if lot.pending else PostingKind.TAKEN_BACK, lot.rule, own)
        dead = min(points - own, lot.died)
        lot.died -= dead
        points -= own + dead
        for other in self.live:
            if not points:
                return
            part = min(points, other.left)
            self.changing(other)
            other.left -= part
            points -= part
            self.post(on, PostingKind.TAKEN_BACK, other.rule, part)
        if points and self.rules.allow_below_zero:
            self.hole += points
            self.post(on, PostingKind.TAKEN_BACK, lot.rule, points)
