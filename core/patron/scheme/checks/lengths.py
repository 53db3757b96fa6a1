"""How many days a duration may take, over all dates."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from functools import cache

from patron.scheme.durations import Duration, Unit


@cache
def days_of(length: Duration) -> tuple[int, int]:
    """The fewest and the most days that the duration takes, forwards or backwards from any date.

    Months are laid over eight years around 2100, which is no leap year, so that the extremes of the
    calendar are among them.
    """
    if length.unit is Unit.DAYS:
        return length.count, length.count
    found = [
        abs((_shift(year, month, day, sign * length.count) - date(year, month, day)).days)
        for year in range(2096, 2105)
        for month in range(1, 13)
        for day in (1, 28, 29, 30, 31)
        if day <= monthrange(year, month)[1]
        for sign in (1, -1)
    ]
    return min(found), max(found)


def _shift(year: int, month: int, day: int, months: int) -> date:
    index = year * 12 + month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day, monthrange(year, month)[1]))


def surely_shorter(one: Duration, other: Duration) -> bool:
    """Whether `one` ends before `other` from every date: 27 days and 1 month, but not 30 days and 1 month."""
    if one.unit is other.unit:
        return one.count < other.count
    return days_of(one)[1] < days_of(other)[0]
