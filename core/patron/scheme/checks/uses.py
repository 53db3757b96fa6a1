"""What points are used for: figures above 0, keys that belong to one kind of exchange, vouchers that come out even."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from patron.scheme.checks.amounts import above_zero, at_most_places
from patron.scheme.checks.context import Context
from patron.scheme.model import Exchange, Vouchers
from patron.scheme.nodes import Loc
from patron.scheme.problem import Problem

CHANCE_PLACES = 6
_OF_KIND = {"worth": "voucher", "valid_for": "voucher", "prizes": "draw"}


def check_uses(context: Context) -> Iterator[Problem]:
    """Exchange, quiz, referral and vouchers."""
    points = context.scheme.points
    if points is None:
        return
    for index, entry in enumerate(points.exchange):
        yield from _exchange(("points", "exchange", index), entry)
    for index, quiz in enumerate(points.quiz):
        for key in ("points", "at_most_a_month"):
            yield from above_zero(("points", "quiz", index, key), getattr(quiz, key))
    for index, rule in enumerate(points.referral):
        for key in ("points", "at_most_a_year"):
            yield from above_zero(("points", "referral", index, key), getattr(rule, key))
    if points.vouchers:
        yield from _vouchers(("points", "vouchers"), points.vouchers)


def _exchange(loc: Loc, entry: Exchange) -> Iterator[Problem]:
    for key in ("points", "each_member", "in_total", "worth"):
        yield from above_zero((*loc, key), getattr(entry, key))
    for key, kind in _OF_KIND.items():
        given = getattr(entry, key) is not None
        if given and entry.kind != kind:
            help_text = f"write kind: {kind}, or delete '{key}'"
            yield Problem((*loc, key), "key-without-effect", f"'{key}' belongs to a {kind}; this is '{entry.kind}'", help_text, on_key=True)
        if not given and entry.kind == kind and key != "valid_for":
            yield Problem(loc, "missing-key", f"missing key '{key}'", f"a {kind} says its {key}")
    if entry.unit_cost is not None and entry.kind == "draw":
        help_text = "delete 'unit_cost', and give it to the prizes"
        yield Problem((*loc, "unit_cost"), "key-without-effect", "a draw costs what its prizes cost", help_text, on_key=True)
    if entry.from_ and entry.until and entry.until < entry.from_:
        yield Problem((*loc, "until"), "ends-before-start", f"{entry.until} is before from, {entry.from_}", "swap the two dates")
    total = sum((prize.chance for prize in entry.prizes or []), Decimal(0))
    if total > 1:
        yield Problem((*loc, "prizes"), "chances-above-one", f"the chances add up to {total}", "one draw brings one prize or none")
    for number, prize in enumerate(entry.prizes or []):
        yield from above_zero((*loc, "prizes", number, "chance"), prize.chance)
        yield from at_most_places((*loc, "prizes", number, "chance"), prize.chance, CHANCE_PLACES)
        yield from above_zero((*loc, "prizes", number, "points"), prize.points)


def _vouchers(loc: Loc, stated: Vouchers) -> Iterator[Problem]:
    for key in ("points", "worth", "at_most"):
        yield from above_zero((*loc, key), getattr(stated, key))
    for index, value in enumerate(stated.denominations):
        yield from above_zero((*loc, "denominations", index), value)
        if value in stated.denominations[:index]:
            yield Problem((*loc, "denominations", index), "named-twice", f"{value} is named twice", "once is enough")
    smallest = min(stated.denominations)
    if not smallest or not stated.worth or not stated.points:
        return
    cost = smallest * stated.points / stated.worth
    if cost * stated.worth != smallest * stated.points or cost != cost.to_integral_value():
        message = f"the smallest voucher, {smallest}, does not cost a whole number of points"
        yield Problem((*loc, "denominations"), "voucher-not-whole", message, "change the smallest denomination, points or worth")
    for index, value in enumerate(stated.denominations):
        if value % smallest:
            message = f"{value} is no multiple of the smallest voucher, {smallest}"
            yield Problem((*loc, "denominations", index), "voucher-not-whole", message, "change it, or add a smaller voucher")
    if stated.at_most is not None and stated.at_most and stated.at_most % smallest:
        message = f"{stated.at_most} is no multiple of the smallest voucher, {smallest}, so nobody can get it"
        yield Problem((*loc, "at_most"), "voucher-not-whole", message, f"write {stated.at_most // smallest * smallest or smallest}")
