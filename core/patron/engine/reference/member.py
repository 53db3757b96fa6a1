"""All that the runner knows of one member while it goes through the days."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from patron.engine.reference.book import Book
from patron.engine.reference.calendar import BEGINNING
from patron.engine.reference.events import Key
from patron.engine.reference.lots import Ledger
from patron.engine.reference.profiles import NOTHING, Profile
from patron.engine.reference.standing import Change, Standing

T = TypeVar("T")


class Timeline(Generic[T]):
    """A value that changes, looked up as it was before an event or at the end of a day."""

    def __init__(self, first: T) -> None:
        self._keys: list[Key] = []
        self._days: list[int] = []
        self._values: list[T] = [first]

    def change(self, key: Key, day: int, value: T) -> None:
        """The value from now on."""
        self._keys.append(key)
        self._days.append(day)
        self._values.append(value)

    def __len__(self) -> int:
        """How often it has changed."""
        return len(self._keys)

    def cut(self, length: int) -> None:
        """As it was after so many changes."""
        del self._keys[length:], self._days[length:], self._values[length + 1 :]

    @property
    def latest(self) -> T:
        """The value now."""
        return self._values[-1]

    def before_event(self, key: Key) -> T:
        """After all events before this one, and the start of its day."""
        return self._values[bisect_left(self._keys, key)]

    def after_event(self, key: Key) -> T:
        """As the event left it."""
        return self._values[bisect_right(self._keys, key)]

    def end_of(self, day: int) -> T:
        """After all events of the day."""
        return self._values[bisect_right(self._days, day)]


@dataclass(frozen=True, slots=True)
class Grant:
    """A `grant_tier` movement, to be repeated when the member is judged again."""

    key: Key
    day: int
    tier: int


@dataclass(frozen=True, slots=True)
class ProfileChange:
    """A `profile` movement, at which the tier may be withdrawn again; `end`: purchases of the book before it."""

    key: Key
    day: int
    end: int


@dataclass(frozen=True, slots=True)
class Opening:
    """The balances that a member starts from; `tier` None: none was stated."""

    on: int
    tier: int | None
    since: int | None


@dataclass(frozen=True, slots=True)
class Waypoint:
    """The last judgement after a return, as it stood before the purchase at a place of the book.

    It had come so many of the member's moves and to a stretch of days of one plan. It holds while nothing before the place changes.
    """

    place: int
    moves: int
    stretch: int
    standing: Standing


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
    begun: int = BEGINNING  # the day whose version of the scheme the member starts by
    book: Book = field(default_factory=Book)
    changes: list[Change] = field(default_factory=list)
    moves: list[Grant | ProfileChange] = field(default_factory=list)  # that the tier went by, in order
    course: list[Waypoint] = field(default_factory=list)  # of the last judgement after a return, in order
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
