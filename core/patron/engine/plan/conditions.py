"""Conditions as the runners read them: integers, no ids of tiers, no parameters."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from patron.scheme.durations import Window


class Op(StrEnum):
    """A comparison of a measure with a threshold."""

    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    AT_MOST = "at_most"
    LESS_THAN = "less_than"


@dataclass(frozen=True, slots=True)
class Comparison:
    """`value` is in the measure's unit: minor units of money, a count, or a tier's rank."""

    op: Op
    value: int


@dataclass(frozen=True, slots=True)
class Test:
    """One measure against its comparisons, all of which must hold.

    `stream` is the index in `Plan.streams` of what purchases add to it. An industry's measure is one of the core's
    over a stream of units, and `name` is its id; the LAST of a stream is compared only where it is above 0.
    """

    __test__: ClassVar[bool] = False  # pytest takes any class named Test for tests

    measure: str  # a key of `patron.scheme.measures.MEASURES`
    window: Window
    comparisons: tuple[Comparison, ...]
    stream: int = 0
    name: str = ""  # of an industry's measure; empty: the core's


@dataclass(frozen=True, slots=True)
class ProfileFact:
    """The member's field is one of `values`; without values: it is filled in."""

    field: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AllOf:
    """Holds if every part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Holds if some part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class NoneOf:
    """Holds if no part holds."""

    parts: tuple[Condition, ...]


Condition = Test | ProfileFact | AllOf | AnyOf | NoneOf
