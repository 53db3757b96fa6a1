"""The `tiers` section."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from patron.scheme.model.base import I18n, RuleId, Section, named_by
from patron.scheme.model.profile import Fields
from patron.scheme.values import Flag, Length


class Tier(Section):
    """A tier; the file lists them from the lowest, and the first has no term."""

    id: RuleId
    title: I18n = Field(default_factory=named_by("id"), description="The tier's name, for members; none: its id.")
    term: Length | None = Field(None, description="How long the tier is held before it is reviewed; none: never reviewed.")
    grace: Length | None = Field(
        None, description="How long a member who failed the review stays and may still earn the tier back; shorter than the term."
    )
    lapse_to: str = Field("below", description="Where a member falls who does not keep the tier: `below`, `requalified`, or a tier's id.")
    renews_on: Literal["qualification"] | None = Field(None, description="`qualification`: qualifying again starts a new term.")
    gaining_purchase_keeps: Flag = Field(False, description="Purchases up to the one that gained the tier count towards keeping it.")
    requires: Fields | None = Field(
        None, description="No rule admits to the tier while one of these fields of the member is empty; a `grant_tier` movement does."
    )
    note: str = Field("", description="For the people who read the charter.")
