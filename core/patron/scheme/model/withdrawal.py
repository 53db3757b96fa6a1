"""The `withdrawal` section: tiers that a change of a member's profile takes away."""

from __future__ import annotations

from pydantic import Field

from patron.scheme.model.base import I18n, RuleId, Section, TierId, TierIds
from patron.scheme.model.conditions import Condition


class Withdrawal(Section):
    """A rule that takes a tier away at a `profile` movement, once that took effect."""

    id: RuleId
    from_: TierIds = Field(alias="from", description="The tier, or tiers, that the rule takes away.")
    to: TierId = Field(description="The lower tier that the member falls to; its term starts on that date.")
    when: Condition = Field(description="What must hold; there is no purchase that is judged.")
    title: I18n | None = Field(None, description="The rule's name in the charter.")
    note: str = Field("", description="For the people who read the charter.")
