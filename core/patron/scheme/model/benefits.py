"""What is promised beside prices and points, what it costs, and what the scheme is meant to reach."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from patron.scheme.model.base import I18n, RuleId, Section, TierId, TierIds
from patron.scheme.model.goods import Goods
from patron.scheme.model.issue import Issue
from patron.scheme.values import Bound, Count, Flag, Length, Money, Number


class ItemRight(Section):
    """A right that comes with an item bought, for a time that may depend on its price."""

    valid_for: Length = Field(description="From the day of the purchase.")
    goods: Goods | None = Field(None, description="The items that have it; none: all.")
    price_from: Money | None = Field(None, description="Only items paid with this or more.")
    price_below: Money | None = Field(None, description="Only items paid with less than this.")
    times: Count | None = Field(None, description="How often it may be used; none: as often as asked. Costs need it.")


class FalseClaim(Section):
    """What it costs when someone else has taken the gift under the member's name."""

    costs: Number = Field(description="As many times the unit cost: `2` is twice the gift.")


class Promise(Section):
    """Who is promised something."""

    id: RuleId
    for_: TierIds = Field(alias="for")


class Benefit(Issue, Promise):
    """A promise: what is issued to members, a right with each item, or a standing service."""

    each_item: list[ItemRight] | None = Field(
        None, min_length=1, description="A right with every item bought; the first entry that fits an item gives it."
    )
    hours: str | None = Field(
        None, pattern=r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$", description="When the service can be had, such as 09:00-19:00."
    )
    charged: Literal["nothing", "cost"] = Field(
        "nothing", description="`cost`: the member pays material and cost price, so the house bears none."
    )
    provider: Literal["house", "partner"] = Field(
        "house", description="Who renders it; a partner's service has a cost only if the house pays."
    )
    unit_cost: Money | None = Field(None, description="What one use costs the house.")
    in_person: Flag = Field(False, description="The member comes for it herself or himself.")
    false_claim: FalseClaim | None = Field(None, description="What a movement `false_claim` costs; only with `in_person: true`.")
    title: I18n | None = Field(None, description="The promise in the charter.")
    note: str = Field("", description="For the people who read the charter.")


class OneOffCost(Section):
    """A cost paid once."""

    id: RuleId
    amount: Money = Field(description="What is paid at the start.")
    spread_over: Length | None = Field(None, description="The time that bears it, month by month; none: the first month.")
    title: I18n | None = Field(None, description="The cost's name in reports.")
    note: str = Field("", description="For the people who read the reports.")


class Cost(Section):
    """A cost that runs: each year for the scheme, or each year for every member of a tier."""

    id: RuleId
    amount: Money = Field(description="What is paid a year.")
    for_each: TierId | None = Field(None, description="For every member of this tier; none: for the scheme as a whole.")
    title: I18n | None = Field(None, description="The cost's name in reports.")
    note: str = Field("", description="For the people who read the reports.")


class Goal(Section):
    """What the scheme is meant to reach: one measured figure and its bounds."""

    id: RuleId
    share_of_customers: TierIds | None = Field(None, description="These tiers' share of all customers at the end.")
    share_of_sales: TierIds | None = Field(None, description="These tiers' share of all sales, walk-ins included.")
    spend_per_member: TierIds | None = Field(None, description="Sales to these tiers per member and year.")
    service_cost_share: TierIds | None = Field(
        None,
        description="What these tiers' members are promised, as a share of the gross profit on their sales; "
        "costs of the scheme as a whole apart.",
    )
    at_least: Bound | None = Field(None, description="A share, or money for `spend_per_member`.")
    at_most: Bound | None = Field(None, description="A share, or money for `spend_per_member`.")
    title: I18n | None = Field(None, description="The goal's name in reports.")
    note: str = Field("", description="For the people who read the reports.")
