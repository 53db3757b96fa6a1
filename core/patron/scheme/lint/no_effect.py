"""A figure that changes nothing."""

from __future__ import annotations

from collections.abc import Iterator

from patron.scheme.checks.context import Context
from patron.scheme.checks.issue import CALENDAR
from patron.scheme.lint.rules import warning
from patron.scheme.nodes import Loc
from patron.scheme.problem import Problem


def no_effect(context: Context) -> Iterator[Problem]:
    """A discount of nothing, a multiplier of 1, an allowance of 0."""
    for loc, message in _idle(context):
        yield warning(loc, "no-effect", message, "change the figure, or delete the rule")


def _idle(context: Context) -> Iterator[tuple[Loc, str]]:
    scheme = context.scheme
    for index, discount in enumerate(scheme.discounts):
        loc: Loc = ("discounts", index)
        if discount.rate == 1 and not discount.of_list:
            yield (*loc, "rate"), "a rate of 1 takes nothing off"
        if discount.off == 0:
            yield (*loc, "off"), "0 off is no discount"
        for unit, money in (discount.off_per or {}).items():
            if money == 0:
                yield (*loc, "off_per", unit), "0 off is no discount"
    yield from _idle_coupons(context)
    for index, promotion in enumerate(scheme.points.promotions if scheme.points else []):
        if promotion.multiplier == 1:
            yield ("points", "promotions", index, "multiplier"), "a multiplier of 1 changes nothing"
    for index, benefit in enumerate(scheme.benefits):
        for key in ("each_year", *CALENDAR, "on_gain", "each_birthday", "times"):
            if getattr(benefit, key) == 0:
                yield ("benefits", index, key), "an allowance of 0 gives nothing"
        if benefit.on_purchase is not None and benefit.on_purchase.times == 0:
            yield ("benefits", index, "on_purchase", "times"), "an allowance of 0 gives nothing"
        if benefit.carry_over == 0:
            yield ("benefits", index, "carry_over"), "to carry over 0 is to carry over nothing"


def _idle_coupons(context: Context) -> Iterator[tuple[Loc, str]]:
    for index, coupon in enumerate(context.scheme.coupons):
        if coupon.rate == 1:
            yield ("coupons", index, "rate"), "a rate of 1 takes nothing off"
        if coupon.off == 0:
            yield ("coupons", index, "off"), "0 off is no coupon"
