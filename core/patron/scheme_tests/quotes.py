"""What a test expects of a basket beyond its prices: why discounts lost, coupons, points, and goods that are refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import polars as pl

from patron.engine.days import day_of
from patron.engine.plan import Plan
from patron.engine.prices.coupons import CouponOutcome
from patron.findings import FindingsError, TextPlace
from patron.quote import Ask, Quote, Terms, customer_of_tier, make_quote
from patron.quote.refusals import QuoteRefusedError
from patron.quote.request import BUYER
from patron.scheme_tests.compare import Difference, shown
from patron.scheme_tests.model import NONE, BasketSpec
from patron.scheme_tests.read import SchemeTests

_NOON = 12 * 3600 * 10**6
_DAY = 2 * _NOON


@dataclass(frozen=True, slots=True)
class Answer:
    """A quote, or the ids of what refuses it."""

    quote: Quote | None = None
    refused: tuple[str, ...] = field(default=())


def asks_for_quote(basket: BasketSpec, plan: Plan) -> bool:
    """Whether prices alone cannot say what the basket expects."""
    want = basket.expect
    stated = basket.coupons or basket.points or want.refused is not None
    beyond = (want.lost, want.coupons, want.to_pay, want.points)
    return bool(stated) or any(one is not None for one in beyond) or (basket.on is not None and bool(plan.restricted))


def quote_of(tests: SchemeTests, basket: BasketSpec, lines: pl.DataFrame, place: TextPlace) -> Answer:
    """The basket's quote. Raises FindingsError if it has no date, or asks for a coupon that does not exist."""
    plan, units, day = tests.plan, tests.units, day_of(basket.on)
    if day is None:
        raise units.error(place, "missing-key", "the basket has no date", "say `on`: coupons, points and restricted goods go by the day")
    rank = next(rank for rank, tier in enumerate(plan.tiers) if tier.id == basket.tier)
    history = customer_of_tier(plan, rank, day, birthday=day_of(basket.birthday), profile=basket.profile)
    ask = Ask(lines, history, BUYER, day * _DAY + _NOON, day, tuple(basket.coupons), basket.points)
    try:
        return Answer(make_quote(Terms(tests.scheme, units.industry, plan), ask))
    except QuoteRefusedError as refused:
        if any(one.code == "unknown-coupon" for one in refused.findings):
            raise units.error(place, "unknown-coupon", refused.findings[0].message, refused.findings[0].help) from refused
        return Answer(refused=refused.ids)
    except FindingsError as error:
        raise units.error(place, error.findings[0].code, error.findings[0].message, error.findings[0].help) from error


def compare_quote(basket: BasketSpec, answer: Answer, places: int) -> Iterator[Difference]:
    """What differs beyond the prices; of a refused basket only that it is."""
    want = basket.expect
    expected, got = want.refused or [], list(answer.refused)
    if sorted(expected) != sorted(got):
        yield ("refused",), "refused", ", ".join(expected) or NONE, ", ".join(got) or NONE
    quote = answer.quote
    if quote is None:
        return
    if want.to_pay is not None and int(want.to_pay.scaleb(places)) != quote.to_pay:
        yield ("to_pay",), "to pay", str(want.to_pay), shown("total", quote.to_pay, places)
    made = sum(one.points for one in quote.points_made)
    if want.points is not None and want.points != made:
        yield ("points",), "points", str(want.points), str(made)
    taken = {one.id: one.off for one in quote.coupons if one.outcome is CouponOutcome.APPLIED}
    if want.coupons is not None and {name: int(off.scaleb(places)) for name, off in want.coupons.items()} != taken:
        told = ", ".join(f"{name}: {shown('total', off, places)}" for name, off in taken.items())
        yield ("coupons",), "coupons", ", ".join(f"{name}: {off}" for name, off in want.coupons.items()) or NONE, told or NONE
    for name, reason in (want.lost or {}).items():
        reasons = _lost(quote, name)
        if reason not in reasons:
            yield ("lost", name), f"lost {name}", reason, ", ".join(reasons) or "no such discount or coupon"


def applied_coupons(answer: Answer) -> list[str]:
    """The coupons that took something off, or gave a gift."""
    tried = () if answer.quote is None else answer.quote.coupons
    return [one.id for one in tried if one.outcome is CouponOutcome.APPLIED]


def _lost(quote: Quote, name: str) -> list[str]:
    """What became of a discount at the lines, or of a coupon, each answer once."""
    steps = [step.considered.outcome.value for line in quote.lines for step in line.steps if step.considered.id == name]
    coupons = [one.outcome.value for one in quote.coupons if one.id == name]
    return list(dict.fromkeys([*steps, *coupons]))
