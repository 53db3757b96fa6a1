"""`when`: one key a measure, nested by `any_of`, `all_of` and `none_of`."""

from __future__ import annotations

from pydantic import Field

from patron.scheme.model.base import Section, TierId
from patron.scheme.model.profile import Fields, Profile
from patron.scheme.values import Count, Money, Within


class MoneyComparison(Section):
    """Thresholds in money, all of which must hold."""

    at_least: Money | None = Field(None, description="The measure is this or more.")
    more_than: Money | None = Field(None, description="The measure is above this.")
    at_most: Money | None = Field(None, description="The measure is this or less.")
    less_than: Money | None = Field(None, description="The measure is below this.")


class CountComparison(Section):
    """Thresholds as whole numbers, all of which must hold."""

    at_least: Count | None = Field(None, description="The measure is this or more.")
    more_than: Count | None = Field(None, description="The measure is above this.")
    at_most: Count | None = Field(None, description="The measure is this or less.")
    less_than: Count | None = Field(None, description="The measure is below this.")


class TierComparison(Section):
    """Thresholds as tiers, all of which must hold."""

    at_least: TierId | None = Field(None, description="This tier or a higher one.")
    more_than: TierId | None = Field(None, description="A tier above this one.")
    at_most: TierId | None = Field(None, description="This tier or a lower one.")
    less_than: TierId | None = Field(None, description="A tier below this one.")


class WindowedComparison(MoneyComparison):
    """Money over a window of dates."""

    within: Within | None = Field(None, description="The window; none: since the member's first event.")


class WindowedCountComparison(CountComparison):
    """A count over a window of dates."""

    within: Within | None = Field(None, description="The window; none: since the member's first event.")


class Condition(Section):
    """All keys must hold."""

    purchase: MoneyComparison | None = Field(
        None, description="The counted amount of the purchase being judged; at a review there is none."
    )
    spend: WindowedComparison | None = Field(None, description="The total of counted amounts in the window.")
    largest_purchase: WindowedComparison | None = Field(None, description="The largest counted amount in the window.")
    purchase_count: WindowedCountComparison | None = Field(None, description="The number of purchases in the window.")
    visit_days: WindowedCountComparison | None = Field(None, description="The number of different dates with a purchase in the window.")
    referrer_tier: TierComparison | None = Field(None, description="The tier of the introducing member.")
    group_order: MoneyComparison | None = Field(None, description="The total of a group order; only in `group_purchase`.")
    profile: Profile | None = Field(None, description="The member's fields are one of these values now, such as {residence: away}.")
    has: Fields | None = Field(None, description="These fields of the member are filled in now, such as [name, phone, birthday].")
    any_of: list[Condition] | None = Field(None, min_length=1, description="Some condition of the list holds.")
    all_of: list[Condition] | None = Field(None, min_length=1, description="Every condition of the list holds.")
    none_of: list[Condition] | None = Field(None, min_length=1, description="No condition of the list holds.")
