"""What adds up over members: every figure of a replay before anything is rounded, divided or put in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Any

import polars as pl

from patron.simulation.replay.break_even import Again
from patron.simulation.replay.sales import TAKEN

Key = tuple[Any, ...]  # of numbers and texts
KEYS = ("month", "level", "segment", "covered", "category")  # of the sums of lines


class Sum(StrEnum):
    """What is added up, with what each figure of it is told apart by; ranks are those of tiers, months `2025-01`."""

    PURCHASES = "purchases"  # segment
    BUYERS = "buyers"  # segment
    CUSTOMERS = "customers"  # last day of a month of the period, rank
    DAYS = "days"  # rank, month: of membership
    YEARS = "years"  # rank, month: membership years
    ISSUED = "issued"  # benefit or coupon, rank, month
    CLAIMS = "claims"  # benefit, rank, month
    EARNED = "earned"  # rule, month (202501), rank: points
    FLOWS = "flows"  # name of a field of PointsMonth, month: points
    EXCHANGED = "exchanged"  # rule, rank, month: times
    COUPONS = "coupons"  # coupon, rank, month: minor units
    COUPON_USED = "coupon-used"  # coupon: 1 a part that knows of a use
    VOUCHERS = "vouchers"  # rule, field of VoucherSum
    MOVED = "moved"  # rank at the beginning, rank at the end: members
    CHANGED = "changed"  # from, to, reason: times
    FELL = "fell"  # from, to, reason: times
    FELL_IDLE = "fell-idle"  # from, to, reason: times, of those who had bought nothing for a year
    KEPT = "kept"  # rank, rule: times
    OUTSIDE = "outside"  # rule, field of SoldOutside
    AGES = "ages"  # month, place among the bands, then below zero and unsure: points
    REPEAT = "repeat"  # rank, field of Repeat: members


@dataclass(frozen=True, slots=True)
class Totals:
    """`lines`: sums by KEYS of `left`, `paid` and `taken:ID` (minor units); `figures`: all others, by name and key, exact."""

    lines: pl.DataFrame = field(default_factory=pl.DataFrame)
    figures: Mapping[tuple[Sum, Key], int | Fraction] = field(default_factory=dict)

    def __add__(self, other: Totals) -> Totals:
        """The same of the members of both."""
        return together((self, other))

    def of(self, name: Sum) -> dict[Key, int | Fraction]:
        """The figures of one name, by key."""
        return {key: value for (one, key), value in self.figures.items() if one is name}

    def whole(self, name: Sum) -> dict[Key, int]:
        """Those of a name that counts."""
        return {key: int(value) for key, value in self.of(name).items()}


def together(parts: Iterable[Totals]) -> Totals:
    """The sums of many parts."""
    figures: dict[tuple[Sum, Key], int | Fraction] = {}
    frames = []
    for one in parts:
        if one.lines.width:
            frames.append(one.lines)
        for key, value in one.figures.items():
            figures[key] = figures[key] + value if key in figures else value
    return Totals(summed(pl.concat(frames)) if frames else pl.DataFrame(), figures)


def summed(lines: pl.DataFrame) -> pl.DataFrame:
    """Lines, or sums of lines, as sums by KEYS."""
    money = ["left", "paid", *(name for name in lines.columns if name.startswith(TAKEN))]
    return lines.group_by(KEYS).agg(pl.col(money).sum()).sort(KEYS, nulls_last=False)


def named(name: Sum, figures: Mapping[Any, int | Fraction]) -> Iterator[tuple[tuple[Sum, Key], int | Fraction]]:
    """Figures with their name, those of 0 left out."""
    return (((name, key), value) for key, value in figures.items() if value)


def again_together(parts: Iterable[Again]) -> Again:
    """All lines that were priced again."""
    lines = 0
    sums: dict[str | None, tuple[int, int]] = {}
    for one in parts:
        lines += one.lines
        for category, (left, taken) in one.sums.items():
            before = sums.get(category, (0, 0))
            sums[category] = (before[0] + left, before[1] + taken)
    return Again(lines, sums)
