"""What each grant issues to whom on which day, over columns."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from patron.engine.batch.dates import clamped, shift, split
from patron.engine.entitlements.holdings import Flags, Holdings, Ints, Stretches
from patron.engine.entitlements.model import ENDLESS
from patron.engine.entitlements.sales import Sales
from patron.engine.plan import Grant, GrantKind, Prorate


@dataclass(slots=True)
class Made:
    """The issues of one grant by member and in order; a member is the number of a row of `Holdings.ids`."""

    grant: Grant
    code: Ints
    first: Ints
    last: Ints  # ENDLESS: as long as the tier
    granted: Ints
    rank: Ints
    gone: Ints
    usable: Ints
    withdrawn: Flags
    linked: Flags  # what is left of it goes into the next issue
    carried: Ints = field(init=False)
    passed_on: Ints = field(init=False)
    used: Ints = field(init=False)

    def __post_init__(self) -> None:
        """Nothing is used or carried yet."""
        self.carried, self.passed_on, self.used = (np.zeros(len(self.code), dtype=np.int64) for _ in range(3))

    @property
    def left(self) -> Ints:
        """What has been neither used nor passed on."""
        return self.granted + self.carried - self.used - self.passed_on


def make(grant: Grant, holdings: Holdings, sales: Sales, as_of: int) -> Made:
    """The issues of a grant up to the as-of date, with nothing used."""
    held = holdings.stretches(grant.tiers)
    if grant.kind is GrantKind.YEAR:
        return _years(grant, holdings, held, as_of)
    if grant.kind is GrantKind.CALENDAR:
        return _calendar(grant, holdings, held, as_of)
    code, day, returned = _days(grant, holdings, held, sales, as_of)
    stretch = held.holding(code, day)
    kept = (stretch >= 0) & (day > holdings.floor[code]) & (day <= as_of)
    kept[kept] = holdings.known.fits(grant, code[kept], day[kept])
    if grant.kind is GrantKind.PURCHASE and grant.every > 1:
        kept[kept] = (_number(code[kept]) + 1) % grant.every == 0
    code, day, returned, stretch = code[kept], day[kept], returned[kept], stretch[kept]
    last = np.full(len(code), ENDLESS, dtype=np.int64) if grant.valid_for is None else shift(day, grant.valid_for) - 1
    made = _ended(grant, holdings, held, (stretch, day, last, np.full(len(code), grant.count, dtype=np.int64)))
    back = returned < made.gone
    made.gone = np.where(back, returned, made.gone)
    made.usable = np.minimum(made.usable, made.gone)
    made.withdrawn |= back
    return made


def _number(code: Ints) -> Ints:
    """Which of its member's rows each row is, from 0; rows of a member stand together."""
    fresh = np.ones(len(code), dtype=np.bool_)
    fresh[1:] = code[1:] != code[:-1]
    place = np.arange(len(code), dtype=np.int64)
    return place - np.maximum.accumulate(np.where(fresh, place, 0))


def _ended(grant: Grant, holdings: Holdings, held: Stretches, rows: tuple[Ints, Ints, Ints, Ints]) -> Made:
    """Issues from (stretch, first, last, granted), with the days on which they end: by themselves, or because the tiers are left."""
    stretch, first, last, granted = rows
    leave, by_return = held.leave[stretch], held.by_return[stretch]
    cut = leave <= last
    if grant.keep:
        cut &= by_return
    gone = np.where(cut, leave, last + 1)
    usable = np.where(cut, leave - held.at_start[stretch], last)
    code = held.code[stretch]
    rank = holdings.rank_on(code, first)
    return Made(grant, code, first, last, granted, rank, gone, usable, cut & by_return, np.zeros(len(code), dtype=np.bool_))


def _spread(count: Ints) -> tuple[Ints, Ints]:
    """The stretch of each of `count` rows, and its number there from 0."""
    count = np.maximum(count, 0)
    stretch = np.repeat(np.arange(len(count), dtype=np.int64), count)
    return stretch, np.arange(len(stretch), dtype=np.int64) - np.repeat(np.cumsum(count) - count, count)


def _years(grant: Grant, holdings: Holdings, held: Stretches, as_of: int) -> Made:
    upper = np.minimum(held.leave - 1, as_of)
    months, of_month = split(held.first)
    stretch, number = _spread(split(upper)[0] // 12 - months // 12 + 1)
    first = clamped(months[stretch] + 12 * number, of_month[stretch])
    last = clamped(months[stretch] + 12 * (number + 1), of_month[stretch]) - 1
    kept = (first <= upper[stretch]) & (last > holdings.floor[held.code[stretch]])
    kept[kept] = holdings.known.fits(grant, held.code[stretch[kept]], first[kept])
    stretch, first, last = stretch[kept], first[kept], last[kept]
    made = _ended(grant, holdings, held, (stretch, first, last, np.full(len(first), grant.count, dtype=np.int64)))
    made.linked[:-1] = (stretch[1:] == stretch[:-1]) & (first[1:] == last[:-1] + 1)
    return made


def _calendar(grant: Grant, holdings: Holdings, held: Stretches, as_of: int) -> Made:
    if not len(held.code):
        return _ended(grant, holdings, held, (held.code, held.first, held.leave, held.code))
    bounds = _dates(grant.days, int(held.first.min()), as_of, 1)
    upper = np.minimum(held.leave - 1, as_of)
    low = np.searchsorted(bounds, held.first, side="right") - 1
    stretch, number = _spread(np.where(upper >= held.first, np.searchsorted(bounds, upper, side="right") - low, 0))
    period = low[stretch] + number
    start, last, code = bounds[period], bounds[period + 1] - 1, held.code[stretch]
    kept = last > holdings.floor[code]
    kept[1:] &= (code[1:] != code[:-1]) | (period[1:] != period[:-1])  # one issue a period: that of the first stretch
    kept[kept] = holdings.known.fits(grant, code[kept], np.maximum(start, held.first[stretch])[kept])
    stretch, start, last = stretch[kept], start[kept], last[kept]
    first = np.maximum(start, held.first[stretch])
    granted = np.full(len(first), grant.count, dtype=np.int64)
    if grant.prorate is not Prorate.NONE:
        days, whole = granted * (last - first + 1), last - start + 1
        granted = days // whole if grant.prorate is Prorate.DOWN else -(-days // whole)
    made = _ended(grant, holdings, held, (stretch, first, last, granted))
    same = made.code[1:] == made.code[:-1]
    made.linked[:-1] = same & (made.gone[:-1] == made.last[:-1] + 1) & (made.gone[:-1] == made.first[1:])
    return made


def _dates(days: tuple[tuple[int, int], ...], first: int, last: int, margin: int) -> Ints:
    """These days of the years from `first` to `last`, in order, each once; `margin` years more on both sides."""
    years = [int(split(np.array([day]))[0][0]) // 12 for day in (first, last)]
    span = np.arange(years[0] - margin, years[1] + margin + 1, dtype=np.int64) * 12
    found = [clamped(span + month - 1, np.full(len(span), day - 1, dtype=np.int64)) for month, day in days]
    return np.unique(np.concatenate(found))


def _days(grant: Grant, holdings: Holdings, held: Stretches, sales: Sales, as_of: int) -> tuple[Ints, Ints, Ints]:
    """Members, days on which something is issued to them if they hold a tier then, and the day its purchase was returned."""
    nothing = np.empty(0, dtype=np.int64)
    returned: Ints | None = None
    if grant.kind is GrantKind.GAIN:
        gained = holdings.gain & np.isin(holdings.rank, np.array(grant.tiers, dtype=np.int64))
        code, day = holdings.code[gained], holdings.day[gained]
    elif grant.kind is GrantKind.PURCHASE:
        code, day, returned = sales.bought(grant)
    elif grant.kind is GrantKind.TOP:
        found = [sales.biggest(grant, int(day), held) for day in _dates(grant.days, sales.first_day(as_of), as_of, 0) if day <= as_of]
        days = [np.full(len(one), day, dtype=np.int64) for day, one in found]
        code, day = np.concatenate([nothing, *(one for _, one in found)]), np.concatenate([nothing, *days])
        order = np.lexsort((day, code))
        code, day = code[order], day[order]
    elif grant.kind is GrantKind.BIRTHDAY:
        code, day = _birthdays(holdings, held, as_of)
    elif not len(held.code):
        code = day = nothing
    else:
        dates = _dates(grant.days, int(held.first.min()), as_of, 0)
        low = np.searchsorted(dates, held.first, side="left")
        stretch, number = _spread(np.searchsorted(dates, np.minimum(held.leave - 1, as_of), side="right") - low)
        code, day = held.code[stretch], dates[low[stretch] + number]
    return code, day, np.full(len(code), ENDLESS * 2, dtype=np.int64) if returned is None else returned


def _birthdays(holdings: Holdings, held: Stretches, as_of: int) -> tuple[Ints, Ints]:
    born = holdings.birthday[held.code]
    known = born > -ENDLESS
    upper = np.minimum(held.leave - 1, as_of)
    years = np.where(known, split(upper)[0] // 12 - split(held.first)[0] // 12 + 1, 0)
    stretch, number = _spread(years)
    months, of_month = split(born[stretch])
    year = split(held.first[stretch])[0] // 12 + number
    day = clamped(year * 12 + months % 12, of_month)
    inside = (day >= held.first[stretch]) & (day <= upper[stretch])
    return held.code[stretch][inside], day[inside]
