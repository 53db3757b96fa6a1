"""The `points` section."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from patron.scheme.model.base import I18n, RuleId, Section, TierId, TierIds, Words
from patron.scheme.model.goods import Goods
from patron.scheme.model.uses import Exchange, Quiz, Referral, Vouchers
from patron.scheme.values import Count, Day, Flag, Length, Money, MonthDay, Number, as_list

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class Accrual(Section):
    """Points for spend, by the tier held before the purchase."""

    id: RuleId
    for_: TierIds = Field(alias="for")
    goods: Goods | None = Field(None, description="The lines that earn; none: all lines.")
    one_point_per: Money = Field(description="The spend that earns one point; more than 0.")
    pending_until: TierId | None = Field(None, description="The points wait until this tier or a higher one is gained.")
    pending_for: Length | None = Field(None, description="Waiting points lapse this long after the purchase.")
    title: I18n | None = Field(None, description="The rule's name in the charter.")
    note: str = Field("", description="For the people who read the charter.")


class EarnedCondition(Section):
    """What a once-only bonus asks for."""

    points_earned: Count = Field(description="Points that purchases earned, bonuses left out; more than 0.")
    within: Length = Field(description="Counted from the day of joining, else of the first event.")


class Promotion(Section):
    """More points: a multiplier on chosen days, goods or tiers, or a bonus given once."""

    id: RuleId
    for_: TierIds | None = Field(None, alias="for", description="The tiers that get it; none: every tier.")
    multiplier: Number | None = Field(None, description="Points are multiplied by this; at most 4 decimal places.")
    goods: Goods | None = Field(None, description="The lines that are multiplied; none: all lines.")
    weekdays: Annotated[list[Weekday], BeforeValidator(as_list), Field(min_length=1)] | None = Field(
        None, description="Only on these days of the week."
    )
    each_year_on: Annotated[list[MonthDay], BeforeValidator(as_list), Field(min_length=1)] | None = Field(
        None, description="Only on these days of every year."
    )
    from_: Day | None = Field(None, alias="from", description="From this date.")
    until: Day | None = Field(None, description="To this date, inclusive.")
    stack: Flag = Field(False, description="Multiplies with others instead of giving way to the largest.")
    bonus: Count | None = Field(None, description="Points given once.")
    when: EarnedCondition | None = Field(None, description="What the bonus asks for.")
    title: I18n | None = Field(None, description="The rule's name in the charter.")
    note: str = Field("", description="For the people who read the charter.")


class Expiry(Section):
    """When earned points die: `after` a time, or `each_year_on` a day."""

    after: Length | None = Field(None, description="Dead from the start of the day of earning plus this.")
    each_year_on: MonthDay | None = Field(None, description="Dead after the first such day on or after the day of earning.")
    year: Literal["next"] | None = Field(None, description="`next`: of the following year.")


class Redemption(Section):
    """What points are worth."""

    points: Count = Field(description="This many points; more than 0.")
    worth: Money = Field(description="Are worth this.")
    as_: Words | None = Field(
        None, alias="as", description="What the member gets for them, for the charter: a text, or {zh: 购物券, en: partner voucher}."
    )


class Points(Section):
    """How points are earned, wait, die and are spent."""

    accrual: list[Accrual] = Field(default_factory=list, description="Rules by which purchases earn points.")
    promotions: list[Promotion] = Field(default_factory=list, description="Multipliers and once-only bonuses.")
    at_most_a_day: Count | None = Field(None, description="No more points than this for one member's purchases of one date.")
    expiry: Expiry | None = Field(None, description="When points die; none: never.")
    available_after: Length | None = Field(None, description="A lot may be spent this long after the day it was earned.")
    below_zero: Literal["allow", "stop_at_zero"] = Field(
        "allow", description="What happens when a return takes back more points than there are."
    )
    redemption: Redemption | None = Field(None, description="What points are worth.")
    exchange: list[Exchange] = Field(default_factory=list, description="What points are exchanged for.")
    quiz: list[Quiz] = Field(default_factory=list, description="Points for answers.")
    referral: list[Referral] = Field(default_factory=list, description="Points for introducing a new member.")
    vouchers: Vouchers | None = Field(None, description="Vouchers that points turn into on one day of every year.")
