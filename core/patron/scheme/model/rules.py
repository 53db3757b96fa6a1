"""Rules that give a tier, keep it, or price a group order."""

from __future__ import annotations

from pydantic import Field

from patron.scheme.model.base import I18n, RuleId, Section, TierId
from patron.scheme.model.conditions import Condition
from patron.scheme.values import Flag


class Qualification(Section):
    """A rule that admits to a tier."""

    id: RuleId
    grants: TierId = Field(description="The tier that the rule gives.")
    when: Condition = Field(description="What must hold.")
    title: I18n | None = Field(None, description="The rule's name in the charter.")
    note: str = Field("", description="For the people who read the charter.")


class Maintenance(Section):
    """A rule that keeps a tier at its review."""

    id: RuleId
    keeps: TierId = Field(description="The tier that the rule keeps.")
    when: Condition = Field(description="What must hold.")
    title: I18n | None = Field(None, description="The rule's name in the charter.")
    note: str = Field("", description="For the people who read the charter.")


class GroupPurchase(Section):
    """A rule that prices a group order as a tier's."""

    id: RuleId
    priced_as: TierId = Field(description="The tier whose prices the order gets.")
    when: Condition = Field(description="What must hold; only `group_order` and nesting.")
    counts_for_buyer: Flag = Field(False, description="Group orders count for the buyer's tier and points like any purchase.")
    title: I18n | None = Field(None, description="The rule's name in the charter.")
    note: str = Field("", description="For the people who read the charter.")
