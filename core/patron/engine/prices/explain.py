"""One line's price explained: every discount as applied, or as considered with the reason it lost.

Worked out in fractions, one line at a time, apart from the columns of `table`; tests hold the two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from patron.engine.plan import RATE_SCALE, Discount, DiscountKind, GoodsFilter, Plan


class Outcome(StrEnum):
    """What became of a discount at one line."""

    APPLIED = "applied"
    OTHER_TIER = "other tier"  # it is not for this tier
    OTHER_GOODS = "other goods"  # its goods do not let the line through
    NO_UNIT = "no unit"  # the line has none of the unit that it counts
    NOT_CHEAPER = "not cheaper"  # the price would not fall
    BEATEN = "beaten"  # another one of the same stack group is better for the member, or as good and earlier in the file


@dataclass(frozen=True, slots=True)
class Considered:
    """One discount at one line; prices are exact, in minor units, before rounding."""

    id: str
    outcome: Outcome
    before: Fraction  # the running price that its stack group began with
    would_be: Fraction | None  # the price with it alone in its group; None if it does not apply
    beaten_by: str = ""


@dataclass(frozen=True, slots=True)
class PriceExplanation:
    """How a line came to its price: `considered` in file order, `price` rounded half up."""

    amount: int
    price: int
    considered: tuple[Considered, ...]


def explain_price(plan: Plan, line: Mapping[str, object], tier: int) -> PriceExplanation:
    """The price of one line (columns of `history.LINES` and the industry's fields, by name) at the tier of rank `tier`."""
    amount = _whole(line, "amount")
    running = Fraction(amount)
    found: dict[str, Considered] = {}
    for group in sorted({one.group for one in plan.discounts}):
        members = [one for one in plan.discounts if one.group == group]
        tried = {one.id: _try(one, line, tier, running) for one in members}
        cheaper = {name: price for name, (outcome, price) in tried.items() if outcome is Outcome.APPLIED and price is not None}
        best = min(cheaper, key=lambda name: cheaper[name], default="")  # the first of equals
        for name, (outcome, price) in tried.items():
            if name in cheaper and name != best:
                found[name] = Considered(name, Outcome.BEATEN, running, price, best)
            else:
                found[name] = Considered(name, outcome, running, price)
        running = cheaper.get(best, running)
    rounded = (running + Fraction(1, 2)).__floor__()
    return PriceExplanation(amount, rounded, tuple(found[one.id] for one in plan.discounts))


def _try(one: Discount, line: Mapping[str, object], tier: int, running: Fraction) -> tuple[Outcome, Fraction | None]:
    if tier not in one.tiers:
        return Outcome.OTHER_TIER, None
    if not _passes(one.goods, line):
        return Outcome.OTHER_GOODS, None
    price = running
    if one.kind is DiscountKind.RATE:
        listed = line.get("list_amount")
        base = Fraction(listed) if one.of_list and isinstance(listed, int) else running
        price = base * Fraction(one.value, RATE_SCALE)
    elif one.kind is DiscountKind.OFF:
        price = running - one.value
    else:
        elsewhere = any(line.get(column) is not None and line.get(column) not in values for column, values in one.unit_only_where)
        units = 0 if elsewhere else _whole(line, one.unit_field)
        if units == 0:
            return Outcome.NO_UNIT, None
        price = running - one.value * Fraction(units, one.unit_scale)
    price = max(price, Fraction(0))
    return (Outcome.APPLIED if price < running else Outcome.NOT_CHEAPER), price


def _passes(goods: GoodsFilter, line: Mapping[str, object]) -> bool:
    for column, values in (("category", goods.category), ("tender", goods.tender)):
        if values and line.get(column) not in values:
            return False
    for column, values in (("category", goods.category_not), ("tender", goods.tender_not)):
        if values and line.get(column) in values:
            return False
    return all((line.get(column) in values) != negated for column, values, negated in goods.fields if values)


def _whole(line: Mapping[str, object], name: str) -> int:
    value = line.get(name)
    return value if isinstance(value, int) else 0
