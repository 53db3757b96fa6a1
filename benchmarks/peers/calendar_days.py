"""Civil months on day numbers, in Python."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

EPOCH = date(1970, 1, 1)
OFFSET = 8 * 3_600_000_000  # Asia/Shanghai, microseconds


@lru_cache(maxsize=1 << 14)
def plus_months(day: int, months: int) -> int:
    """The day so many months later, at most the last one of its month."""
    start = EPOCH + timedelta(days=day)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return (date(year, month + 1, min(start.day, monthrange(year, month + 1)[1])) - EPOCH).days


def first_instant(day: int) -> int:
    """The first instant of a day in the scheme's zone."""
    return day * 86_400_000_000 - OFFSET
