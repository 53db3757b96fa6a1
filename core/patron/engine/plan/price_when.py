"""When a discount applies: on chosen days, around the member's birthday, to members of some profile."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Birthday(StrEnum):
    """How near to the member's birthday: 02-29 is 02-28 in years without it."""

    DAY = "day"
    WEEK = "week"  # from BIRTHDAY_REACH days before it to as many after it
    MONTH = "month"  # the calendar month that it falls into


BIRTHDAY_REACH = 3


@dataclass(frozen=True, slots=True)
class PriceWhen:
    """All filled parts must hold on the line's local date; an empty one always does.

    `profile`: (field, values): the member's field is one of the values at the time of the purchase.
    `weekdays`: Monday = 0. `month_days`: (month, day) of every year; days since 1970-01-01, inclusive.
    """

    birthday: Birthday | None = None
    profile: tuple[tuple[str, tuple[str, ...]], ...] = ()
    weekdays: tuple[int, ...] = ()
    month_days: tuple[tuple[int, int], ...] = ()
    first_day: int | None = None
    last_day: int | None = None

    @property
    def of_days(self) -> bool:
        """Whether it names days at all, birthdays left out."""
        return bool(self.weekdays or self.month_days) or self.first_day is not None or self.last_day is not None


ALWAYS = PriceWhen()
