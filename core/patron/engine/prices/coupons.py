"""What coupons take off a basket: after the discounts, or instead of them, spread over the lines without a fen lost.

For one basket, in Python integers. What a coupon takes is spread in proportion to what each eligible line costs above its
price floor, by largest remainders; of equal remainders the first line has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from patron.engine.plan import RATE_SCALE, Coupon, CouponKind


class CouponOutcome(StrEnum):
    """What became of a coupon that was shown."""

    APPLIED = "applied"
    OTHER_TIER = "other tier"
    NOT_YET = "not yet"
    EXPIRED = "expired"
    EXHAUSTED = "exhausted"  # used as often as it may be in all
    USED_UP = "used up"  # by this member
    NO_GOODS = "no goods"  # no line of the basket is eligible
    BELOW_AMOUNT = "below the amount"
    DISCOUNTS_BETTER = "the discounts are better"
    NOT_CHEAPER = "not cheaper"  # nothing is left to take off, or a price floor holds
    BEATEN = "beaten"  # another coupon of the group is better for the customer


@dataclass(frozen=True, slots=True)
class CouponUses:
    """How often a coupon has been used so far."""

    in_all: int = 0
    by_member: int = 0


@dataclass(frozen=True, slots=True)
class CouponBasket:
    """A basket's lines in minor units: without discounts, with them, and the floor that each may not be brought below."""

    amounts: Sequence[int]
    discounted: Sequence[int]
    floors: Sequence[int]


@dataclass(frozen=True, slots=True)
class TriedCoupon:
    """One coupon at the basket; `parts` is what it took off each line, `gain` what the customer has of it.

    `eligible` is what its lines cost when it was tried. `instead`: the discounts of its lines are given up for it.
    """

    id: str
    outcome: CouponOutcome
    parts: tuple[int, ...] = ()
    gain: int = 0
    eligible: int = 0
    lines: tuple[bool, ...] = ()
    instead: bool = False
    beaten_by: str = ""

    @property
    def off(self) -> int:
        """What it took off the basket."""
        return sum(self.parts)


@dataclass(frozen=True, slots=True)
class CouponPrices:
    """The lines' prices in the end, which of them gave up their discounts to a coupon, and every coupon in file order."""

    prices: tuple[int, ...]
    plain: tuple[bool, ...]
    tried: tuple[TriedCoupon, ...] = field(default=())


def validity(coupon: Coupon, tier: int, day: int, uses: CouponUses) -> CouponOutcome | None:
    """Why the coupon may not be used at all by a member of the tier on the day; None if it may."""
    if coupon.tiers is not None and tier not in coupon.tiers:
        return CouponOutcome.OTHER_TIER
    if coupon.first_day is not None and day < coupon.first_day:
        return CouponOutcome.NOT_YET
    if coupon.last_day is not None and day > coupon.last_day:
        return CouponOutcome.EXPIRED
    if coupon.at_most is not None and uses.in_all >= coupon.at_most:
        return CouponOutcome.EXHAUSTED
    if coupon.each_member is not None and uses.by_member >= coupon.each_member:
        return CouponOutcome.USED_UP
    return None


def apply_coupons(basket: CouponBasket, coupons: Iterable[tuple[Coupon, Sequence[bool]]]) -> CouponPrices:
    """The best coupon of each stack group, one group after another on the running prices.

    `coupons`: valid ones in file order, each with the lines that its goods let through. Amounts add up: a line's price is its
    discounted price (its plain amount where a coupon came instead of the discounts) less every part.
    """
    shown = list(coupons)
    running, plain = list(basket.discounted), [False] * len(basket.amounts)
    taken = [0] * len(basket.amounts)
    tried: dict[str, TriedCoupon] = {}
    for group in sorted({coupon.group for coupon, _ in shown}):
        members = [(coupon, mask) for coupon, mask in shown if coupon.group == group]
        alone = {coupon.id: _try(coupon, mask, basket, running, taken) for coupon, mask in members}
        good = [one for one in alone.values() if one.outcome is CouponOutcome.APPLIED]
        best = max(good, key=lambda one: one.gain, default=None)  # the first of equals
        for one in alone.values():
            lost = best is not None and one.outcome is CouponOutcome.APPLIED and one is not best
            tried[one.id] = _beaten(one, best.id) if lost and best is not None else one
        if best is None:
            continue
        for index, part in enumerate(best.parts):
            plain[index] |= best.instead and best.lines[index]
            taken[index] += part
            running[index] = (basket.amounts if plain[index] else basket.discounted)[index] - taken[index]
    return CouponPrices(tuple(running), tuple(plain), tuple(tried[coupon.id] for coupon, _ in shown))


def _beaten(one: TriedCoupon, best: str) -> TriedCoupon:
    return replace(one, outcome=CouponOutcome.BEATEN, parts=(), beaten_by=best, instead=False)


def _try(coupon: Coupon, mask: Sequence[bool], basket: CouponBasket, running: Sequence[int], taken: Sequence[int]) -> TriedCoupon:
    lines = tuple(bool(passes) for passes in mask)
    if not any(lines):
        return TriedCoupon(coupon.id, CouponOutcome.NO_GOODS, lines=lines)
    instead = not coupon.with_discounts and coupon.kind is not CouponKind.GIFT
    base = [amount - off for amount, off in zip(basket.amounts, taken, strict=True)] if instead else list(running)
    eligible = sum(price for price, passes in zip(base, lines, strict=True) if passes)
    if eligible < coupon.from_amount:
        return TriedCoupon(coupon.id, CouponOutcome.BELOW_AMOUNT, eligible=eligible, lines=lines)
    if coupon.kind is CouponKind.GIFT:
        return TriedCoupon(coupon.id, CouponOutcome.APPLIED, (0,) * len(lines), coupon.value, eligible, lines)
    room = [max(0, price - floor) if passes else 0 for price, floor, passes in zip(base, basket.floors, lines, strict=True)]
    parts = spread_over(min(_off(coupon, eligible), sum(room)), room)
    before = sum(price for price, passes in zip(running, lines, strict=True) if passes)
    gain = before - (eligible - sum(parts))
    if gain <= 0:
        lost = CouponOutcome.DISCOUNTS_BETTER if instead and before < eligible else CouponOutcome.NOT_CHEAPER
        return TriedCoupon(coupon.id, lost, gain=gain, eligible=eligible, lines=lines)
    return TriedCoupon(coupon.id, CouponOutcome.APPLIED, parts, gain, eligible, lines, instead)


def _off(coupon: Coupon, eligible: int) -> int:
    """What it takes off lines that come to `eligible`; under a rate, what is left is rounded half up."""
    if coupon.kind is CouponKind.OFF:
        return coupon.value
    return eligible - (2 * eligible * coupon.value + RATE_SCALE) // (2 * RATE_SCALE)


def spread_over(amount: int, weights: Sequence[int]) -> tuple[int, ...]:
    """`amount` in whole parts in proportion to the weights, by largest remainders; no part is above its weight.

    `amount` is at most the sum of the weights.
    """
    whole = sum(weights)
    if not whole:
        return (0,) * len(weights)
    parts = [amount * weight // whole for weight in weights]
    left = amount - sum(parts)
    order = sorted(range(len(weights)), key=lambda index: (-(amount * weights[index] % whole), index))
    for index in order[:left]:
        parts[index] += 1
    return tuple(parts)
