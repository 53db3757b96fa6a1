"""Days of the year as codes, and tables of which of them are near which birthday."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.plan import BIRTHDAY_REACH, Birthday

Flags = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int16]

NO_CODE = 0  # of a day that is not known
LEAP = 512  # added to the codes of days in leap years
_BIRTHS, _DAYS = 13 * 32, 2 * LEAP
_YEARS = ((2023, 0), (2024, LEAP))  # one of each kind; no birthday that is clamped is near the turn of a year


def day_codes(days: pl.Series) -> Codes:
    """month x 32 + day of the month, plus LEAP in leap years; NO_CODE for null. `days`: since 1970-01-01."""
    on = pl.from_epoch("day", time_unit="d")
    year = on.dt.year()
    leap = ((year % 4 == 0) & (year % 100 != 0)) | (year % 400 == 0)
    code = on.dt.month().cast(pl.Int16) * 32 + on.dt.day().cast(pl.Int16) + leap.cast(pl.Int16) * LEAP
    found: Codes = days.alias("day").to_frame().select(code=code.fill_null(NO_CODE))["code"].to_numpy()
    return found


def birth_codes(birthdays: pl.Series) -> pl.Series:
    """month x 32 + day of the month of each birthday (days since 1970-01-01), null where there is none."""
    on = pl.from_epoch("day", time_unit="d")
    code = on.dt.month().cast(pl.Int16) * 32 + on.dt.day().cast(pl.Int16)
    return birthdays.alias("day").to_frame().select(code=code)["code"]


@cache
def near_birthdays(kind: Birthday) -> Flags:
    """By code of birth and code of day: whether the day is the birthday, or in its week or month."""
    table = np.zeros((_BIRTHS, _DAYS), dtype=np.bool_)
    reach = BIRTHDAY_REACH if kind is Birthday.WEEK else 0
    births = [(int(code) // 32, int(code) % 32) for code in _year(2024)[1]]
    for year, base in _YEARS:
        days, codes = _year(year)
        for month, number in births:
            if kind is Birthday.MONTH:
                near = codes // 32 == month
            else:
                near = np.zeros(len(days), dtype=np.bool_)
                for other in (year - 1, year, year + 1):
                    near |= np.abs((days - _clamped(other, month, number)).astype(np.int64)) <= reach
            table[month * 32 + number, base + codes[near]] = True
    return table


def on_month_days(month_days: tuple[tuple[int, int], ...]) -> Flags:
    """By code of day: whether it is one of the days of the year, 02-29 being 02-28 in years without it."""
    table = np.zeros(_DAYS, dtype=np.bool_)
    for year, base in _YEARS:
        days, codes = _year(year)
        for month, number in month_days:
            table[base + codes[days == _clamped(year, month, number)]] = True
    return table


@cache
def _year(year: int) -> tuple[npt.NDArray[np.datetime64], npt.NDArray[np.int64]]:
    days = np.arange(f"{year}-01-01", f"{year + 1}-01-01", dtype="datetime64[D]")
    months = days.astype("datetime64[M]")
    codes = (months.astype(np.int64) % 12 + 1) * 32 + (days - months).astype(np.int64) + 1
    return days, codes


@cache
def _clamped(year: int, month: int, number: int) -> np.datetime64:
    start = np.datetime64(f"{year}-{month:02d}", "M")
    last = (start + 1).astype("datetime64[D]") - 1
    return min(start.astype("datetime64[D]") + (number - 1), last)
