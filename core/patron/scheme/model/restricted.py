"""The `restricted` section: goods that are sold to certain tiers only, in limited numbers, or from a date."""

from __future__ import annotations

from pydantic import Field

from patron.scheme.model.base import I18n, RuleId, Section, TierIds
from patron.scheme.model.goods import Goods
from patron.scheme.values import Count, Day, Within


class Presale(Section):
    """Who may buy before everyone else, and from when."""

    for_: TierIds = Field(alias="for")
    from_: Day = Field(alias="from", description="The first day of the presale; before the rule's own `from`.")


class Restricted(Section):
    """Goods that are not for everyone at any time. It changes no result: a quote refuses, other results report."""

    id: RuleId
    goods: Goods = Field(description="The goods it is about.")
    for_: TierIds | None = Field(None, alias="for", description="The tiers that may buy them; none: everyone, members or not.")
    each_member: Count | None = Field(None, description="At most this many pieces for one member; a line without quantity is one piece.")
    in_total: Count | None = Field(None, description="At most this many pieces in all.")
    within: Within | None = Field(None, description="The dates that the pieces are counted over; none: ever.")
    from_: Day | None = Field(None, alias="from", description="The first day of sale.")
    until: Day | None = Field(None, description="The last day of sale.")
    presale: Presale | None = Field(None, description="Who may buy before `from`.")
    title: I18n | None = Field(None, description="The rule's name in the charter.")
    note: str = Field("", description="For the people who read the charter.")
