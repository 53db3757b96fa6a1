"""Figures as they are typed at a command: amounts, points, times, lines of a purchase."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import click

_MOST_DIGITS = 30
_AMOUNT = re.compile(r"[0-9]{1,20}(?:\.[0-9]{1,10})?")
_FIGURES = ("amount", "quantity", "list_amount")
_PARTS = re.compile(r'(?:[^,"]|"[^"]*")+')  # commas within quotes divide nothing


class AmountType(click.ParamType[Decimal]):
    """An amount such as 680 or 1,280.50: a decimal, never below zero. How many places it may have the currency says."""

    name = "AMOUNT"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        """Reads digits, thousands separators and a decimal point."""
        if isinstance(value, Decimal):
            return value
        try:
            return amount(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


class PointsType(click.ParamType[int]):
    """A whole number of points such as 500, 1,500 or -20."""

    name = "POINTS"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Reads digits with a sign and thousands separators."""
        if isinstance(value, int):
            return value
        text = str(value)
        plain = text.replace(",", "").removeprefix("+").replace("\N{MINUS SIGN}", "-")
        if not plain.removeprefix("-").isascii() or not plain.removeprefix("-").isdigit() or len(plain) > _MOST_DIGITS:
            self.fail(f"{text!r} is not a number of points such as 500", param, ctx)
        return int(plain)


class TimeType(click.ParamType[datetime]):
    """A time such as 2025-06-18T14:30, in the scheme's zone unless it says its own; a date alone is the start of that day."""

    name = "TIME"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Reads ISO 8601, with a blank instead of the T too."""
        if isinstance(value, datetime):
            return value
        try:
            return datetime.fromisoformat(str(value).strip())
        except ValueError:
            self.fail(f"{value!r} is not a time such as 2025-06-18T14:30", param, ctx)


class MomentType(click.ParamType[date]):
    """A time, or a date alone for the whole of that day."""

    name = "TIME"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """A datetime, or a date where no time is said."""
        if isinstance(value, date):
            return value
        text = str(value).strip()
        try:
            return date.fromisoformat(text) if len(text) == len("2025-06-18") else datetime.fromisoformat(text)
        except ValueError:
            self.fail(f"{text!r} is neither a date such as 2025-06-18 nor a time such as 2025-06-18T14:30", param, ctx)


def amount(text: str) -> Decimal:
    """A decimal from digits, separators and a point; raises ValueError with what would be right."""
    plain = text.strip().replace(",", "")
    if _AMOUNT.fullmatch(plain) is None:
        raise ValueError(f"{text!r} is not an amount such as 1280.50")
    return Decimal(plain)


class LineType(click.ParamType[dict[str, Any]]):
    """A line of a purchase: `amount=680,category=silver`, or `680` alone; `金额=680` is the same. A value with a comma stands in quotes."""

    name = "LINE"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> dict[str, Any]:
        """A dictionary that fits `LineIn`; keys that it does not have are the industry's."""
        if isinstance(value, dict):
            return value
        try:
            return line(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


def line(text: str) -> dict[str, Any]:
    """The line that a text says; raises ValueError with what would be right."""
    told: dict[str, Any] = {}
    fields: dict[str, Any] = {}
    for place, part in enumerate(_PARTS.findall(text)):
        name, equals, value = part.partition("=")
        if not equals and place == 0:
            name, value = "amount", name
        elif not equals:
            raise ValueError(f"{part!r} is not KEY=VALUE, as in amount=680,category=silver")
        key, value = _key(name), value.strip().strip('"')
        if key in told or key in fields:
            raise ValueError(f"{name.strip()!r} is there twice")
        if key in _FIGURES:
            told[key] = amount(value)
        elif key in _known():
            told[key] = value
        else:
            fields[key] = value
    return {**told, **({"fields": fields} if fields else {})}


def _known() -> set[str]:
    from patron.store.inputs import LineIn

    return set(LineIn.model_fields) - {"fields"}


def _key(name: str) -> str:
    """A key by its own name or a Chinese heading of files: `金额` is `amount`."""
    from patron.files.headings import HEADINGS, plain

    asked = plain(name)
    headed = {plain(one): key for key in _known() for one in (key, *HEADINGS.get(key, ()))}
    return headed.get(asked, name.strip())


AMOUNT, POINTS, TIME, MOMENT, LINE = AmountType(), PointsType(), TimeType(), MomentType(), LineType()
