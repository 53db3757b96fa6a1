"""What is issued to members, as the plan holds it: ranks, minor units, days of the year."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from patron.scheme.durations import EVER, Duration, Window

if TYPE_CHECKING:
    from patron.engine.plan.model import GoodsFilter


class GrantKind(StrEnum):
    """What brings an issue."""

    YEAR = "year"  # each membership year
    CALENDAR = "calendar"  # each period between two of `days`
    GAIN = "gain"  # each rise to one of the tiers
    BIRTHDAY = "birthday"
    DAYS = "days"  # each of `days`
    PURCHASE = "purchase"
    TOP = "top"  # each of `days`, to the biggest spenders


PERIODS = (GrantKind.YEAR, GrantKind.CALENDAR)


class Prorate(StrEnum):
    """What a member gets who comes within a calendar period."""

    NONE = "none"
    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Grant:
    """One benefit (or coupon) with what issues it; what issues nothing has no grant.

    `days`: (month, day) of every year, in order: the first days of the periods, or the days of issue; 02-29 is
    02-28 in other years. `keep`: what is left when the tiers are left stays good for its time.
    """

    id: str
    kind: GrantKind
    tiers: tuple[int, ...]
    count: int
    days: tuple[tuple[int, int], ...] = ()
    goods: GoodsFilter | None = None  # PURCHASE
    at_least: int = 0  # PURCHASE, minor units
    every: int = 1  # PURCHASE
    by: str = "store"  # TOP: a column of the lines
    members: int = 0  # TOP
    window: Window = EVER  # TOP
    valid_for: Duration | None = None
    carry_over: int = 0
    prorate: Prorate = Prorate.NONE
    keep: bool = False
    profile: tuple[tuple[str, tuple[str, ...]], ...] = ()  # the member's field is one of the values at the end of the day of issue
    used_by: str = "use_benefit"  # the kind of movement that uses it
    refs: tuple[str, ...] = ()  # what `ref` of such a movement may say; empty: the id

    @property
    def names(self) -> tuple[str, ...]:
        """What `ref` of a movement may say."""
        return self.refs or (self.id,)


@dataclass(frozen=True, slots=True)
class ItemEntry:
    """A right that comes with an item of the goods whose price (minor units) fits; `times` None: as often as asked."""

    goods: GoodsFilter
    valid_for: Duration
    price_from: int = 0
    price_below: int | None = None
    times: int | None = None


@dataclass(frozen=True, slots=True)
class ItemGrant:
    """A benefit that comes with items bought by members of the tiers; the first entry that fits an item gives it."""

    id: str
    tiers: tuple[int, ...]
    entries: tuple[ItemEntry, ...]


@dataclass(frozen=True, slots=True)
class Benefits:
    """`grants` in file order; `ids` of all benefits, those that issue nothing included; `claims`: those that may be claimed falsely."""

    grants: tuple[Grant, ...] = ()
    ids: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    items: tuple[ItemGrant, ...] = ()


NO_BENEFITS = Benefits()
