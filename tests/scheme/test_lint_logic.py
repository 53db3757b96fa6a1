"""The reasoning behind the lint is sound: what it says to follow, follows in every history that is tried."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st
from patron.scheme.checks.lengths import days_of, surely_shorter
from patron.scheme.durations import EVER, Duration, Unit, Window, WindowKind
from patron.scheme.lint.logic import And, Formula, Literal, Or, always, contains, deny, implies, never


@dataclass(frozen=True)
class History:
    """Purchases (date, amount above 0) up to `today`; with `judged`, the last is the one being judged."""

    today: date
    purchases: tuple[tuple[date, int], ...]
    term_start: date
    judged: bool
    introducer: int | None


def _back(day: date, length: Duration) -> date:
    if length.unit is Unit.DAYS:
        return day - timedelta(days=length.count)
    months = day.year * 12 + day.month - 1 - length.count
    for dom in range(day.day, 0, -1):
        try:
            return date(months // 12, months % 12 + 1, dom)
        except ValueError:
            continue
    raise AssertionError


def _inside(window: Window, day: date, history: History) -> bool:
    today = history.today
    match window.kind:
        case WindowKind.EVER:
            return True
        case WindowKind.ROLLING:
            assert window.length
            return day > _back(today, window.length)
        case WindowKind.TERM:
            return day >= history.term_start
        case WindowKind.YEAR:
            return day.year == today.year
        case WindowKind.QUARTER:
            return (day.year, (day.month - 1) // 3) == (today.year, (today.month - 1) // 3)
        case WindowKind.MONTH:
            return (day.year, day.month) == (today.year, today.month)


def _holds(one: Formula, history: History) -> bool:
    match one:
        case And(parts):
            return all(_holds(part, history) for part in parts)
        case Or(parts):
            return any(_holds(part, history) for part in parts)
    value = _value(one, history)
    plain = value is not None and (value >= one.value if one.least else value <= one.value)
    return plain != one.denied


def _value(one: Literal, history: History) -> int | None:
    if one.measure == "referrer_tier":
        return history.introducer
    if one.measure == "purchase":
        return history.purchases[-1][1] if history.judged else None
    chosen = [(day, amount) for day, amount in history.purchases if _inside(one.window, day, history)]
    return {
        "spend": sum(amount for _, amount in chosen),
        "largest_purchase": max((amount for _, amount in chosen), default=0),
        "purchase_count": len(chosen),
        "visit_days": len({day for day, _ in chosen}),
    }[one.measure]


MONTHS = [1, 2, 3, 12, 13]
WINDOWS = [
    EVER,
    *(Window(kind) for kind in (WindowKind.TERM, WindowKind.YEAR, WindowKind.QUARTER, WindowKind.MONTH)),
    *(Window(WindowKind.ROLLING, Duration(Unit.DAYS, count)) for count in (28, 30, 31, 59, 89, 92, 365, 366)),
    *(Window(WindowKind.ROLLING, Duration(Unit.MONTHS, count)) for count in MONTHS),
]
MEASURES = ["purchase", "spend", "largest_purchase", "purchase_count", "visit_days", "referrer_tier"]


@st.composite
def literals(draw: st.DrawFn) -> Formula:
    measure = draw(st.sampled_from(MEASURES))
    window = EVER if measure in {"purchase", "referrer_tier"} else draw(st.sampled_from(WINDOWS))
    made: Formula = Literal(measure, window, draw(st.booleans()), draw(st.integers(-1, 4)))
    return deny(made) if draw(st.booleans()) else made


formulas = st.recursive(
    literals(),
    lambda inner: st.builds(lambda parts, either: (Or if either else And)(tuple(parts)), st.lists(inner, max_size=3), st.booleans()),
    max_leaves=5,
)


@st.composite
def histories(draw: st.DrawFn) -> History:
    today = draw(st.dates(date(2023, 1, 1), date(2025, 12, 31)))
    back = draw(st.lists(st.tuples(st.integers(0, 420), st.integers(1, 3)), max_size=4))
    judged = draw(st.booleans())
    purchases = [(today - timedelta(days=days), amount) for days, amount in back] + ([(today, draw(st.integers(1, 4)))] if judged else [])
    start = today - timedelta(days=draw(st.integers(0, 400)))
    return History(today, tuple(purchases), start, judged, draw(st.none() | st.integers(0, 3)))


@settings(max_examples=150, deadline=None)
@given(formulas, formulas, st.lists(histories(), min_size=1, max_size=12))
def test_what_is_implied_follows(one: Formula, other: Formula, past: list[History]) -> None:
    if implies(one, other):
        assert all(_holds(other, history) for history in past if _holds(one, history))


@settings(max_examples=150, deadline=None)
@given(formulas, st.lists(histories(), min_size=1, max_size=12))
@example(And((Literal("purchase", EVER, True, 3), deny(Literal("purchase", EVER, True, 2)))), [])
def test_never_and_always_are_so(one: Formula, past: list[History]) -> None:
    if never(one):
        assert not any(_holds(one, history) for history in past)
    if always(one):
        assert all(_holds(one, history) for history in past)
    assert all(_holds(deny(one), history) != _holds(one, history) for history in past)


def _spend(least: int, window: Window = EVER) -> Literal:
    return Literal("spend", window, True, least)


def test_it_sees_what_a_reader_sees() -> None:
    year = Window(WindowKind.ROLLING, Duration(Unit.MONTHS, 12))
    half = Window(WindowKind.ROLLING, Duration(Unit.MONTHS, 6))
    assert implies(_spend(5), _spend(4))
    assert not implies(_spend(4), _spend(5))
    assert implies(_spend(5, half), _spend(5, year))
    assert not implies(_spend(5, year), _spend(5, half))
    assert implies(Literal("purchase", EVER, True, 5), _spend(5, half))
    assert implies(And((_spend(5), Literal("visit_days", EVER, True, 2))), Or((Literal("purchase_count", EVER, True, 2), _spend(9))))
    assert never(And((_spend(5), deny(_spend(4)))))
    assert never(Or())
    assert always(_spend(0))
    assert not always(Literal("purchase", EVER, True, 0))


def test_windows_contain_each_other_only_where_it_is_sure() -> None:
    def days(count: int) -> Window:
        return Window(WindowKind.ROLLING, Duration(Unit.DAYS, count))

    def months(count: int) -> Window:
        return Window(WindowKind.ROLLING, Duration(Unit.MONTHS, count))

    assert contains(months(1), days(28))
    assert not contains(months(1), days(29))
    assert contains(days(31), months(1))
    assert not contains(days(30), months(1))
    assert contains(days(31), Window(WindowKind.MONTH))
    assert not contains(days(30), Window(WindowKind.MONTH))
    assert contains(Window(WindowKind.YEAR), Window(WindowKind.QUARTER))
    assert not contains(Window(WindowKind.QUARTER), Window(WindowKind.YEAR))


def test_lengths_are_compared_over_all_dates() -> None:
    assert days_of(Duration(Unit.MONTHS, 1)) == (28, 31)
    assert days_of(Duration(Unit.MONTHS, 3)) == (89, 92)
    assert days_of(Duration(Unit.MONTHS, 12)) == (365, 366)
    assert surely_shorter(Duration(Unit.DAYS, 27), Duration(Unit.MONTHS, 1))
    assert not surely_shorter(Duration(Unit.DAYS, 28), Duration(Unit.MONTHS, 1))
    assert surely_shorter(Duration(Unit.MONTHS, 1), Duration(Unit.DAYS, 32))
    assert not surely_shorter(Duration(Unit.MONTHS, 1), Duration(Unit.DAYS, 31))
