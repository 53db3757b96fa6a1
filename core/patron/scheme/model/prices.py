"""The `discounts` section."""

from __future__ import annotations

from pydantic import Field

from patron.scheme.model.base import I18n, RuleId, Section, TierIds
from patron.scheme.model.goods import Goods
from patron.scheme.model.price_when import DiscountWhen
from patron.scheme.values import Flag, Money, Share


class Discount(Section):
    """A price for members: exactly one of `rate`, `off` and `off_per`."""

    id: RuleId
    for_: TierIds = Field(alias="for")
    goods: Goods | None = Field(None, description="The lines that get it; none: all lines.")
    rate: Share | None = Field(None, description="The member pays this share: 0.92 is 8 % off.")
    of_list: Flag = Field(
        False, description="The rate is of the line's list amount, where it has one; never dearer than the price without it."
    )
    part: str | None = Field(
        None, min_length=1, description="The rate is of this money field of the line only, such as making_charge: a part of the price."
    )
    off: Money | None = Field(None, description="This amount off each line.")
    off_per: dict[str, Money] | None = Field(
        None, min_length=1, max_length=1, description="This amount off for each unit, such as {gram: 5}."
    )
    when: DiscountWhen | None = Field(None, description="On which days, and for whom among the tiers' members; none: always.")
    stack: str = Field("member", description="Discounts of one group exclude each other; groups apply in file order.")
    title: I18n | None = Field(None, description="The rule's name in the charter.")
    note: str = Field("", description="For the people who read the charter.")
