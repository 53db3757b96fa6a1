"""What every section shares: unknown keys are errors, values are frozen, `note` is for people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from patron.scheme.values import as_list


class Section(BaseModel):
    """A mapping of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, arbitrary_types_allowed=True)


class I18n(Section):
    """A text in Chinese and English."""

    zh: str = Field(min_length=1, description="In Chinese.")
    en: str = Field(min_length=1, description="In English.")


def _in_both(value: Any) -> Any:
    return {"zh": value, "en": value} if isinstance(value, str) else value


_TEXT = {"type": "string", "minLength": 1}
_BOTH = {"type": "object", "properties": {"zh": _TEXT, "en": _TEXT}, "required": ["zh", "en"], "additionalProperties": False}
# A text in Chinese and English; a plain one stands for both.
Words = Annotated[I18n, BeforeValidator(_in_both), WithJsonSchema({"anyOf": [_TEXT, _BOTH]})]


def named_by(key: str) -> Callable[[dict[str, Any]], I18n]:
    """The default of a title: what `key` says, in both languages."""
    return lambda data: I18n(zh=str(data.get(key, key)), en=str(data.get(key, key)))


RuleId = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", description="Unique in the file, kebab-case, says the rule.")]
TierId = Annotated[str, Field(description="The id of a tier.")]
TierIds = Annotated[list[TierId], BeforeValidator(as_list), Field(min_length=1, description="One tier or a list of tiers.")]
Texts = Annotated[list[str], BeforeValidator(as_list), Field(min_length=1)]
TextsOrNone = Annotated[list[str], BeforeValidator(as_list)]
