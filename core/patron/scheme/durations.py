"""Durations and windows of dates, as the language states them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    """What a duration counts; years are 12 months each."""

    DAYS = "days"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class Duration:
    """`count` days or months; month arithmetic clamps to the month's last day."""

    unit: Unit
    count: int


class WindowKind(StrEnum):
    """Which dates a measure looks at, as of a date d."""

    EVER = "ever"  # since the member's first event
    ROLLING = "rolling"  # (d - length, d]
    TERM = "this term"
    YEAR = "this calendar year"
    QUARTER = "this calendar quarter"
    MONTH = "this calendar month"
    SEASON = "this season"  # from the last start of a season of the scheme


@dataclass(frozen=True, slots=True)
class Window:
    """A window of dates; `length` only where the kind is ROLLING, `seasons` in a plan where it is SEASON.

    `seasons` are the (month, day) on which seasons start, in order; 29 February is the 28th in other years.
    """

    kind: WindowKind
    length: Duration | None = None
    seasons: tuple[tuple[int, int], ...] = ()


EVER = Window(WindowKind.EVER)
