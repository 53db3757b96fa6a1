"""Discounts of different stack groups that meet on the same goods: one comes on top of the other.

Discounts exclude each other only within a stack group. Where the file means that both are given, a price floor
under these goods says how low they may go together, and nothing is warned of.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from patron.scheme.checks.context import Context
from patron.scheme.lint.line_sets import Lines, lines_of, lines_with_units
from patron.scheme.lint.rules import warning
from patron.scheme.model import Discount, DiscountWhen
from patron.scheme.nodes import Loc
from patron.scheme.problem import Problem
from patron.scheme.suggest import quoted

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SEARCHED = 366 * 28  # after so many days the calendar repeats itself, but for some centuries' ends
_ANY = DiscountWhen()


def overlapping_discounts(context: Context) -> Iterator[Problem]:
    """Each discount that comes on top of earlier ones of other groups, with nothing that bounds them together."""
    floors = [lines_of(floor.goods) for floor in context.scheme.price_floors]
    discounts = [one for one in context.scheme.discounts if _lowers(one)]
    for index, later in enumerate(context.scheme.discounts):
        if later not in discounts:
            continue
        under = [
            one for one in discounts if _earlier(context, one, index) and one.stack != later.stack and _meet(context, one, later, floors)
        ]
        if under:
            loc: Loc = ("discounts", index, "stack") if "stack" in later.model_fields_set else ("discounts", index)
            yield warning(
                loc,
                "overlapping-discounts",
                f"'{later.id}' comes on top of {quoted([one.id for one in under], 'and')}: "
                f"they are of different stack groups and exclude each other on no line{_together(under, later)}",
                f"write stack: {under[0].stack} so that the better one is given, let their goods or days differ, "
                "or say by price_floors how low they may go together",
            )


def _lowers(one: Discount) -> bool:
    return one.rate is None or one.rate < 1


def _earlier(context: Context, one: Discount, index: int) -> bool:
    return any(one is other for other in context.scheme.discounts[:index])


def _meet(context: Context, one: Discount, other: Discount, floors: list[Lines]) -> bool:
    """Whether some line of some member gets both, and no floor holds it up."""
    if not set(one.for_) & set(other.for_):
        return False
    parts = [lines_with_units(lines_of(discount.goods), discount, context.industry) for discount in (one, other)]
    lines = parts[0].both(parts[1])
    if lines.none or any(lines.within(floor) for floor in floors):
        return False
    return _same_time(one.when or _ANY, other.when or _ANY)


def _same_time(one: DiscountWhen, other: DiscountWhen) -> bool:
    """Whether both hold on some date for some member; every date is somebody's birthday."""
    asked, also = one.profile or {}, other.profile or {}
    if any(not set(asked[field]) & set(also[field]) for field in asked.keys() & also.keys()):
        return False
    starts = [when.from_ for when in (one, other) if when.from_]
    ends = [when.until for when in (one, other) if when.until]
    first, last = max(starts, default=None), min(ends, default=None)
    if first and last and first > last:
        return False
    if not any((one.weekdays, other.weekdays, one.each_year_on, other.each_year_on)):
        return True
    start = first or (last - timedelta(days=_SEARCHED) if last and last.year > 100 else date(2000, 1, 1))
    end = min(last or date.max, start + timedelta(days=_SEARCHED))
    days = (start + timedelta(days=number) for number in range((end - start).days + 1))
    return any(_on(one, day) and _on(other, day) for day in days)


def _on(when: DiscountWhen, day: date) -> bool:
    if when.weekdays and _WEEKDAYS[day.weekday()] not in when.weekdays:
        return False
    if not when.each_year_on:
        return True
    leap = (day + timedelta(days=1)).day == 29
    clamped = (day.month, day.day) == (2, 28) and not leap and (2, 29) in when.each_year_on
    return (day.month, day.day) in when.each_year_on or clamped


def _together(under: list[Discount], later: Discount) -> str:
    """What is paid of a line by two rates of the running price."""
    if len(under) != 1 or under[0].rate is None or later.rate is None or any((one.of_list or one.part) for one in (under[0], later)):
        return ""
    paid: Decimal = under[0].rate * later.rate * 100
    return f"; together {paid.normalize():f} % is paid"
