"""The whole file."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from patron.scheme.model.base import I18n, RuleId, Section, TextsOrNone, named_by
from patron.scheme.model.benefits import Benefit, Cost, Goal, OneOffCost
from patron.scheme.model.cards import CardKind, PrepaidRules
from patron.scheme.model.coupons import Coupon
from patron.scheme.model.goods import LeaveOut
from patron.scheme.model.points import Points
from patron.scheme.model.price_floors import PriceFloor
from patron.scheme.model.prices import Discount
from patron.scheme.model.restricted import Restricted
from patron.scheme.model.rules import GroupPurchase, Maintenance, Qualification
from patron.scheme.model.tiers import Tier
from patron.scheme.model.withdrawal import Withdrawal
from patron.scheme.values import Day, MonthDay, as_list


class Parameter(Section):
    """A named figure, used as $name anywhere a value stands."""

    value: str = Field(description="The figure, as it would stand at its place of use.")
    note: str = Field("", description="Where the figure comes from.")


class Counting(Section):
    """What counts towards tiers."""

    leave_out: LeaveOut = Field(description="Lines that do not count.")


class QualifyingPurchase(Section):
    """How the purchase that brings a tier is treated."""

    priced_as: Literal["before", "after"] = Field("before", description="`after`: it gets the prices of the tier that it brings.")


class Costs(Section):
    """What the scheme costs beside prices, points and benefits."""

    one_off: list[OneOffCost] = Field(default_factory=list, description="Paid once.")
    yearly: list[Cost] = Field(default_factory=list, description="Paid every year, month by month.")


class Scheme(Section):
    """A scheme file."""

    scheme: RuleId = Field(description="The scheme's id.")
    title: I18n = Field(default_factory=named_by("scheme"), description="The scheme's name; none: its id.")
    industry: str = Field("general", description="The plugin whose vocabulary the file may use; `general` needs none.")
    currency: str = Field(pattern=r"^[A-Z]{3}$", description="An ISO 4217 code; amounts have at most its places.")
    time_zone: str = Field(description="An IANA zone; an event's date is its local date in it.")
    effective_from: Day | None = Field(None, description="The first day of the scheme, for the charter and for putting it into force.")
    effective_until: Day | None = Field(None, description="The last day of the scheme.")
    seasons: Annotated[list[MonthDay], BeforeValidator(as_list), Field(min_length=1)] | None = Field(
        None, description="The days of the year on which seasons start, for `within: this season`."
    )
    parameters: dict[str, Parameter] = Field(default_factory=dict, description="Named figures, used as $name.")
    tiers: list[Tier] = Field(min_length=1, description="The tiers, lowest first.")
    qualification: list[Qualification] = Field(default_factory=list, description="Any one rule admits.")
    maintenance: list[Maintenance] = Field(default_factory=list, description="Any one rule keeps.")
    withdrawal: list[Withdrawal] = Field(default_factory=list, description="What of a member's profile takes a tier away.")
    group_purchase: list[GroupPurchase] = Field(default_factory=list, description="Prices for group orders.")
    counting: Counting | None = Field(None, description="What counts towards tiers.")
    returns: Literal["withdraw_tier", "keep_tier"] = Field("withdraw_tier", description="Whether a return may cost a tier.")
    qualifying_purchase: QualifyingPurchase | None = Field(None, description="How the purchase that brings a tier is treated.")
    protected_goods: TextsOrNone | None = Field(
        None, description="Categories whose price no discount or coupon lowers and that earn no points, whatever the rules say."
    )
    discounts: list[Discount] = Field(default_factory=list, description="Prices for members.")
    price_floors: list[PriceFloor] = Field(default_factory=list, description="What no discount brings a line below.")
    coupons: list[Coupon] = Field(default_factory=list, description="Coupons, applied after the discounts.")
    restricted: list[Restricted] = Field(default_factory=list, description="Goods that are not sold to everyone at any time.")
    points: Points | None = Field(None, description="How points are earned and spent.")
    benefits: list[Benefit] = Field(default_factory=list, description="Promises beside prices and points.")
    cards: list[CardKind] = Field(default_factory=list, description="Prepaid cards.")
    prepaid_rules: PrepaidRules | None = Field(
        None, description="Whether the Chinese rules for prepaid cards apply; none: they do, in CNY."
    )
    costs: Costs | None = Field(None, description="Costs beside prices, points and benefits.")
    goals: list[Goal] = Field(default_factory=list, description="What the scheme is meant to reach; reports say met or missed.")
