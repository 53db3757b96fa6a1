"""The `coupons` section: money off, a rate or a gift for who shows a coupon."""

from __future__ import annotations

from pydantic import Field

from patron.scheme.model.base import I18n, RuleId, Section, TierIds
from patron.scheme.model.goods import Goods
from patron.scheme.model.issue import Issue
from patron.scheme.values import Count, Day, Flag, Length, Money, Share


class Coupon(Section):
    """A coupon: exactly one of `off`, `rate` and `gift`; applied after the discounts."""

    id: RuleId
    for_: TierIds | None = Field(None, alias="for", description="The tiers that may use it; none: everyone, members or not.")
    goods: Goods | None = Field(None, description="The lines that it is good for; none: all lines.")
    off: Money | None = Field(None, description="This amount off the eligible lines together.")
    rate: Share | None = Field(None, description="The eligible lines cost this share: 0.9 is 10 % off.")
    gift: I18n | None = Field(None, description="What is given beside the goods; the price stays.")
    unit_cost: Money | None = Field(None, description="What the gift costs the house; only with `gift`.")
    from_amount: Money | None = Field(None, description="Only if the eligible lines come to this or more, after the discounts.")
    with_discounts: Flag = Field(True, description="`false`: instead of the discounts on its lines, whichever is better for the customer.")
    stack: str = Field(
        "coupon", description="Of one group a basket takes one coupon, the best for the customer; groups apply in file order."
    )
    code: str | None = Field(None, pattern=r"^\S{1,40}$", description="What the customer shows; none: the id.")
    at_most: Count | None = Field(None, description="How often it may be used in all.")
    each_member: Count | None = Field(None, description="How often one member may use it.")
    from_: Day | None = Field(None, alias="from", description="Good from this date.")
    until: Day | None = Field(None, description="Good to this date, inclusive.")
    valid_for: Length | None = Field(None, description="Good this long from the day of issue; only with `issue`.")
    issue: Issue | None = Field(None, description="How members come by it; none: anyone may show it.")
    title: I18n | None = Field(None, description="The coupon's name in the charter.")
    note: str = Field("", description="For the people who read the charter.")
