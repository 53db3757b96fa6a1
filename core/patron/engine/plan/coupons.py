"""Coupons and restricted goods as the plan holds them: ranks, minor units, days since 1970-01-01."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from patron.scheme.durations import EVER, Duration, Window

if TYPE_CHECKING:
    from patron.engine.plan.model import GoodsFilter


class CouponKind(StrEnum):
    """What a coupon gives."""

    OFF = "off"  # value minor units off the eligible lines together
    RATE = "rate"  # the eligible lines cost value / RATE_SCALE
    GIFT = "gift"  # something beside the goods that costs the house value minor units


@dataclass(frozen=True, slots=True)
class Coupon:
    """A coupon; `tiers` None: for everyone. Coupons of one group exclude each other in a basket."""

    id: str
    code: str  # what the customer shows: the file's code, else the id
    kind: CouponKind
    value: int
    goods: GoodsFilter
    tiers: tuple[int, ...] | None
    group: int  # index of the stack group, in order of first appearance in the file
    from_amount: int = 0
    with_discounts: bool = True
    at_most: int | None = None
    each_member: int | None = None
    first_day: int | None = None
    last_day: int | None = None
    valid_for: Duration | None = None  # from the day of issue


@dataclass(frozen=True, slots=True)
class Restriction:
    """Goods that are sold to `tiers` only (None: to everyone), at most so many pieces in the window, on certain days."""

    id: str
    goods: GoodsFilter
    tiers: tuple[int, ...] | None = None
    each_member: int | None = None  # pieces
    in_total: int | None = None
    window: Window = EVER
    first_day: int | None = None
    last_day: int | None = None
    presale_tiers: tuple[int, ...] = ()
    presale_day: int | None = None
