"""The yearly issue of vouchers: at the start of the day, after what expires, points become vouchers."""

from __future__ import annotations

from collections.abc import Iterable

from patron.engine.days import to_date, to_day
from patron.engine.plan.uses import Vouchers
from patron.engine.reference.calendar import clamped
from patron.engine.reference.member import Member
from patron.engine.results import PostingKind


def issue_days(vouchers: Vouchers | None, first: int, last: int) -> list[int]:
    """Every day of issue in [first, last]; 29 February stands for the 28th in other years."""
    if vouchers is None or last < first:
        return []
    years = range(to_date(first).year, to_date(last).year + 1)
    days = (to_day(clamped(year, vouchers.month, vouchers.day)) for year in years)
    return [day for day in days if first <= day <= last]


def issue(vouchers: Vouchers, members: Iterable[Member], day: int) -> None:
    """The start of a day of issue, for everyone whose opening balance does not contain it."""
    for member in members:
        if member.before_opening(day):
            continue
        member.ledger.advance(day)
        times = member.ledger.available(day) // vouchers.points
        if vouchers.most is not None:
            times = min(times, vouchers.most)
        if times > 0:
            member.ledger.spend(times * vouchers.points, day)
            member.ledger.post(day, PostingKind.ISSUED, vouchers.id, times * vouchers.points)
