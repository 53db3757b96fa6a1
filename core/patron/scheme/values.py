"""How the scalars of a scheme file are read: from the file's text, as exact decimals, durations and dates.

Every reader raises `PydanticCustomError(code, message)`, whose code is a finding's code.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

from patron.scheme.durations import EVER, Duration, Unit, Window, WindowKind

_NUMBER = re.compile(r"[+-]?(0|[1-9][0-9]{0,14})(\.[0-9]{1,9})?")
_DURATION = re.compile(r"([1-9][0-9]{0,4}) (day|month|year)s?")
_CALENDAR = {kind.value: kind for kind in WindowKind if kind.value.startswith("this ")}


class FileText(str):
    """A scalar's text that remembers whether it stood in quotes: a number does not."""

    __slots__ = ("quoted",)
    quoted: bool

    def __new__(cls, text: str, *, quoted: bool = False) -> FileText:
        """A text with the mark."""
        made = super().__new__(cls, text)
        made.quoted = quoted
        return made


def _unquoted(value: Any, kind: str) -> None:
    if getattr(value, "quoted", False):
        raise PydanticCustomError(
            "quoted-value", "{got} is in quotes, so it is a text and not {kind}", {"got": repr(str(value)), "kind": kind}
        )


def as_list(value: Any) -> Any:
    """One item stands for a list of one."""
    return value if isinstance(value, list) else [value]


def decimal(value: Any) -> Decimal:
    """A plain decimal of at most 15 digits before the point and 9 behind it: `50000`, `0.92`; never NaN or 1E+9."""
    _unquoted(value, "a number")
    text = str(value)
    if not isinstance(value, str | int | Decimal) or isinstance(value, bool) or not _NUMBER.fullmatch(text):
        raise PydanticCustomError("not-a-number", "{got} is not a number", {"got": repr(text)})
    try:
        return Decimal(text)
    except InvalidOperation as error:  # pragma: no cover - the pattern lets nothing such through
        raise PydanticCustomError("not-a-number", "{got} is not a number", {"got": repr(text)}) from error


def money(value: Any, info: ValidationInfo) -> Decimal:
    """An amount of money, 0 or more, with at most the currency's places (`context["places"]`, 2 if unknown)."""
    amount = decimal(value)
    places = (info.context or {}).get("places", 2)
    if amount < 0:
        raise PydanticCustomError("negative", "{got} is below 0", {"got": str(value)})
    exponent = amount.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > places:
        raise PydanticCustomError("too-many-places", "{got} has more than {places} decimal places", {"got": str(value), "places": places})
    return amount


def units(value: Any) -> Decimal:
    """A number of units, 0 or more."""
    number = decimal(value)
    if number < 0:
        raise PydanticCustomError("negative", "{got} is below 0", {"got": str(value)})
    return number


def count(value: Any) -> int:
    """A whole number, 0 or more."""
    number = decimal(value)
    if number != number.to_integral_value() or number < 0:
        raise PydanticCustomError("not-a-count", "{got} is not a whole number of 0 or more", {"got": str(value)})
    return int(number)


def share(value: Any) -> Decimal:
    """A share between 0 and 1, as `0.01` or `1 %`."""
    text = str(value).strip()
    number = decimal(text[:-1].rstrip()) / 100 if text.endswith("%") else decimal(value)
    if not 0 <= number <= 1:
        raise PydanticCustomError("not-a-share", "{got} is not between 0 and 1 (0 % and 100 %)", {"got": text})
    return number


def bound(value: Any) -> Decimal:
    """A goal's bound: a share, as `1 %` or `0.01`, or an amount of money; which of them, the goal's measure says."""
    text = str(value).strip()
    if text.endswith("%"):
        return share(value)
    number = decimal(value)
    if number < 0:
        raise PydanticCustomError("negative", "{got} is below 0", {"got": text})
    return number


def duration(value: Any) -> Duration:
    """`30 days`, `12 months` or `3 years`; more than 0 and at most 100 years."""
    if isinstance(value, Duration):
        return value
    match = _DURATION.fullmatch(str(value).strip())
    number = int(match[1]) if match else 0
    if not match or number == 0 or number > {"day": 36525, "month": 1200, "year": 100}[match[2]]:
        raise PydanticCustomError(
            "not-a-duration", "{got} is not a duration such as '30 days', '12 months' or '3 years'", {"got": repr(str(value))}
        )
    return Duration(Unit.DAYS, number) if match[2] == "day" else Duration(Unit.MONTHS, number * (12 if match[2] == "year" else 1))


def window(value: Any) -> Window:
    """A duration, `this term`, `this season`, or `this calendar year|quarter|month`."""
    if isinstance(value, Window):
        return value
    text = str(value).strip()
    if text in _CALENDAR:
        return Window(_CALENDAR[text])
    try:
        return Window(WindowKind.ROLLING, duration(text))
    except PydanticCustomError as error:
        raise PydanticCustomError(
            "not-a-window", "{got} is not a window such as '12 months', 'this term' or 'this calendar quarter'", {"got": repr(text)}
        ) from error


def iso_date(value: Any) -> date:
    """`2025-01-31`."""
    try:
        return date.fromisoformat(str(value)) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", str(value)) else _no_date(value)
    except ValueError:
        return _no_date(value)


def _no_date(value: Any) -> date:
    raise PydanticCustomError("not-a-date", "{got} is not a date such as 2025-01-31", {"got": repr(str(value))})


def month_day(value: Any) -> tuple[int, int]:
    """`12-31`; 02-29 is allowed and clamped in other years."""
    match = re.fullmatch(r"([0-9]{2})-([0-9]{2})", str(value))
    try:
        if match:
            date(2024, int(match[1]), int(match[2]))
            return int(match[1]), int(match[2])
    except ValueError:
        pass
    raise PydanticCustomError("not-a-month-day", "{got} is not a month and day such as 12-31", {"got": repr(str(value))})


def flag(value: Any) -> bool:
    """`true` or `false`."""
    _unquoted(value, "true or false")
    if str(value) not in {"true", "false", "True", "False"}:
        raise PydanticCustomError("not-a-flag", "{got} is not true or false", {"got": repr(str(value))})
    return str(value).lower() == "true"


# What the editor's JSON Schema says of each; `patron.scheme.schema` adds `$parameter` where it is not named here.
PARAMETER: dict[str, Any] = {"type": "string", "pattern": r"^\$[a-z][a-z0-9_]*$"}
_PERCENT: dict[str, Any] = {"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)? ?%$"}
_LENGTH = r"[1-9][0-9]{0,4} (day|month|year)s?"


def _one_of(description: str, *choices: dict[str, Any]) -> WithJsonSchema:
    return WithJsonSchema({"anyOf": [*choices, PARAMETER], "description": description})


_POSITIVE: dict[str, Any] = {"type": "number", "minimum": 0}
Money = Annotated[Decimal, BeforeValidator(money), _one_of("An amount of money.", _POSITIVE)]
Number = Annotated[Decimal, BeforeValidator(decimal), _one_of("A decimal.", {"type": "number"})]
Units = Annotated[Decimal, BeforeValidator(units), _one_of("A number of units.", _POSITIVE)]
Count = Annotated[int, BeforeValidator(count), _one_of("A whole number.", {"type": "integer", "minimum": 0})]
Share = Annotated[Decimal, BeforeValidator(share), _one_of("0.01 or 1 %.", {"type": "number", "minimum": 0, "maximum": 1}, _PERCENT)]
Bound = Annotated[Decimal, BeforeValidator(bound), _one_of("0.01, 1 %, or an amount.", _POSITIVE, _PERCENT)]
Length = Annotated[
    Duration, BeforeValidator(duration), _one_of("30 days, 12 months, 3 years.", {"type": "string", "pattern": f"^{_LENGTH}$"})
]
Within = Annotated[
    Window,
    BeforeValidator(window),
    _one_of(
        "12 months, this term, this calendar quarter.",
        {"type": "string", "pattern": f"^{_LENGTH}$"},
        {"type": "string", "enum": [*_CALENDAR]},
    ),
]
Day = Annotated[
    date, BeforeValidator(iso_date), _one_of("2025-01-31.", {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"})
]
MonthDay = Annotated[tuple[int, int], BeforeValidator(month_day), _one_of("12-31.", {"type": "string", "pattern": "^[0-9]{2}-[0-9]{2}$"})]
Flag = Annotated[bool, BeforeValidator(flag), _one_of("true or false.", {"type": "boolean"})]

__all__ = [
    "EVER",
    "Bound",
    "Count",
    "Day",
    "Field",
    "FileText",
    "Flag",
    "Length",
    "Money",
    "MonthDay",
    "Number",
    "Share",
    "Units",
    "Within",
    "as_list",
]
