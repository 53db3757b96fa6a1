"""Whether a discount's `when` holds for one line: the plain form, apart from the columns of `conditions`."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from patron.engine.days import to_date
from patron.engine.plan import BIRTHDAY_REACH, Birthday, PriceWhen
from patron.engine.prices.customer import Customer
from patron.engine.prices.outcome import Outcome


def why_not(when: PriceWhen, day: int | None, customer: Customer) -> Outcome | None:
    """The first part that does not hold, or None if all do; without a `day`, no day is the right one."""
    if when.of_days and (day is None or not _on(when, day)):
        return Outcome.NOT_TODAY
    if when.birthday is not None and (day is None or not near_birthday(when.birthday, day, customer.birthday)):
        return Outcome.NOT_BIRTHDAY
    if not all(customer.profile.get(field) in values for field, values in when.profile):
        return Outcome.OTHER_PROFILE
    return None


def near_birthday(kind: Birthday, day: int, birthday: int | None) -> bool:
    """Whether the date is the birthday, or in its week or month."""
    if birthday is None:
        return False
    on, born = to_date(day), to_date(birthday)
    if kind is Birthday.MONTH:
        return on.month == born.month
    reach = BIRTHDAY_REACH if kind is Birthday.WEEK else 0
    years = [year for year in (on.year - 1, on.year, on.year + 1) if date.min.year <= year <= date.max.year]
    return any(abs((_in_year(born, year) - on).days) <= reach for year in years)


def _on(when: PriceWhen, day: int) -> bool:
    on = to_date(day)
    return (
        (not when.weekdays or on.weekday() in when.weekdays)
        and (not when.month_days or any(_clamped(on.year, month, number) == on for month, number in when.month_days))
        and (when.first_day is None or day >= when.first_day)
        and (when.last_day is None or day <= when.last_day)
    )


def _in_year(born: date, year: int) -> date:
    return _clamped(year, born.month, born.day)


def _clamped(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))
