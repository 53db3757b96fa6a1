"""The `price_floors` section."""

from __future__ import annotations

from pydantic import Field

from patron.scheme.model.base import I18n, RuleId, Section
from patron.scheme.model.goods import Goods
from patron.scheme.values import Share


class PriceFloor(Section):
    """What no discount brings a line below: exactly one of `of_list` and `field`. A price that is below already stays."""

    id: RuleId
    goods: Goods | None = Field(None, description="The lines that have it; none: all lines.")
    of_list: Share | None = Field(None, description="This share of the line's list amount, where it has one.")
    field: str | None = Field(
        None, min_length=1, description="A money field of the line that holds the floor for the whole line, such as its cost."
    )
    title: I18n | None = Field(None, description="The rule's name in the charter.")
    note: str = Field("", description="For the people who read the charter.")
