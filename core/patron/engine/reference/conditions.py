"""Whether a condition holds at a moment, and every value that it was decided by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from patron.engine.plan import AllOf, AnyOf, Comparison, Condition, NoneOf, Op, ProfileFact, Test, WindowKind
from patron.engine.reference.book import Added, Book
from patron.engine.reference.calendar import BEGINNING, window_start
from patron.engine.reference.profiles import NOTHING, Profile, fits
from patron.scheme.measures import MEASURES


@dataclass(frozen=True, slots=True)
class Moment:
    """What a judgement sees of a member: purchases [first, end) of her book, windows as of `day`.

    `purchase` is what the purchase being judged adds to each stream (None at a review), `introducer` the
    tier of an introducer who is known (else None), `order` the total of a group order being priced, `profile`
    the fields of hers that are filled in.
    """

    book: Book
    end: int
    day: int
    term_start: int | None  # None: before any change of tier
    first: int = 0  # purchases before this place do not count
    purchase: Added | None = None
    introducer: int | None = None
    order: int | None = None
    profile: Profile = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A condition as it was decided: a test with its value and window, or a nesting with its parts.

    `value` None: there is nothing to compare, so the test does not hold. The window is from `since` (None:
    from the first event) to `until`, both inclusive; `until` None: the measure has no window. `text` is what a
    field of the profile was, None if it was empty.
    """

    condition: Condition
    holds: bool
    value: int | None = None
    since: int | None = None
    until: int | None = None
    parts: tuple[Verdict, ...] = ()
    text: str | None = None


_WINDOWED: dict[str, Callable[[Book, int, int, int], int]] = {
    "spend": Book.spend,
    "largest_purchase": Book.largest_purchase,
    "purchase_count": Book.purchase_count,
    "visit_days": Book.visit_days,
}


def compares(comparison: Comparison, value: int) -> bool:
    """Whether a value passes one comparison."""
    match comparison.op:
        case Op.AT_LEAST:
            return value >= comparison.value
        case Op.MORE_THAN:
            return value > comparison.value
        case Op.AT_MOST:
            return value <= comparison.value
        case Op.LESS_THAN:
            return value < comparison.value


def start_of(test: Test, moment: Moment) -> int:
    """The first date that the test's window covers; `BEGINNING` if it reaches back to the first event."""
    if test.window.kind is WindowKind.TERM:
        return BEGINNING if moment.term_start is None else moment.term_start
    return window_start(test.window, moment.day)


def value_of(test: Test, moment: Moment) -> int | None:
    """The measure's value; None where there is nothing to measure."""
    if test.measure in _WINDOWED:
        return _over(test, moment, start_of(test, moment))
    match test.measure:
        case "purchase":
            return None if moment.purchase is None else moment.purchase[test.stream] or None  # nothing of it is no purchase
        case "referrer_tier":
            return moment.introducer
        case "group_order":
            return moment.order
        case _:
            raise ValueError(f"the runner does not know the measure {test.measure!r}")


def _over(test: Test, moment: Moment, start: int) -> int:
    """A measure over the window that begins on `start`."""
    first = moment.first if start == BEGINNING else max(moment.first, moment.book.first_on_or_after(start))
    return _WINDOWED[test.measure](moment.book, first, moment.end, test.stream)


def holds(condition: Condition, moment: Moment) -> bool:
    """Whether the condition holds at the moment."""
    if isinstance(condition, Test):
        value = value_of(condition, moment)
        return value is not None and all(compares(comparison, value) for comparison in condition.comparisons)
    if isinstance(condition, ProfileFact):
        return fits(condition, moment.profile)
    if isinstance(condition, AllOf):
        return all(holds(part, moment) for part in condition.parts)
    if isinstance(condition, AnyOf):
        return any(holds(part, moment) for part in condition.parts)
    return not any(holds(part, moment) for part in condition.parts)


def find(condition: Condition, moment: Moment) -> Verdict:
    """The same decision with every part and value written down."""
    if isinstance(condition, Test):
        start = start_of(condition, moment) if MEASURES[condition.measure].windowed else None
        value = value_of(condition, moment) if start is None else _over(condition, moment, start)
        held = value is not None and all(compares(comparison, value) for comparison in condition.comparisons)
        if start is None:
            return Verdict(condition, held, value)
        return Verdict(condition, held, value, None if start == BEGINNING else start, moment.day)
    if isinstance(condition, ProfileFact):
        return Verdict(condition, fits(condition, moment.profile), text=moment.profile.get(condition.field))
    parts = tuple(find(part, moment) for part in condition.parts)
    outcomes = [part.holds for part in parts]
    if isinstance(condition, AllOf):
        return Verdict(condition, all(outcomes), parts=parts)
    if isinstance(condition, AnyOf):
        return Verdict(condition, any(outcomes), parts=parts)
    assert isinstance(condition, NoneOf)
    return Verdict(condition, not any(outcomes), parts=parts)
