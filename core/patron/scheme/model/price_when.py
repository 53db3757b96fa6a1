"""When a discount applies."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from patron.scheme.model.base import Section
from patron.scheme.model.points import Weekday
from patron.scheme.model.profile import Profile
from patron.scheme.values import Day, MonthDay, as_list


class DiscountWhen(Section):
    """Every key must hold on the date of the purchase."""

    birthday: Literal["day", "week", "month"] | None = Field(
        None, description="On the member's birthday, from 3 days before to 3 days after it, or in its month."
    )
    profile: Profile | None = Field(None, description="The member's fields are one of these values then, such as {residence: abroad}.")
    weekdays: Annotated[list[Weekday], BeforeValidator(as_list), Field(min_length=1)] | None = Field(
        None, description="Only on these days of the week."
    )
    each_year_on: Annotated[list[MonthDay], BeforeValidator(as_list), Field(min_length=1)] | None = Field(
        None, description="Only on these days of every year."
    )
    from_: Day | None = Field(None, alias="from", description="From this date.")
    until: Day | None = Field(None, description="To this date, inclusive.")
