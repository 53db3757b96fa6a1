"""The JSON Schema of scheme files, for editors: the core's keys and the installed industries' vocabulary."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from patron.scheme.checks.goods import goods_keys
from patron.scheme.model import Scheme
from patron.scheme.schema_profile import offer_profile_fields
from patron.scheme.values import PARAMETER
from patron.vocabulary import FieldKind, Industry

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Json = dict[str, Any]


def json_schema(industries: Iterable[Industry], *, only: Industry | None = None) -> Json:
    """The schema for files of any of `industries`, or of `only` one, whose words alone are then allowed.

    Where several industries are meant, a file of `general` may name any category, so that categories
    are offered and not demanded.
    """
    meant = [only] if only else list(industries)
    schema: Json = _plain(Scheme.model_json_schema(by_alias=True, mode="validation"))
    definitions: Json = schema["$defs"]
    definitions["Parameter"]["properties"]["value"] = {
        "type": ["number", "string", "boolean"],
        "description": "The figure, as it would stand at its place of use.",
    }
    definitions["Goods"] = _goods(definitions["Goods"], meant)
    definitions["Condition"] = _condition(definitions["Condition"], meant)
    offer_profile_fields(definitions, meant, demanded=only is not None)
    properties: Json = schema["properties"]
    properties["industry"] = {"enum": sorted(one.id for one in meant), "description": properties["industry"]["description"]}
    properties["parameters"]["propertyNames"] = {"pattern": "^[a-z][a-z0-9_]*$"}
    off_per: Json = definitions["Discount"]["properties"]["off_per"]
    if (words := _category_words(meant)) is not None:
        stated = properties["protected_goods"]
        properties["protected_goods"] = {**_one_or_many({"anyOf": [words, PARAMETER]}, least=0), "description": stated["description"]}
    units = sorted({unit.id for one in meant for unit in one.units})
    off_per["propertyNames"] = {"enum": units}
    money = sorted({field.name for one in meant for field in one.fields if field.kind is FieldKind.MONEY})
    for owner, key in (("Discount", "part"), ("PriceFloor", "field")):
        named: Json = definitions[owner]["properties"][key]
        definitions[owner]["properties"][key] = {"anyOf": [{"enum": money}, PARAMETER], "description": named["description"]}
    schema["properties"] = properties
    if only and only.id != "general":
        schema["required"] = [*schema["required"], "industry"]
    return {"$schema": DIALECT, "title": "A patron scheme", **{key: value for key, value in schema.items() if key != "title"}}


def _category_words(meant: list[Industry]) -> Json | None:
    """What a category may be: offered, and demanded only if every industry that is meant has a list; None if none has one."""
    categories = list(dict.fromkeys(category for one in meant for category in one.category_ids()))
    if not categories:
        return None
    free = any(not one.category_ids() for one in meant)
    return {"anyOf": [{"enum": categories}, {"type": "string"}]} if free else {"enum": categories}


def _goods(stated: Json, meant: list[Industry]) -> Json:
    """`goods` with the categories, and a key and its `_not` for each choice field."""
    properties = dict(stated["properties"])
    words = _category_words(meant)
    if words is not None:
        for key in ("category", "category_not"):
            properties[key] = {**_one_or_many({"anyOf": [words, PARAMETER]}), "description": properties[key]["description"]}
    choices: dict[str, list[str]] = {}
    for one in meant:
        for key, values in goods_keys(one).items():
            choices.setdefault(key, []).extend(value for value in values if value not in choices.get(key, []))
    for key, allowed in sorted(choices.items()):
        item: Json = {"anyOf": [{"enum": allowed}, PARAMETER]} if allowed else {"type": "string"}
        text = "All lines but those" if key.endswith("_not") else "Only lines"
        properties[key] = {**_one_or_many(item), "description": f"{text} with this {key.removesuffix('_not')}."}
    return {**stated, "properties": properties, "additionalProperties": False}


def _condition(stated: Json, meant: list[Industry]) -> Json:
    """Conditions with a key for each measure of the industries."""
    properties = dict(stated["properties"])
    for measure in (measure for one in meant for measure in one.measures):
        properties[measure.id] = {"$ref": "#/$defs/UnitComparison", "description": f"{measure.title.zh} ({measure.title.en})"}
    return {**stated, "properties": properties, "additionalProperties": False}


def _one_or_many(item: Json, *, least: int = 1) -> Json:
    return {"anyOf": [item, {"type": "array", "items": item, **({"minItems": least} if least else {})}]}


def _plain(schema: Any) -> Any:
    """Without null, which no key takes, and without titles; single values stand for lists, and parameters for words."""
    if isinstance(schema, list):
        return [_plain(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if schema == PARAMETER:
        return schema
    if "anyOf" in schema and {"type": "null"} in schema["anyOf"]:
        return _without_null(schema)
    names = {"properties", "$defs"}
    made = {
        key: {name: _plain(one) for name, one in value.items()} if key in names else _plain(value)
        for key, value in schema.items()
        if not (key == "title" and isinstance(value, str)) and not (key == "default" and value in (None, ""))
    }
    if made.get("type") == "array" and "$ref" not in made["items"]:
        about = {key: made.pop(key) for key in ("description",) if key in made}
        return {**_one_or_many(made["items"], least=1 if "minItems" in made else 0), **about}
    if made.get("type") == "string" and ({"enum", "const", "pattern"} & made.keys()):
        about = {key: made.pop(key) for key in ("description", "default") if key in made}
        return {"anyOf": [made, PARAMETER], **about}
    return made


def _without_null(schema: Json) -> Json:
    rest = [_plain(one) for one in schema["anyOf"] if one != {"type": "null"}]
    about = {key: value for key, value in schema.items() if key not in {"anyOf", "title"} and not (key == "default" and value is None)}
    inner: Json = rest[0] if len(rest) == 1 else {"anyOf": rest}
    return {**inner, **about}
