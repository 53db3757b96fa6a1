"""Calendar dates as days since 1970-01-01."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

_EPOCH = date(1970, 1, 1).toordinal()
FIRST = date.min.toordinal() - _EPOCH
LAST = date.max.toordinal() - _EPOCH


@lru_cache(maxsize=1 << 16)
def to_date(day: int) -> date:
    """The calendar date of a day number."""
    return date.fromordinal(day + _EPOCH)


def to_day(when: date) -> int:
    """The day number of a calendar date."""
    return when.toordinal() - _EPOCH


def day_of(when: date | None) -> int | None:
    """The same where there may be no date."""
    return None if when is None else to_day(when)


def iso(day: int) -> str:
    """A day as an ISO date."""
    return to_date(day).isoformat()


def iso_of(day: int | None) -> str | None:
    """The same where there may be no day."""
    return None if day is None else iso(day)
