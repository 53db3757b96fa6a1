"""What is asked of a quote, and who asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath

import polars as pl

from patron.engine.history import MEMBERS, History
from patron.engine.plan import Plan
from patron.scheme.model import Scheme
from patron.vocabulary import Industry

BUYER = "\U0010ffff"  # the id of a customer who is known by a tier only; no file has it
_LONG_AGO = 40_000  # days: nothing that is given on joining falls into the quote


@dataclass(frozen=True, slots=True)
class Terms:
    """The scheme in the forms that a quote reads."""

    scheme: Scheme
    industry: Industry
    plan: Plan


@dataclass(frozen=True, slots=True)
class Ask:
    """A basket at an instant: `lines` as `history.LINES` with every amount, `at` in UTC microseconds, `day` its local date.

    `history` is what happened before, with the customer in it: a member, or who `customer_of_tier` made. `coupons` are ids or
    codes; `points` are to be redeemed, `cards` are numbers of prepaid cards that are to pay.
    """

    lines: pl.DataFrame
    history: History
    member_id: str
    at: int
    day: int
    coupons: tuple[str, ...] = ()
    points: int = 0
    cards: tuple[str, ...] = ()
    basket: PurePath = field(default=PurePath("basket"))

    @property
    def of_tier(self) -> bool:
        """Whether the customer is known by a tier only."""
        return self.member_id == BUYER

    def as_purchase(self, purchase_id: str) -> pl.DataFrame:
        """The lines as a purchase of the customer's at the instant."""
        return self.lines.with_columns(
            pl.lit(purchase_id).alias("purchase_id"),
            pl.lit(self.member_id).alias("member_id"),
            pl.lit(self.at, dtype=pl.Int64).alias("at"),
            pl.lit(self.day, dtype=pl.Int32).alias("day"),
        )


def customer_of_tier(plan: Plan, tier: int, day: int, *, birthday: int | None = None, profile: Mapping[str, str] | None = None) -> History:
    """A history with one member, who has held the tier since the day before and has bought nothing; her id is BUYER.

    What depends on when a member joined is left out.
    """
    row: dict[str, object] = {
        "row": 0,
        "member_id": BUYER,
        "joined_on": day - _LONG_AGO,
        "birthday": birthday,
        "opening_on": day - 1,
        "opening_tier": plan.tiers[tier].id,
        "opening_since": day - 1,
    }
    facts = {name: text for name, text in (profile or {}).items() if name not in MEMBERS}
    core = {name: text for name, text in (profile or {}).items() if name in MEMBERS}
    schema = {**MEMBERS, **{name: pl.String() for name in facts}}
    return History(members=pl.DataFrame([{**row, **core, **facts}], schema=schema))
