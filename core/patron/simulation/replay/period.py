"""The period of a replay and its calendar months."""

from __future__ import annotations

from calendar import isleap, monthrange
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from patron.engine.days import to_date, to_day


@dataclass(frozen=True, slots=True)
class Month:
    """The part of a calendar month that lies in the period: `first` to `last`, both inclusive."""

    year: int
    month: int
    first: int
    last: int

    @property
    def key(self) -> str:
        """`2025-01`."""
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def number(self) -> int:
        """202501: the month in the columns of frames."""
        return self.year * 100 + self.month

    @property
    def days(self) -> int:
        """Days of the month in the period."""
        return self.last - self.first + 1

    @property
    def year_days(self) -> int:
        """Days of its calendar year."""
        return 366 if isleap(self.year) else 365


@dataclass(frozen=True, slots=True)
class Period:
    """`first` to `last`, both inclusive, with the months that they touch."""

    first: int
    last: int

    @property
    def days(self) -> int:
        """Days of the period."""
        return self.last - self.first + 1

    @property
    def months(self) -> tuple[Month, ...]:
        """Every calendar month with a day in the period, in order."""
        months = []
        start = to_date(self.first).replace(day=1)
        while to_day(start) <= self.last:
            length = monthrange(start.year, start.month)[1]
            begin = to_day(start)
            months.append(Month(start.year, start.month, max(begin, self.first), min(begin + length - 1, self.last)))
            start += timedelta(days=length)
        return tuple(months)

    @property
    def years(self) -> Fraction:
        """The period in years: each day is one part of its own calendar year."""
        return sum((Fraction(month.days, month.year_days) for month in self.months), Fraction(0))
