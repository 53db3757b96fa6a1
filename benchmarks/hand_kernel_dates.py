"""Dates and texts for the hand-written kernel: civil months from day numbers, bytes in order."""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True)
def plus_months(day: int, months: int) -> int:
    """The day so many months later (or earlier), clamped to the month's last day; days since 1970-01-01."""
    shifted = day + 719_468  # days from 0000-03-01, as in H. Hinnant's `days_from_civil`
    era = shifted // 146_097
    of_era = shifted - era * 146_097
    year_of_era = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    march_month = (5 * of_year + 2) // 153
    number = of_year - (153 * march_month + 2) // 5 + 1
    total = (year_of_era + era * 400) * 12 + march_month + months  # months from March of year 0
    first, following = _first_of(total), _first_of(total + 1)
    return min(first + number - 1, following - 1)


@njit(cache=True)
def _first_of(months: int) -> int:
    """The first day of the month that lies so many months after March of year 0."""
    year, month = months // 12, months % 12
    era = year // 400
    of_era = year - era * 400
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + (153 * month + 2) // 5 - 719_468


@njit(cache=True)
def table(first: int, last: int, months: int) -> np.ndarray:
    """`plus_months` of every day from `first` to `last`."""
    out = np.empty(last - first + 1, np.int32)
    for day in range(first, last + 1):
        out[day - first] = plus_months(day, months)
    return out


@njit(cache=True)
def compare(left: np.ndarray, a: int, b: int, right: np.ndarray, c: int, d: int) -> int:
    """Below, at or above 0 as the bytes left[a:b] come before, are or come after right[c:d]."""
    for step in range(min(b - a, d - c)):
        if left[a + step] != right[c + step]:
            return int(left[a + step]) - int(right[c + step])
    return (b - a) - (d - c)
