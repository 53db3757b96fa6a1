"""A basket to a quote: discounts line by line, coupons over all lines, then what is paid and what is earned."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np
import polars as pl

from patron.engine.days import to_day
from patron.engine.plan import Plan
from patron.engine.prices import Considered, Customer, Outcome, PriceExplanation, explain_price, price_lines
from patron.engine.prices.coupons import CouponBasket, CouponPrices, apply_coupons
from patron.engine.prices.explain import highest_floor
from patron.engine.prices.goods import goods_mask
from patron.engine.profiles import profile_at
from patron.engine.reference.member import Member
from patron.engine.rounding import half_up
from patron.findings import Finding, FindingsError
from patron.quote.cards import pay_by_cards
from patron.quote.refusals import points_worth, valid_coupons
from patron.quote.request import BUYER, Ask, Terms
from patron.quote.result import Quote, QuotedLine, Standing, Step, TradedIn
from patron.quote.visit import BASKET, Left, standing_before, visit
from patron.vocabulary import Industry


def make_quote(terms: Terms, ask: Ask) -> Quote:
    """The quote. Raises FindingsError for an unknown member, for coupons, points and cards that cannot be used, and for goods that
    may not be sold to this customer, each with its place.
    """
    plan = terms.plan
    found = standing_before(plan, ask)
    if found is None:
        message = f"there is no member {ask.member_id!r}: neither in the members file nor with an event up to the quote's time"
        help_ = "write an id, a phone or a full name; or quote for a --tier"
        raise FindingsError([Finding("--member", None, "unknown-member", message, help_)])
    member, entitled = found
    coupons = valid_coupons(terms, ask, member.standing.tier, entitled)
    rows = ask.as_purchase(BASKET)
    table = price_lines(plan, rows, ask.history)
    made = visit(plan, ask, table.amounts)
    customer = customer_of(plan, ask)
    lines = rows.to_dicts()
    explained = [explain_price(plan, line, made.level, customer) for line in lines]
    floors = [highest_floor(plan, line) for line in lines]
    basket = CouponBasket(
        [one.amount for one in explained], [one.price for one in explained], [0 if floor is None else floor[1] for floor in floors]
    )
    shown = [(coupon, goods_mask(rows, coupon.goods).tolist()) for coupon in coupons]
    tried = apply_coupons(basket, shown)
    if coupons:
        paid = np.array([tried.prices] * len(plan.tiers), dtype=np.int64)
        made = visit(plan, ask, paid)
    worth = points_worth(terms, ask, None if ask.of_tier else member.ledger.available(ask.day), sum(tried.prices))
    traded_in = tuple(_traded_in(lines, terms.industry))
    due = max(0, sum(tried.prices) - sum(one.worth for one in traded_in) - worth)
    return Quote(
        terms=terms,
        at=ask.at,
        day=ask.day,
        customer=_standing(ask, member, customer, entitled),
        priced_as=made.level,
        tier_after=made.tier_after,
        lines=tuple(_lines(lines, explained, tried)),
        coupons=tried.tried,
        points_made=made.points,
        trade_ins=traded_in,
        points_used=ask.points,
        points_worth=worth,
        cards=pay_by_cards(plan, ask, rows, tried.prices, due),
    )


def customer_of(plan: Plan, ask: Ask) -> Customer:
    """What prices ask of the customer, as of the quote's instant."""
    key = pl.DataFrame({"member_id": [ask.member_id], "at": [ask.at]}, schema={"member_id": pl.String(), "at": pl.Int64()})
    fields = sorted({field for one in plan.discounts for field, _ in one.when.profile})
    profile = {field: text for field in fields if (text := profile_at(ask.history, field, key)[0]) is not None}
    born = profile_at(ask.history, "birthday", key)[0]
    return Customer(None if ask.of_tier else ask.member_id, _day(born), profile)


def _day(text: str | None) -> int | None:
    try:
        return None if text is None else to_day(date.fromisoformat(text))
    except ValueError:
        return None


def _standing(ask: Ask, member: Member, customer: Customer, entitled: tuple[Left, ...]) -> Standing:
    if ask.member_id == BUYER:
        return Standing(None, member.standing.tier, None, None, customer.birthday)
    return Standing(member.id, member.standing.tier, member.standing.since, member.ledger.available(ask.day), customer.birthday, entitled)


def _lines(rows: list[dict[str, Any]], explained: list[PriceExplanation], tried: CouponPrices) -> Iterator[QuotedLine]:
    for index, (row, one) in enumerate(zip(rows, explained, strict=True)):
        steps = tuple(_step(each) for each in one.considered)
        parts = {coupon.id: coupon.parts[index] for coupon in tried.tried if coupon.parts and coupon.parts[index]}
        instead = next((coupon.id for coupon in tried.tried if coupon.instead and coupon.lines[index]), "")
        yield QuotedLine(
            row=row["row"],
            name=str(row["line"]),
            cells=row,
            amount=one.amount,
            steps=steps,
            discounted=one.price,
            instead=instead if tried.plain[index] else "",
            coupons=parts,
            price=tried.prices[index],
        )


def _step(one: Considered) -> Step:
    applied = one.outcome is Outcome.APPLIED and one.would_be is not None
    return Step(one, half_up(one.before) - half_up(one.would_be) if applied and one.would_be is not None else 0)


def _traded_in(rows: list[dict[str, Any]], industry: Industry) -> Iterator[TradedIn]:
    """Amount x price of each line that hands something in, rounded half up."""
    places = {field.name: field.places for field in industry.fields}
    for row in rows:
        for one in industry.trade_ins:
            amount, price = row.get(one.amount), row.get(one.price)
            if amount and price:
                yield TradedIn(one.id, str(row["line"]), amount, price, half_up(Fraction(amount * price, 10 ** places[one.amount])))
