"""What points are exchanged for and drawn with, and how they are earned without a purchase: parts of the `points` section."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from patron.scheme.model.base import I18n, RuleId, Section, TierIds
from patron.scheme.values import Count, Day, Length, Money, MonthDay, Share, as_list


class Prize(Section):
    """What a draw may bring."""

    id: RuleId
    chance: Share = Field(description="How likely one draw brings it; what a draw is expected to cost goes by it.")
    unit_cost: Money | None = Field(None, description="What it costs the house.")
    points: Count | None = Field(None, description="Points that the winner earns.")
    title: I18n | None = Field(None, description="The prize's name in the charter.")


class Exchange(Section):
    """Something that points, or points and cash, are exchanged for."""

    id: RuleId
    kind: Literal["goods", "zone", "member-goods", "voucher", "partner", "draw"] = Field(
        "goods",
        description="`zone`: the special-offer zone; `member-goods`: goods for members only; `voucher`: the house's own voucher; "
        "`partner`: a partner's; `draw`: a chance of prizes.",
    )
    points: Count = Field(description="Points that one costs; more than 0.")
    cash: Money | None = Field(None, description="Cash that is paid beside the points.")
    unit_cost: Money | None = Field(None, description="What one costs the house; a voucher costs its worth if nothing is said.")
    worth: Money | None = Field(None, description="What one voucher pays for; a `voucher` needs it.")
    valid_for: Length | None = Field(None, description="How long a voucher is good, from the day of the exchange; none: for ever.")
    for_: TierIds | None = Field(None, alias="for", description="The tiers that may have it; none: every tier.")
    each_member: Count | None = Field(None, description="So many for each member.")
    in_total: Count | None = Field(None, description="So many in all.")
    from_: Day | None = Field(None, alias="from", description="From this date.")
    until: Day | None = Field(None, description="To this date, inclusive.")
    prizes: list[Prize] | None = Field(None, min_length=1, description="What a draw may bring; a `draw` needs them.")
    title: I18n | None = Field(None, description="Its name in the charter.")
    note: str = Field("", description="For the people who read the charter.")


class Quiz(Section):
    """Points for an answer."""

    id: RuleId
    points: Count = Field(description="Points that an answer earns; more than 0.")
    at_most_a_month: Count | None = Field(None, description="So many answers earn points in one calendar month.")
    title: I18n | None = Field(None, description="The quiz's name in the charter.")
    note: str = Field("", description="For the people who read the charter.")


class Referral(Section):
    """Points for the introducer of a new member, at the friend's first purchase that reaches a figure."""

    id: RuleId
    points: Count = Field(description="Points that the introducer earns; more than 0.")
    first_purchase_at_least: Money | None = Field(None, description="What the friend's purchase must reach; none: any purchase does.")
    at_most_a_year: Count | None = Field(None, description="So many friends earn an introducer points in one calendar year.")
    title: I18n | None = Field(None, description="The rule's name in the charter.")
    note: str = Field("", description="For the people who read the charter.")


class Vouchers(Section):
    """Vouchers that points turn into on one day of every year."""

    id: RuleId
    each_year_on: MonthDay = Field(description="The day; at its start, after what expires, each member's points turn into vouchers.")
    points: Count = Field(description="This many points; more than 0.")
    worth: Money = Field(description="Become a voucher of this worth; more than 0.")
    denominations: Annotated[list[Money], BeforeValidator(as_list), Field(min_length=1)] = Field(
        description="The vouchers that there are; each is a multiple of the smallest, below which points stay points."
    )
    valid_for: Length | None = Field(None, description="How long vouchers are good, from the day of issue; none: for ever.")
    at_most: Money | None = Field(None, description="No member gets more than this on one day of issue.")
    title: I18n | None = Field(None, description="The vouchers' name in the charter.")
    note: str = Field("", description="For the people who read the charter.")
