"""Dates as days since 1970-01-01: month arithmetic that clamps, windows, reviews and the death of lots."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from patron.engine.days import FIRST, LAST, to_date, to_day
from patron.engine.plan import Duration, ExpiryAfter, ExpiryEachYear, Unit, Window, WindowKind

BEGINNING = -(10**9)  # earlier than every date
NEVER = 10**9  # later than every date
_DAY = 86_400_000_000  # microseconds


@lru_cache(maxsize=1 << 16)
def first_instant(day: int, zone: str) -> int:
    """The first instant of a local date in a time zone, in UTC microseconds."""
    offset = datetime.combine(to_date(day), time(), ZoneInfo(zone)).utcoffset()
    return day * _DAY - (offset or timedelta()) // timedelta.resolution


@lru_cache(maxsize=1 << 16)
def add(day: int, duration: Duration, times: int = 1) -> int:
    """`day` + `times` x `duration`: months keep the day of month, clamped to the month's last day.

    Results outside the calendar's years 1 to 9999 are held at its ends.
    """
    if duration.unit is Unit.DAYS:
        return day + duration.count * times
    start = to_date(day)
    month0 = start.year * 12 + start.month - 1 + duration.count * times
    year, month = month0 // 12, month0 % 12 + 1
    if not date.min.year <= year <= date.max.year:
        return LAST if year > date.max.year else FIRST
    return to_day(clamped(year, month, start.day))


def clamped(year: int, month: int, day: int) -> date:
    """That day of that month, or the month's last day if it is shorter."""
    return date(year, month, min(day, monthrange(year, month)[1]))


@lru_cache(maxsize=1 << 16)
def window_start(window: Window, day: int) -> int:
    """The first date that the window covers as of `day`; a window of the term is the caller's to know."""
    if window.kind is WindowKind.ROLLING:
        assert window.length is not None
        return add(day, window.length, -1) + 1
    if window.kind is WindowKind.EVER:
        return BEGINNING
    assert window.kind is not WindowKind.TERM
    if window.kind is WindowKind.SEASON:
        return season_start(day, window.seasons)
    on = to_date(day)
    month = {WindowKind.YEAR: 1, WindowKind.QUARTER: (on.month - 1) // 3 * 3 + 1, WindowKind.MONTH: on.month}[window.kind]
    return to_day(date(on.year, month, 1))


def season_start(day: int, seasons: tuple[tuple[int, int], ...]) -> int:
    """The last of the seasons' start days on or before `day`."""
    year = to_date(day).year
    starts = [to_day(clamped(one, *start)) for one in (year - 1, year) for start in seasons]
    return max(start for start in starts if start <= day)


@lru_cache(maxsize=1 << 16)
def dies_on(expiry: ExpiryAfter | ExpiryEachYear | None, earned: int) -> int | None:
    """The date from whose start a lot earned on `earned` is dead; None if points never die."""
    if expiry is None:
        return None
    if isinstance(expiry, ExpiryAfter):
        return add(earned, expiry.after)
    year = to_date(earned).year
    if to_day(clamped(year, expiry.month, expiry.day)) < earned:
        year += 1
    return to_day(clamped(year + expiry.next_year, expiry.month, expiry.day)) + 1
