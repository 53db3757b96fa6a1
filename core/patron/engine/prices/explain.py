"""One line's price explained: every discount as applied, or as considered with the reason it lost.

Worked out in fractions, one line at a time, apart from the columns of `table`; tests hold the two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from patron.engine.plan import RATE_SCALE, Discount, DiscountKind, GoodsFilter, Plan
from patron.engine.prices.customer import ANYONE, Customer
from patron.engine.prices.occasion import why_not
from patron.engine.prices.outcome import Considered, Outcome, PriceExplanation

Line = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class _Asked:
    """Whose price of which line."""

    line: Line
    tier: int
    customer: Customer
    floor: tuple[str, int] | None


def explain_price(plan: Plan, line: Line, tier: int, customer: Customer = ANYONE) -> PriceExplanation:
    """The price of one line at the tier of rank `tier`, for this customer.

    `line`: columns of `history.LINES` and the industry's fields, by name; `day` is the date that `when` asks for.
    """
    amount = _whole(line, "amount")
    running = Fraction(amount)
    asked = _Asked(line, tier, customer, highest_floor(plan, line))
    found: dict[str, Considered] = {}
    for group in sorted({one.group for one in plan.discounts}):
        tried = {one.id: _try(one, asked, running) for one in plan.discounts if one.group == group}
        cheaper = {name: one.would_be for name, one in tried.items() if one.outcome is Outcome.APPLIED and one.would_be is not None}
        best = min(cheaper, key=lambda name: cheaper[name], default="")  # the first of equals
        for name, one in tried.items():
            beaten = name in cheaper and name != best
            found[name] = Considered(name, Outcome.BEATEN, running, one.would_be, best, one.floor) if beaten else one
        running = cheaper.get(best, running)
    rounded = (running + Fraction(1, 2)).__floor__()
    return PriceExplanation(amount, rounded, tuple(found[one.id] for one in plan.discounts))


def highest_floor(plan: Plan, line: Line) -> tuple[str, int] | None:
    """The id and amount of the floor that no discount brings the line below; the first of equals."""
    fits = []
    for one in plan.price_floors:
        base = line.get("list_amount" if one.of_list is not None else one.field)
        if isinstance(base, int) and _passes(one.goods, line):
            fits.append((one.id, base if one.of_list is None else -(-base * one.of_list // RATE_SCALE)))
    return max(fits, key=lambda fit: fit[1], default=None)


def _try(one: Discount, asked: _Asked, running: Fraction) -> Considered:
    """The discount alone in its group: applied, or why it is not."""
    line, floor = asked.line, asked.floor
    day = line.get("day")
    lost = (
        (Outcome.OTHER_TIER if asked.tier not in one.tiers else None)
        or (None if _passes(one.goods, line) else Outcome.OTHER_GOODS)
        or why_not(one.when, day if isinstance(day, int) else None, asked.customer)
        or _nothing_to_take_off(one, line)
    )
    if lost is not None:
        return Considered(one.id, lost, running, None)
    alone = max(_alone(one, line, running), Fraction(0))
    least = Fraction(0) if floor is None else min(running, Fraction(floor[1]))
    price = max(alone, least)
    held = floor[0] if floor is not None and alone < least else ""
    if price < running:
        return Considered(one.id, Outcome.APPLIED, running, price, floor=held)
    return Considered(one.id, Outcome.AT_FLOOR if held else Outcome.NOT_CHEAPER, running, price, floor=held)


def _alone(one: Discount, line: Line, running: Fraction) -> Fraction:
    """The price under the discount, without bounds."""
    if one.kind is DiscountKind.OFF:
        return running - one.value
    if one.kind is DiscountKind.OFF_PER:
        return running - one.value * Fraction(_whole(line, one.unit_field), one.unit_scale)
    rate = Fraction(one.value, RATE_SCALE)
    if one.part_field:
        return running - (1 - rate) * _whole(line, one.part_field)
    listed = line.get("list_amount")
    return rate * (listed if one.of_list and isinstance(listed, int) else running)


def _nothing_to_take_off(one: Discount, line: Line) -> Outcome | None:
    """The line has no unit, or nothing of the part, that the discount is about."""
    if one.kind is DiscountKind.OFF_PER:
        elsewhere = any(line.get(column) is not None and line.get(column) not in values for column, values in one.unit_only_where)
        return Outcome.NO_UNIT if elsewhere or _whole(line, one.unit_field) == 0 else None
    return Outcome.NO_PART if one.part_field and _whole(line, one.part_field) == 0 else None


def _passes(goods: GoodsFilter, line: Line) -> bool:
    for column, values in (("category", goods.category), ("tender", goods.tender)):
        if values and line.get(column) not in values:
            return False
    for column, values in (("category", goods.category_not), ("tender", goods.tender_not)):
        if values and line.get(column) in values:
            return False
    if not all((line.get(column) in values) != negated for column, values, negated in goods.fields if values):
        return False
    if goods.sold_below is not None and not _sold_below(line, goods.sold_below):
        return False
    return goods.sold_from is None or not _sold_below(line, goods.sold_from)


def _sold_below(line: Line, share: int) -> bool:
    """Whether the file's amount is less than the share of the list amount; never without one."""
    listed = line.get("list_amount")
    return isinstance(listed, int) and _whole(line, "amount") * RATE_SCALE < share * listed


def _whole(line: Line, name: str) -> int:
    value = line.get(name)
    return value if isinstance(value, int) else 0
