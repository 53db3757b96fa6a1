"""All that the runner knows of one member while it goes through the days."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from patron.engine.reference.book import Book
from patron.engine.reference.lots import Ledger
from patron.engine.reference.profiles import NOTHING, Profile
from patron.engine.reference.standing import Change, Standing

T = TypeVar("T")


class Timeline(Generic[T]):
    """A value that changes, looked up as it was before an event or at the end of a day.

    A change at event number i has the stamp 2i + 1; one at the start of a day, 2i where i is the number
    of the day's first event, or of the first one after it.
    """

    def __init__(self, first: T) -> None:
        self._stamps: list[int] = []
        self._days: list[int] = []
        self._values: list[T] = [first]

    def change(self, stamp: int, day: int, value: T) -> None:
        """The value from now on."""
        self._stamps.append(stamp)
        self._days.append(day)
        self._values.append(value)

    @property
    def latest(self) -> T:
        """The value now."""
        return self._values[-1]

    def before_event(self, index: int) -> T:
        """After all events before this one, and the start of its day."""
        return self._values[bisect_right(self._stamps, 2 * index)]

    def end_of(self, day: int) -> T:
        """After all events of the day."""
        return self._values[bisect_right(self._days, day)]


@dataclass(frozen=True, slots=True)
class Grant:
    """A `grant_tier` movement, to be repeated when the member is judged again."""

    index: int
    day: int
    tier: int


@dataclass(frozen=True, slots=True)
class ProfileChange:
    """A `profile` movement, at which the tier may be withdrawn again; `end`: purchases of the book before it."""

    index: int
    day: int
    end: int


@dataclass(frozen=True, slots=True)
class Opening:
    """The balances that a member starts from; `tier` None: none was stated."""

    on: int
    tier: int | None
    since: int | None


@dataclass(slots=True)
class Member:
    """One member's state."""

    id: str
    standing: Standing
    ledger: Ledger
    introducer: Timeline[str | None]
    tiers: Timeline[int]
    profile: Timeline[Profile] = field(default_factory=lambda: Timeline(NOTHING))
    opening: Opening | None = None
    joined: int | None = None  # `joined_on`, else the date of the first event
    book: Book = field(default_factory=Book)
    changes: list[Change] = field(default_factory=list)
    moves: list[Grant | ProfileChange] = field(default_factory=list)  # that the tier went by, in order
    lots: int = 0  # that came to be so far
    capped_day: int | None = None  # the date that `made_that_day` is about
    made_that_day: int = 0  # points that accrual rules made on it
    bonus_earned: list[int] = field(default_factory=list)  # a bonus: points earned towards it
    bonus_given: list[bool] = field(default_factory=list)

    def before_opening(self, day: int) -> bool:
        """Whether the opening balances already contain what happened on `day`."""
        return self.opening is not None and day <= self.opening.on

    def next_lot(self) -> int:
        """The number of a new lot."""
        self.lots += 1
        return self.lots
