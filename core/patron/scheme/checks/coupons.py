"""Coupons and restricted goods: one kind each, keys that need each other, dates in order, codes told apart."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from patron.scheme.checks.amounts import above_zero, at_most_places
from patron.scheme.checks.context import Context
from patron.scheme.checks.issue import WAYS, check_issue
from patron.scheme.checks.prices import RATE_PLACES, exactly_one
from patron.scheme.checks.references import unknown_tier
from patron.scheme.durations import WindowKind
from patron.scheme.model import Coupon, Restricted
from patron.scheme.nodes import Loc
from patron.scheme.problem import Problem

KINDS = ("off", "rate", "gift")
_LIMITS = ("for_", "each_member", "in_total", "from_", "until", "presale")


def check_coupons(context: Context) -> Iterator[Problem]:
    """Every coupon, and their codes against each other's codes and ids."""
    for index, coupon in enumerate(context.scheme.coupons):
        yield from _coupon(("coupons", index), coupon)
    yield from _codes(context.scheme.coupons)


def check_restricted(context: Context) -> Iterator[Problem]:
    """Every rule of restricted goods."""
    for index, rule in enumerate(context.scheme.restricted):
        yield from _restricted(context, ("restricted", index), rule)


def _coupon(loc: Loc, coupon: Coupon) -> Iterator[Problem]:
    yield from exactly_one(loc, [kind for kind in KINDS if getattr(coupon, kind) is not None], KINDS)
    yield from at_most_places((*loc, "rate"), coupon.rate, RATE_PLACES)
    for key in ("at_most", "each_member", "from_amount"):
        yield from above_zero((*loc, key), getattr(coupon, key))
    if coupon.unit_cost is not None and coupon.gift is None:
        yield _idle((*loc, "unit_cost"), "'unit_cost' is of a gift, and there is none", "delete 'unit_cost', or name the gift")
    if "with_discounts" in coupon.model_fields_set and coupon.gift is not None:
        yield _idle((*loc, "with_discounts"), "a gift changes no price, so discounts stay", "delete 'with_discounts'")
    yield from _in_order(loc, coupon.from_, coupon.until)
    if coupon.issue is not None:
        yield from check_issue((*loc, "issue"), coupon.issue)
        if not any(getattr(coupon.issue, way, None) is not None for way in WAYS):
            yield Problem((*loc, "issue"), "exactly-one", "nothing issues the coupon", "say when it is issued, such as on_gain: 1")
    elif coupon.valid_for is not None:
        yield _idle(
            (*loc, "valid_for"), "'valid_for' counts from the day of issue, and nothing issues the coupon", "give 'issue', or dates"
        )


def _codes(coupons: list[Coupon]) -> Iterator[Problem]:
    taken: dict[str, str] = {coupon.id.casefold(): coupon.id for coupon in coupons}
    for index, coupon in enumerate(coupons):
        code = (coupon.code or "").casefold()
        if not code or code == coupon.id.casefold():
            continue
        if code in taken:
            message = f"the coupon '{taken[code]}' is known by '{coupon.code}' already"
            yield Problem(
                ("coupons", index, "code"), "duplicate-id", message, "small and capital letters are the same; choose another code"
            )
        taken.setdefault(code, coupon.id)


def _restricted(context: Context, loc: Loc, rule: Restricted) -> Iterator[Problem]:
    if not any(getattr(rule, key) is not None for key in _LIMITS):
        yield Problem(loc, "empty-condition", "nothing is restricted", "say for whom, how many, or from when the goods are sold")
    for key in ("each_member", "in_total"):
        yield from above_zero((*loc, key), getattr(rule, key))
    if rule.within is not None and rule.each_member is None and rule.in_total is None:
        yield _idle(
            (*loc, "within"), "'within' is about numbers of pieces, and none is given", "give 'each_member' or 'in_total', or delete it"
        )
    if rule.within is not None and rule.within.kind is WindowKind.TERM:
        yield Problem(
            (*loc, "within"), "measure-out-of-place", "goods have no term", "write a calendar window or a length, such as 12 months"
        )
    yield from _in_order(loc, rule.from_, rule.until)
    if rule.presale is None:
        return
    for index, tier in enumerate(rule.presale.for_):
        yield from unknown_tier(context, (*loc, "presale", "for", index), tier)
    if rule.from_ is None:
        yield _idle((*loc, "presale"), "'presale' comes before 'from', and there is none", "give 'from', the first day of sale")
    elif rule.presale.from_ >= rule.from_:
        message = f"the presale begins on {rule.presale.from_}, not before the sale on {rule.from_}"
        yield Problem((*loc, "presale", "from"), "ends-before-start", message, "choose an earlier day")


def _in_order(loc: Loc, first: date | None, last: date | None) -> Iterator[Problem]:
    if first and last and last < first:
        yield Problem((*loc, "until"), "ends-before-start", f"{last} is before from, {first}", "swap the two dates")


def _idle(loc: Loc, message: str, help_: str) -> Problem:
    return Problem(loc, "key-without-effect", message, help_, on_key=True)
