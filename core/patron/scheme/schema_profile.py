"""Fields of members' profiles in the JSON Schema: offered with the values that industries know, and none demanded."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from patron.scheme.checks.profile import CORE_FIELDS, NO_FIELDS
from patron.scheme.values import PARAMETER
from patron.vocabulary import Industry

Json = dict[str, Any]
_LISTS = ("has", "requires")


def offer_profile_fields(definitions: Json, meant: Iterable[Industry], *, demanded: bool) -> None:
    """Completes each definition that has `profile`, `has` or `requires`; `demanded`: a field's choices alone are allowed."""
    choices: dict[str, list[str]] = {name: [] for name in CORE_FIELDS}
    for field in (field for one in meant for field in one.profile_fields):
        known = choices.setdefault(field.name, [])
        known += [choice for choice in field.choices if choice not in known]
    for definition in definitions.values():
        properties: Json = definition.get("properties", {})
        if properties.get("profile", {}).get("type") == "object":
            fields = {name: _values(allowed, demanded=demanded) for name, allowed in choices.items()}
            refused: Json = {"propertyNames": {"not": {"enum": list(NO_FIELDS)}}}
            properties["profile"] = {**properties["profile"], "properties": fields, **refused}
        for key in _LISTS:
            if _is_texts(properties.get(key, {})):
                item: Json = {"anyOf": [{"enum": list(choices)}, {"type": "string", "not": {"enum": list(NO_FIELDS)}}]}
                properties[key] = {**properties[key], "anyOf": _one_or_many(item)}


def _is_texts(stated: Json) -> bool:
    return {"type": "string"} in stated.get("anyOf", [])


def _values(allowed: list[str], *, demanded: bool) -> Json:
    if not allowed:
        return {"anyOf": _one_or_many({"type": "string"})}
    words: list[Json] = [{"enum": allowed}, PARAMETER] if demanded else [{"enum": allowed}, {"type": "string"}]
    return {"anyOf": _one_or_many({"anyOf": words})}


def _one_or_many(item: Json) -> list[Json]:
    return [item, {"type": "array", "items": item, "minItems": 1}]
