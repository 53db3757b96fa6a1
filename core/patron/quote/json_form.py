"""A quote as JSON: ids, ISO dates, money as decimal text. `quote.schema.json` beside this file describes it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from patron.engine.amounts_text import decimal_text
from patron.engine.days import iso_of
from patron.engine.plan import Coupon
from patron.engine.prices.coupons import CouponOutcome, TriedCoupon
from patron.engine.rounding import half_up
from patron.quote.result import Quote, QuotedLine, Step
from patron.quote.visit import Left

Json = dict[str, Any]
FORMAT = "patron-quote/1"


def as_json(quote: Quote) -> str:
    """The whole quote, indented; the same input gives the same text."""
    return json.dumps(_Form(quote).whole(), ensure_ascii=False, indent=2) + "\n"


def local_time(at: int, zone: str) -> datetime:
    """An instant in UTC microseconds as time in the scheme's zone."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at)).astimezone(ZoneInfo(zone))


class _Form:
    def __init__(self, quote: Quote) -> None:
        self._quote = quote
        self._plan = quote.terms.plan
        self._coupons = {coupon.id: coupon for coupon in self._plan.coupons}

    def whole(self) -> Json:
        quote, customer = self._quote, self._quote.customer
        return {
            "format": FORMAT,
            "scheme": self._plan.scheme,
            "currency": self._plan.currency,
            "at": local_time(quote.at, self._plan.time_zone).isoformat(),
            "customer": {
                "member_id": customer.member_id,
                "tier": self._tier(customer.tier),
                "since": iso_of(customer.since),
                "points_available": customer.points,
                "entitled": [_left(one) for one in customer.entitled],
            },
            "priced_as": self._tier(quote.priced_as),
            "tier_after": self._tier(quote.tier_after),
            "lines": [self._line(line) for line in quote.lines],
            "coupons": [self._coupon(one, self._coupons[one.id]) for one in quote.coupons],
            "totals": {
                "amount": self._money(quote.amount),
                "discounts": self._money(quote.by_discounts),
                "coupons": self._money(quote.by_coupons),
                "total": self._money(quote.total),
                "traded_in": self._money(quote.traded_in),
                "points_worth": self._money(quote.points_worth),
                "cards": self._money(quote.by_cards),
                "to_pay": self._money(quote.to_pay),
            },
            "trade_ins": [{"id": one.id, "line": one.line, "worth": self._money(one.worth)} for one in quote.trade_ins],
            "points_redeemed": quote.points_used,
            "cards": [
                {"number": one.number, "kind": one.kind, "paid": self._money(one.paid), "left": self._money(one.left)}
                for one in quote.cards
            ],
            "tenders": {tender: self._money(amount) for tender, amount in quote.tenders.items()},
            "points": [
                {"rule": one.rule, "points": one.points, "waits_for": None if one.waits_for is None else self._tier(one.waits_for)}
                for one in quote.points_made
            ],
        }

    def _line(self, line: QuotedLine) -> Json:
        return {
            "row": line.row,
            "line": line.name,
            "category": line.cells.get("category"),
            "amount": self._money(line.amount),
            "discounts": [self._step(step) for step in line.steps],
            "discounted": self._money(line.discounted),
            "discounts_given_up_for": line.instead or None,
            "coupons": {name: self._money(part) for name, part in line.coupons.items()},
            "price": self._money(line.price),
        }

    def _step(self, step: Step) -> Json:
        one = step.considered
        return {
            "id": one.id,
            "outcome": one.outcome.value,
            "off": self._money(step.off),
            "would_be": None if one.would_be is None else self._money(half_up(one.would_be)),
            "beaten_by": one.beaten_by or None,
            "floor": one.floor or None,
        }

    def _coupon(self, one: TriedCoupon, coupon: Coupon) -> Json:
        missing = coupon.from_amount - one.eligible if one.outcome is CouponOutcome.BELOW_AMOUNT else None
        return {
            "id": one.id,
            "code": coupon.code,
            "kind": coupon.kind.value,
            "outcome": one.outcome.value,
            "off": self._money(one.off),
            "eligible": self._money(one.eligible),
            "missing": None if missing is None else self._money(missing),
            "instead_of_discounts": one.instead,
            "beaten_by": one.beaten_by or None,
        }

    def _tier(self, rank: int) -> str:
        return self._plan.tiers[rank].id

    def _money(self, minor: int) -> str:
        return decimal_text(minor, self._plan.places)


def _left(one: Left) -> Json:
    return {"id": one.id, "left": one.number, "until": iso_of(one.until)}
