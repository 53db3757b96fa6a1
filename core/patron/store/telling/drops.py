"""How long a measure stays as it is if nothing more is bought: windows move on, and purchases drop out of them."""

from __future__ import annotations

from patron.engine.days import to_date, to_day
from patron.engine.plan import Test, Window, WindowKind
from patron.engine.reference.calendar import add, clamped, window_start
from patron.engine.reference.conditions import Moment, start_of, value_of


def holds_until(test: Test, moment: Moment, term_end: int | None) -> int | None:
    """The last day on which the test's value is what it is at the moment; None if it stays for good.

    `term_end` is the last day of the present term, None without one.
    """
    kind = test.window.kind
    if kind is WindowKind.EVER:
        return None
    if kind is WindowKind.TERM:
        return term_end
    if kind is not WindowKind.ROLLING:
        return _last_day(test.window, moment.day)
    value = value_of(test, moment)
    if not value:
        return None
    start = start_of(test, moment)
    for place in range(max(moment.first, moment.book.first_on_or_after(start)), moment.end):
        out = _drops_out(test.window, moment.book.days[place])
        if _value_on(test, moment, out) != value:
            return out - 1
    return None


def _drops_out(window: Window, bought: int) -> int:
    """The first day as of which a rolling window no longer covers the day of a purchase."""
    assert window.length is not None
    day = add(bought, window.length)
    while window_start(window, day) <= bought:  # the clamped end of a month: a day or three later
        day += 1
    return day


def _value_on(test: Test, moment: Moment, day: int) -> int | None:
    later = Moment(moment.book, moment.end, day, moment.term_start, moment.first, None, moment.introducer, profile=moment.profile)
    return value_of(test, later)


def _last_day(window: Window, day: int) -> int:
    """The last day of the calendar year, quarter, month or season that `day` is in."""
    on = to_date(day)
    match window.kind:
        case WindowKind.SEASON:
            starts = [to_day(clamped(year, *start)) for year in (on.year, on.year + 1) for start in window.seasons]
            return min(start for start in starts if start > day) - 1
        case WindowKind.YEAR:
            month = 12
        case WindowKind.QUARTER:
            month = (on.month - 1) // 3 * 3 + 3
        case _:
            month = on.month
    return to_day(clamped(on.year, month, 31))
