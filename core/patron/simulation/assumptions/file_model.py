"""The assumptions file: entries of one effect each, with a value or a range, and a source."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema, WrapValidator
from pydantic.functional_validators import ModelWrapValidatorHandler

from patron.scheme.model.base import RuleId, Section, Words
from patron.scheme.values import as_list
from patron.simulation.assumptions.model import Effect
from patron.simulation.inputs.values import PERCENT_PATTERN, Days, SignedShare, SourceText


class Spread(Section):
    """A value, or a range with perhaps a likely value in it."""

    from_: SignedShare = Field(alias="from", description="The lower end.")
    likely: SignedShare | None = Field(None, description="The likely value: the nearer to it, the likelier. None: all are as likely.")
    to: SignedShare = Field(description="The upper end.")


def _or_value(value: Any, handler: ModelWrapValidatorHandler[Spread]) -> Spread:
    return handler(value if isinstance(value, dict | list | Spread) else {"from": value, "to": value})


_SHARE: dict[str, Any] = {"anyOf": [{"type": "number"}, {"type": "string", "pattern": PERCENT_PATTERN}]}
_SPREAD_SCHEMA: dict[str, Any] = {
    "anyOf": [
        *_SHARE["anyOf"],
        {
            "type": "object",
            "properties": {"from": _SHARE, "likely": _SHARE, "to": _SHARE},
            "required": ["from", "to"],
            "additionalProperties": False,
        },
    ]
}
ValueOrRange = Annotated[Spread, WrapValidator(_or_value), WithJsonSchema(_SPREAD_SCHEMA)]
TierList = Annotated[list[str], BeforeValidator(as_list), Field(min_length=1)]


class Entry(Section):
    """One assumption."""

    id: RuleId
    title: Words | None = Field(None, description="Its name in Chinese and English; none: its id.")
    for_: TierList | None = Field(None, alias="for", description="The tiers whose members it is about: one or a list.")
    benefit: str | None = Field(None, description="take_up: the id of a benefit or coupon; none: all others.")
    card: str | None = Field(None, description="card_used: the id of a kind of cards; none: all others.")
    category: str | None = Field(None, description="margin: a category of the industry; none: all others.")
    purchase_rate: ValueOrRange | None = Field(None, description="Members of these tiers buy so much more often.")
    basket: ValueOrRange | None = Field(None, description="So much more is on each bill of theirs.")
    retention: ValueOrRange | None = Field(None, description="The share of their drop-outs that does not happen.")
    goal_gradient: ValueOrRange | None = Field(None, description="The last interval before these tiers are reached is so much shorter.")
    demotion: ValueOrRange | None = Field(None, description="Who fell from these tiers buys so much less often.")
    demotion_drop_out: ValueOrRange | None = Field(None, description="The share of those who fell from these tiers that leaves at once.")
    incremental: ValueOrRange | None = Field(
        None, description="The share of purchases at a discount of these tiers that would not have happened without it."
    )
    take_up: ValueOrRange | None = Field(None, description="The share of an allowance that is used.")
    redeemed: ValueOrRange | None = Field(None, description="The share of points that will be spent; the rest is breakage.")
    card_used: ValueOrRange | None = Field(None, description="The share of prepaid value that will be used.")
    margin: ValueOrRange | None = Field(None, description="Gross margin as a share of sales before the scheme's discounts.")
    lasting: Days | None = Field(None, description="demotion: for how long; none: for good.")
    source: SourceText

    def effects(self) -> dict[Effect, Spread]:
        """The effects that the entry states; a sound one states exactly one."""
        found = {effect: getattr(self, effect.value) for effect in Effect}
        return {effect: value for effect, value in found.items() if value is not None}


class AssumptionsFile(Section):
    """An assumptions file."""

    assumptions: RuleId = Field(description="The file's id.")
    entries: list[Entry] = Field(default_factory=list, description="One effect each; what is not stated is not assumed.")
