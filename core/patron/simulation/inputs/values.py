"""How figures of populations and assumptions are read: exactly as those of schemes, with further digits and signs where they need them.

Every reader raises `PydanticCustomError(code, message)`, whose code is a finding's code.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from patron.scheme.durations import Unit
from patron.scheme.values import duration

_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,400})?")
_UNIT = re.compile(r"(.+) days")
DAYS_OF = {"day": 1.0, "week": 7.0, "month": 30.4375, "year": 365.25}  # a month is a twelfth of the mean year
PERCENT_PATTERN = r"^-?[0-9]+(\.[0-9]+)? ?%$"


def number(value: Any) -> Decimal:
    """A plain decimal of at most 15 digits before the point and 400 behind it, so that every figure of a fit can be written in full."""
    text = str(value)
    if getattr(value, "quoted", False):
        raise PydanticCustomError("quoted-value", "{got} is in quotes, so it is a text and not a number", {"got": repr(text)})
    if not isinstance(value, str | int | float | Decimal) or isinstance(value, bool) or not _NUMBER.fullmatch(text):
        raise PydanticCustomError("not-a-number", "{got} is not a number", {"got": repr(text)})
    return Decimal(text)


def figure(value: Any) -> float:
    """Any number."""
    return float(number(value))


def positive(value: Any) -> float:
    """A number above 0."""
    read = float(number(value))
    if read <= 0:
        raise PydanticCustomError("not-above-zero", "{got} is not above 0", {"got": str(value)})
    return read


def not_negative(value: Any) -> float:
    """A number of 0 or more."""
    read = float(number(value))
    if read < 0:
        raise PydanticCustomError("negative", "{got} is below 0", {"got": str(value)})
    return read


def signed_share(value: Any) -> Fraction:
    """A share with its sign, as `-0.05`, `0.05` or `5 %`, exact, of at most 9 decimals; bounds are the effect's."""
    read = _share(value)
    if (read * 10**9).denominator != 1:
        raise PydanticCustomError("too-many-places", "{got} has more than 9 decimal places", {"got": str(value)})
    return read


def _share(value: Any) -> Fraction:
    text = str(value).strip()
    if not getattr(value, "quoted", False) and text.endswith("%"):
        return Fraction(number(text[:-1].rstrip())) / 100
    return Fraction(number(value))


def part(value: Any) -> float:
    """A share between 0 and 1, as `0.05` or `5 %`."""
    read = _share(value)
    if not 0 <= read <= 1:
        raise PydanticCustomError("not-a-share", "{got} is not between 0 and 1 (0 % and 100 %)", {"got": str(value)})
    return float(read)


def multiple(value: Any) -> float:
    """A share that may be above 1, up to 10: `30 %`, `150 %`."""
    read = _share(value)
    if not 0 <= read <= 10:
        raise PydanticCustomError("out-of-bounds", "{got} is not between 0 % and 1000 %", {"got": str(value)})
    return float(read)


def customers(value: Any) -> int:
    """A number of people, 1 or more."""
    read = number(value)
    if read != read.to_integral_value() or read < 0:
        raise PydanticCustomError("not-a-count", "{got} is not a whole number of 0 or more", {"got": str(value)})
    if read == 0:
        raise PydanticCustomError("not-above-zero", "{got} is not above 0", {"got": str(value)})
    return int(read)


def months(value: Any) -> int:
    """A length in months or years, as whole months."""
    length = duration(value)
    if length.unit is not Unit.MONTHS:
        raise PydanticCustomError("not-a-duration", "{got} is not a number of months or years", {"got": repr(str(value))})
    return length.count


def days(value: Any) -> int:
    """A length of time in days; a month is a twelfth of the mean year."""
    length = duration(value)
    return length.count if length.unit is Unit.DAYS else round(length.count * DAYS_OF["month"])


def unit_days(value: Any) -> float:
    """`day`, `week`, `month`, `year` or a number of days as `10.5 days`, in days."""
    text = str(value)
    if text in DAYS_OF:
        return DAYS_OF[text]
    if not (match := _UNIT.fullmatch(text)):
        raise PydanticCustomError("not-a-duration", "{got} is not a unit such as 'week', 'day' or '10.5 days'", {"got": repr(text)})
    return positive(match[1])


def _schema(reader: Any, description: str, *choices: dict[str, Any]) -> tuple[Any, Any]:
    made = choices[0] if len(choices) == 1 else {"anyOf": [*choices]}
    return BeforeValidator(reader), WithJsonSchema({**made, "description": description})


_PERCENT: dict[str, Any] = {"type": "string", "pattern": PERCENT_PATTERN}
_LENGTH: dict[str, Any] = {"type": "string", "pattern": r"^[1-9][0-9]{0,4} (day|month|year)s?$"}
Figure = Annotated[float, *_schema(figure, "A decimal.", {"type": "number"})]
Positive = Annotated[float, *_schema(positive, "A number above 0.", {"type": "number", "exclusiveMinimum": 0})]
NotNegative = Annotated[float, *_schema(not_negative, "A number of 0 or more.", {"type": "number", "minimum": 0})]
Part = Annotated[float, *_schema(part, "0.05 or 5 %.", {"type": "number", "minimum": 0, "maximum": 1}, _PERCENT)]
Multiple = Annotated[float, *_schema(multiple, "0.3, 30 % or 150 %.", {"type": "number", "minimum": 0, "maximum": 10}, _PERCENT)]
SignedShare = Annotated[Fraction, *_schema(signed_share, "0.05, 5 % or -5 %.", {"type": "number"}, _PERCENT)]
Customers = Annotated[int, *_schema(customers, "1 or more.", {"type": "integer", "minimum": 1})]
Months = Annotated[int, *_schema(months, "24 months, 2 years.", {"type": "string", "pattern": r"^[1-9][0-9]{0,3} (month|year)s?$"})]
Days = Annotated[int, *_schema(days, "90 days, 6 months.", _LENGTH)]
UnitDays = Annotated[
    float,
    *_schema(
        unit_days,
        "day, week, month, year or 10.5 days.",
        {"type": "string", "enum": [*DAYS_OF]},
        {"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)? days$"},
    ),
]
SourceText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), Field(description="Where the figures come from.")]
