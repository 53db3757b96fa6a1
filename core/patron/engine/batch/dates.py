"""Month arithmetic and windows over whole columns of days, for the tables by day."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from patron.engine.batch.kinds import NEVER_DAY, NO_DAY
from patron.engine.plan import Duration, ExpiryAfter, ExpiryEachYear, Unit, Window, WindowKind
from patron.engine.plan.uses import Vouchers

Days = npt.NDArray[np.int64]


def split(days: Days) -> tuple[Days, Days]:
    """Months since 1970-01, and the day of the month from 0."""
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return months, days - month_start(months)


def month_start(months: Days) -> Days:
    """The first day of each month."""
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


def clamped(months: Days, of_month: Days) -> Days:
    """That day of each month, at most its last."""
    start = month_start(months)
    days: Days = start + np.minimum(of_month, month_start(months + 1) - start - 1)
    return days


def shift(days: Days, length: Duration, sign: int = 1) -> Days:
    """Each day plus (or, with `sign` -1, minus) a duration."""
    if length.unit is Unit.DAYS:
        return days + sign * length.count
    months, of_month = split(days)
    return clamped(months + sign * length.count, of_month)


def window_start(days: Days, window: Window) -> Days:
    """The first date of the window as of each day."""
    months, _ = split(days)
    match window.kind:
        case WindowKind.ROLLING:
            assert window.length is not None, window
            return shift(days, window.length, -1) + 1
        case WindowKind.YEAR:
            return month_start(months // 12 * 12)
        case WindowKind.QUARTER:
            return month_start(months // 3 * 3)
        case WindowKind.MONTH:
            return month_start(months)
        case WindowKind.SEASON:
            return season_start(days, window.seasons)
        case _:
            return np.full(len(days), NO_DAY, dtype=np.int64)


def season_start(days: Days, seasons: tuple[tuple[int, int], ...]) -> Days:
    """The last of the seasons' start days on or before each day."""
    year = split(days)[0] // 12 * 12
    found = np.full(len(days), NO_DAY, dtype=np.int64)
    for before in (12, 0):
        for month, number in seasons:
            start = clamped(year - before + month - 1, np.full_like(days, number - 1))
            found = np.where(start <= days, np.maximum(found, start), found)
    return found


def death(days: Days, expiry: ExpiryAfter | ExpiryEachYear | None) -> Days:
    """The day from whose start a lot earned on each day is dead."""
    if expiry is None:
        return np.full(len(days), NEVER_DAY, dtype=np.int64)
    if isinstance(expiry, ExpiryAfter):
        return shift(days, expiry.after)
    months, _ = split(days)
    within = months // 12 * 12 + expiry.month - 1
    of_month = np.full(len(days), expiry.day - 1, dtype=np.int64)
    later = np.where(clamped(within, of_month) < days, within + 12, within)
    return clamped(later + 12 if expiry.next_year else later, of_month) + 1


def issue_after(days: Days, vouchers: Vouchers) -> Days:
    """The first day of issue after each day."""
    months, _ = split(days)
    within = months // 12 * 12 + vouchers.month - 1
    of_month = np.full(len(days), vouchers.day - 1, dtype=np.int64)
    return clamped(np.where(clamped(within, of_month) <= days, within + 12, within), of_month)
