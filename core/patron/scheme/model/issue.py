"""How something is issued to members: how often, on which days, by what they buy, how long it is good, and what is carried over."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from patron.scheme.model.base import Section
from patron.scheme.model.goods import Goods
from patron.scheme.model.profile import Profile
from patron.scheme.values import Count, Length, Money, MonthDay, Within, as_list

MonthDays = Annotated[list[MonthDay], BeforeValidator(as_list), Field(min_length=1)]


class OnPurchase(Section):
    """A purchase that brings something: of these goods, of this amount, or every so many such purchases."""

    goods: Goods | None = Field(None, description="Only purchases with lines of these goods; the amount is that of these lines.")
    at_least: Money | None = Field(None, description="Only purchases whose amount, in these goods, is this or more.")
    every: Count = Field(1, description="Every so many such purchases: `3` is the third, the sixth, …")
    times: Count = Field(1, description="How many such a purchase brings.")


class TopOfEach(Section):
    """The biggest spenders of each shop, or of each channel."""

    by: Literal["store", "channel"] = Field(description="What they are compared within.")
    members: Count = Field(description="How many of each; ties go to the member whose id comes first as text.")
    within: Within | None = Field(None, description="The dates whose spend is compared, up to the day before; none: all.")


class IssueWhen(Section):
    """To which members of the tiers it is issued."""

    profile: Profile | None = Field(None, description="The member's fields are one of these values at the end of the day of issue.")


class Issue(Section):
    """What issues a benefit or a coupon: one way of issuing, and how long what it issued is good."""

    each_year: Count | None = Field(None, description="This many in each membership year, counted from the day the tier was gained.")
    each_calendar_year: Count | None = Field(None, description="This many in each calendar year.")
    each_season: Count | None = Field(None, description="This many in each of the scheme's `seasons`.")
    each_quarter: Count | None = Field(None, description="This many in each calendar quarter.")
    each_month: Count | None = Field(None, description="This many in each calendar month.")
    on_gain: Count | None = Field(None, description="This many each time a member rises to one of the tiers.")
    each_birthday: Count | None = Field(None, description="This many on each birthday; 29 February is the 28th in other years.")
    each_year_on: MonthDays | None = Field(None, description="On these days of every year, `times` each.")
    times: Count | None = Field(None, description="How many are issued on a day of `each_year_on`; none: one.")
    top_of_each: TopOfEach | None = Field(None, description="On the days of `each_year_on`, only to the biggest spenders of each shop.")
    on_purchase: OnPurchase | None = Field(None, description="With a purchase.")
    when: IssueWhen | None = Field(None, description="Only to members of a profile; a period is asked about on the day its issue begins.")
    valid_for: Length | None = Field(
        None,
        description="How long what was issued on a day is good; none: as long as the tier. What is for a period is good for that period.",
    )
    carry_over: Count | None = Field(None, description="So many at most of what is left at the end of a period go into the next one.")
    prorate: Literal["none", "up", "down"] = Field(
        "none", description="What a member gets who comes within a calendar period: all of it, or its share of days rounded up or down."
    )
    on_leaving: Literal["lapse", "keep"] = Field(
        "lapse", description="What is left when a member leaves the tiers: it lapses, or stays good for its time (never after a return)."
    )
