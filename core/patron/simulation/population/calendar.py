"""From the even time that purchases are drawn in to days, and back: busy days are longer than quiet ones."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from patron.engine.days import to_date
from patron.simulation.population.compiled import entry
from patron.simulation.population.model import Season

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
OPENS = 10 * 3600  # shops are open from 10:00 to 21:59:59: the middle of the opening hours that malls post
OPEN_FOR = 12 * 3600


@dataclass(frozen=True, slots=True)
class Span:
    """Days since 1970-01-01: the first day of customers, the day of the launch, and the last day, all inclusive."""

    first: int
    launch: int
    last: int

    @property
    def days(self) -> int:
        """From the first to the last."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Calendar:
    """`starts[n]`: the even time, in days, at which day n of the span starts; the last one is its end and equals the number of days."""

    span: Span
    starts: Floats

    @property
    def launch(self) -> float:
        """The even time of the launch."""
        return float(self.starts[self.span.launch - self.span.first])

    @property
    def end(self) -> float:
        """The even time of the end."""
        return float(self.starts[-1])

    def start_of(self, days: Ints) -> Floats:
        """The even time at which days (since 1970-01-01) start; those beyond the span at its ends."""
        return self.starts[np.clip(days - self.span.first, 0, self.span.days)]


def calendar_of(season: Season, span: Span) -> Calendar:
    """Every day as long as its month's share times its weekday's, so that the mean over the span is 1."""
    dates = [to_date(day) for day in range(span.first, span.last + 1)]
    weights = np.array([season.months[one.month - 1] * season.weekdays[one.weekday()] for one in dates])
    starts = np.concatenate([[0.0], np.cumsum(weights)])
    assert starts[-1] > 0, "a season without a day of sales"
    starts *= span.days / starts[-1]
    starts[-1] = span.days
    return Calendar(span, starts)


def years(first: int, last: int) -> Fraction:
    """The days from first to last, inclusive, each as its part of its calendar year."""
    total = Fraction(0)
    for year in range(to_date(first).year, to_date(last).year + 1):
        opens = to_date(first).replace(year=year, month=1, day=1).toordinal() - to_date(first).toordinal() + first
        days = 366 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 365
        total += Fraction(min(last, opens + days - 1) - max(first, opens) + 1, days)
    return total


def offsets(span: Span, time_zone: str) -> Ints:
    """Seconds that local noon is ahead of UTC, of each day of the span: zones change their clocks at night, when shops are closed."""
    from datetime import datetime, time

    zone = ZoneInfo(time_zone)
    found = []
    for day in range(span.first, span.last + 1):
        ahead = datetime.combine(to_date(day), time(12), tzinfo=zone).utcoffset()
        assert ahead is not None, time_zone
        found.append(int(ahead.total_seconds()))
    return np.array(found, dtype=np.int64)


@entry
def clock(starts: Floats, when: Floats, day: npt.NDArray[np.int32], second: npt.NDArray[np.int32]) -> None:
    """Writes the day of the span and the second of that day for each even time: the last day that has begun by then."""
    last = len(starts) - 2
    begun = np.empty(last + 1, dtype=np.int32)  # of each whole even time the last day that has begun by then
    d = 0
    for whole in range(last + 1):
        while d < last and starts[d + 1] <= whole:
            d += 1
        begun[whole] = d
    for n in range(len(when)):
        d = begun[min(max(int(when[n]), 0), last)]
        while d < last and starts[d + 1] <= when[n]:
            d += 1
        part = (when[n] - starts[d]) / (starts[d + 1] - starts[d])
        day[n] = d
        second[n] = OPENS + min(int(part * OPEN_FOR), OPEN_FOR - 1)
