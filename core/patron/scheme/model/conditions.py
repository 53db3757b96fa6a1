"""`when`: one key a measure, nested by `any_of`, `all_of` and `none_of`."""

from __future__ import annotations

from typing import Any

from pydantic import ConfigDict, Field, ModelWrapValidatorHandler, ValidationInfo, model_validator

from patron.scheme.model.base import Section, TierId
from patron.scheme.model.further_keys import only_known
from patron.scheme.model.goods import Goods
from patron.scheme.model.profile import Fields, Profile
from patron.scheme.values import Count, Money, Units, Within


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


class PurchaseComparison(MoneyComparison):
    """Money of one purchase."""

    goods: Goods | None = Field(None, description="Only lines of these goods; a purchase with nothing of them has no amount.")


class WindowedComparison(MoneyComparison):
    """Money over a window of dates."""

    within: Within | None = Field(None, description="The window; none: since the member's first event.")
    goods: Goods | None = Field(None, description="Only lines of these goods.")


class WindowedCountComparison(CountComparison):
    """A count over a window of dates."""

    within: Within | None = Field(None, description="The window; none: since the member's first event.")
    goods: Goods | None = Field(None, description="Only lines of these goods; a purchase with nothing of them is none.")


class UnitComparison(Section):
    """Thresholds of an industry's measure, such as nights or pieces, all of which must hold."""

    within: Within | None = Field(None, description="The window; none: since the member's first event.")
    goods: Goods | None = Field(None, description="Only lines of these goods.")
    at_least: Units | None = Field(None, description="The measure is this or more.")
    more_than: Units | None = Field(None, description="The measure is above this.")
    at_most: Units | None = Field(None, description="The measure is this or less.")
    less_than: Units | None = Field(None, description="The measure is below this.")


class Condition(Section):
    """All keys must hold; an industry's measures are further keys."""

    # An industry's measures come in as extra keys; those that are none of the file's industry are refused.
    model_config = ConfigDict(extra="allow", frozen=True, populate_by_name=True, arbitrary_types_allowed=True)
    __pydantic_extra__: dict[str, UnitComparison]

    purchase: PurchaseComparison | None = Field(
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

    @model_validator(mode="wrap")
    @classmethod
    def _knows_its_keys(cls, data: Any, handler: ModelWrapValidatorHandler[Condition], info: ValidationInfo) -> Condition:
        return only_known(cls, data, handler, (info.context or {}).get("measures"))

    def further(self) -> dict[str, UnitComparison]:
        """The industry's measures that are asked for, by id."""
        return self.__pydantic_extra__ or {}
