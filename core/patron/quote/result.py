"""A quote before it is put into words: amounts in minor units, tiers as ranks, days since 1970-01-01."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from patron.engine.prices import Considered, Outcome
from patron.engine.prices.coupons import TriedCoupon
from patron.quote.cards import PaidByCard
from patron.quote.request import Terms
from patron.quote.visit import Left, Made


@dataclass(frozen=True, slots=True)
class Step:
    """A discount at a line: what it took off, or why it took nothing off."""

    considered: Considered
    off: int  # 0 unless it was applied; the steps of a line add up to its amount less its discounted price

    @property
    def applied(self) -> bool:
        """Whether it took something off."""
        return self.considered.outcome is Outcome.APPLIED


@dataclass(frozen=True, slots=True)
class QuotedLine:
    """A line of the basket. `instead`: the coupon for which its discounts are given up; `coupons`: what each took off."""

    row: int
    name: str
    cells: Mapping[str, object]  # the line's columns as read, numbers in smallest units
    amount: int
    steps: tuple[Step, ...]
    discounted: int
    instead: str
    coupons: Mapping[str, int]
    price: int


@dataclass(frozen=True, slots=True)
class TradedIn:
    """Goods taken in payment: `amount` of them in 10 ** -places, at `unit_price`."""

    id: str
    line: str
    amount: int
    unit_price: int
    worth: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Who the customer is to the scheme when she comes to the till; `points` None: not known, as for a tier alone."""

    member_id: str | None
    tier: int
    since: int | None
    points: int | None
    birthday: int | None
    entitled: tuple[Left, ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """A basket priced: `total` is what the goods cost, `to_pay` what is left of it after trade-ins, points and prepaid cards."""

    terms: Terms
    at: int
    day: int
    customer: Standing
    priced_as: int
    tier_after: int
    lines: tuple[QuotedLine, ...]
    coupons: tuple[TriedCoupon, ...]
    points_made: tuple[Made, ...]
    trade_ins: tuple[TradedIn, ...]
    points_used: int
    points_worth: int
    cards: tuple[PaidByCard, ...] = ()

    @property
    def amount(self) -> int:
        """What the goods cost everyone."""
        return sum(line.amount for line in self.lines)

    @property
    def by_discounts(self) -> int:
        """What discounts take off, on lines that keep them."""
        return sum(line.amount - line.discounted for line in self.lines if not line.instead)

    @property
    def by_coupons(self) -> int:
        """What coupons take off."""
        return sum(sum(line.coupons.values()) for line in self.lines)

    @property
    def total(self) -> int:
        """What the goods cost this customer; what counts, and what earns points."""
        return sum(line.price for line in self.lines)

    @property
    def traded_in(self) -> int:
        """What goods taken in payment are worth."""
        return sum(one.worth for one in self.trade_ins)

    @property
    def to_pay(self) -> int:
        """What is left to be paid; below 0 where what is traded in is worth more."""
        return self.total - self.traded_in - self.points_worth - self.by_cards

    @property
    def by_cards(self) -> int:
        """What prepaid cards pay."""
        return sum(one.paid for one in self.cards)

    @property
    def tenders(self) -> dict[str, int]:
        """What is paid by the tenders that lines state."""
        found: dict[str, int] = {}
        for line in self.lines:
            tender = line.cells.get("tender")
            if isinstance(tender, str):
                found[tender] = found.get(tender, 0) + line.price
        return found
