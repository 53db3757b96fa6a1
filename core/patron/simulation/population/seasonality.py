"""Which months and weekdays bring more purchases, told apart from a customer base that grows or shrinks.

The fitted timing says how many repeat purchases the customers of each day should make if no day were different: those who
came earlier buy less often, and newcomers add to them. A month's figure is what was bought in it over what was expected.
Levels of whole years are taken out (blocks of 12 months, each with a mean of 1), so a good year does not make its months good.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from patron.simulation.population.model import BgNbd, ParetoNbd, Season
from patron.simulation.population.summary import Floats
from patron.simulation.population.timing_fit import expected

_EPOCH = date(1970, 1, 1)
ENOUGH = 100  # purchases that a month or weekday needs: with fewer, chance alone moves it by more than 10 %


@dataclass(frozen=True, slots=True)
class SeasonFit:
    """The season; `years`: blocks of 12 months that the months rest on, 0 if they are not told; `purchases` seen."""

    season: Season
    years: int
    weeks: bool
    purchases: int


def fit_season(visits: pl.DataFrame, customers: pl.DataFrame, timing: BgNbd | ParetoNbd, unit_days: float, last: int) -> SeasonFit:
    """From the days of repeat visits (`visits.day`) and the days of first visits (`customers.first`) up to the day `last`."""
    first = int(customers["first"].sort()[0])
    span = last - first + 1
    came = np.bincount(customers["first"].to_numpy() - first, minlength=span).astype(np.float64)
    bought = np.bincount(visits["day"].to_numpy() - first, minlength=span) - came
    rate = np.diff(expected(timing, np.arange(span) / unit_days), prepend=0.0)
    due = _convolve(came, rate)
    days = [_EPOCH + timedelta(days=first + i) for i in range(span)]
    month = np.array([day.year * 12 + day.month - 1 for day in days])
    months, years = _months(month, bought, due, days)
    shaped = due * np.array([months[one % 12] for one in month])
    weekday = np.array([day.weekday() for day in days])
    weekdays = _weekdays(weekday, bought, shaped)
    season = Season(tuple(months), tuple(weekdays) if weekdays else Season().weekdays)
    return SeasonFit(season, years, weekdays is not None, int(bought.sum()))


def _convolve(came: Floats, rate: Floats) -> Floats:
    """Expected repeat purchases of each day: everyone's rate at the age that she has."""
    size = 2 * len(came)
    product = np.fft.irfft(np.fft.rfft(came, size) * np.fft.rfft(rate, size), size)
    return np.maximum(product[: len(came)], 0.0)


def _months(month: np.ndarray, bought: Floats, due: Floats, days: list[date]) -> tuple[list[float], int]:
    """January first; all 1 where no 12 whole months are there, or some month has too few purchases."""
    begin, end = days[0], days[-1] + timedelta(days=1)
    low = month[0] if begin.day == 1 else month[0] + 1  # whole months only
    high = month[-1] + (1 if end.day == 1 else 0)
    years = int((high - low) // 12)
    seen, foreseen, total = np.zeros(12), np.zeros(12), np.zeros(12)
    for block in range(years):
        within = (month >= high - 12 * (block + 1)) & (month < high - 12 * block)
        of_year = np.bincount(month[within] % 12, weights=due[within], minlength=12)
        made = np.bincount(month[within] % 12, weights=bought[within], minlength=12)
        if made.sum() == 0 or np.any(of_year <= 0):
            continue
        level = made.sum() / of_year.sum()
        seen += made
        foreseen += level * of_year
        total += made
    if years == 0 or np.any(total < ENOUGH):
        return [1.0] * 12, 0
    return _mean_one(seen / foreseen), years


def _weekdays(weekday: np.ndarray, bought: Floats, due: Floats) -> list[float] | None:
    """Monday first; None where some weekday has too few purchases. A shop that is closed on one has 0 there."""
    made = np.bincount(weekday, weights=bought, minlength=7)
    foreseen = np.bincount(weekday, weights=due, minlength=7)
    if made.sum() < 7 * ENOUGH or np.any(foreseen <= 0):
        return None
    return _mean_one(made / foreseen)


def _mean_one(figures: Floats) -> list[float]:
    rounded = [round(float(one), 4) for one in figures / figures.mean()]
    return rounded if sum(rounded) > 0 else [1.0] * len(rounded)
