"""What points are exchanged for, and how they are earned without a purchase, compiled."""

from __future__ import annotations

from dataclasses import dataclass

from patron.scheme.durations import Duration


@dataclass(frozen=True, slots=True)
class Prize:
    """What a draw may bring; `chance` is scaled by RATE_SCALE, `unit_cost` in minor units."""

    id: str
    chance: int
    unit_cost: int = 0
    points: int = 0


@dataclass(frozen=True, slots=True)
class Exchange:
    """Something that costs `points` points and `cash` minor units.

    `tiers` None: every tier may have it. `unit_cost` None: nothing is said, so that one costs what its points are worth.
    """

    id: str
    kind: str
    points: int
    cash: int = 0
    unit_cost: int | None = None
    worth: int = 0  # of one voucher, minor units
    valid_for: Duration | None = None
    tiers: tuple[int, ...] | None = None
    each_member: int | None = None
    in_total: int | None = None
    first_day: int | None = None
    last_day: int | None = None
    prizes: tuple[Prize, ...] = ()


@dataclass(frozen=True, slots=True)
class Quiz:
    """An answer earns `points`, at most `at_most_a_month` times in one calendar month."""

    id: str
    points: int
    at_most_a_month: int | None = None


@dataclass(frozen=True, slots=True)
class Referral:
    """The introducer earns `points` at the friend's first purchase of `at_least` minor units or more."""

    id: str
    points: int
    at_least: int = 0
    at_most_a_year: int | None = None


@dataclass(frozen=True, slots=True)
class Vouchers:
    """On each `month`-`day`, `points` points become `unit` minor units, as often as there are points, at most `most` times.

    `unit` is the smallest denomination; `denominations` stand largest first.
    """

    id: str
    month: int
    day: int
    points: int
    unit: int
    denominations: tuple[int, ...]
    valid_for: Duration | None = None
    most: int | None = None
