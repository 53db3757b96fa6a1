"""The JSON Schemas of population and assumptions files, for editors: the keys, and the installed industries' vocabulary."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from patron.scheme.schema import DIALECT, Json
from patron.simulation.assumptions.file_model import AssumptionsFile
from patron.simulation.assumptions.model import Effect
from patron.simulation.population.file_model import PopulationFile
from patron.vocabulary import Industry


def population_schema(industries: Iterable[Industry], *, only: Industry | None = None) -> Json:
    """The schema of population files of any of `industries`, or of `only` one, whose words alone are then allowed."""
    meant = [only] if only else list(industries)
    schema: Json = _plain(PopulationFile.model_json_schema(by_alias=True, mode="validation"))
    definitions: Json = schema["$defs"]
    properties: Json = schema["properties"]
    properties["industry"] = {"enum": sorted(one.id for one in meant), "description": properties["industry"]["description"]}
    categories = _categories(meant)
    for owner in ("GoodsItem", "GroupOrdersPart"):
        stated = definitions[owner]["properties"]["category"]
        definitions[owner]["properties"]["category"] = {**categories, "description": stated["description"]}
    fields = sorted({"quantity"} | {field.name for one in meant for field in one.fields})
    definitions["GoodsItem"]["properties"]["cells"]["propertyNames"] = {"enum": fields}
    profiles = sorted({field.name for one in meant for field in one.profile_fields})
    definitions["Profiles"]["properties"]["fields"]["propertyNames"] = {"enum": profiles}
    if only and only.id != "general":
        schema["required"] = [*schema["required"], "industry"]
    return _titled(schema, "A patron population")


def assumptions_schema(industries: Iterable[Industry], *, only: Industry | None = None) -> Json:
    """The schema of assumptions files; exactly one effect stands in an entry."""
    schema: Json = _plain(AssumptionsFile.model_json_schema(by_alias=True, mode="validation"))
    entry: Json = schema["$defs"]["Entry"]
    tier: Json = {"type": "string"}
    about = entry["properties"]["for"]["description"]
    entry["properties"]["for"] = {"anyOf": [tier, {"type": "array", "items": tier, "minItems": 1}], "description": about}
    stated = entry["properties"]["category"]
    entry["properties"]["category"] = {**_categories([only] if only else list(industries)), "description": stated["description"]}
    entry["oneOf"] = [{"required": [effect.value]} for effect in Effect]
    return _titled(schema, "Assumptions of a patron simulation")


def _titled(schema: Json, title: str) -> Json:
    return {"$schema": DIALECT, "title": title, **{key: value for key, value in schema.items() if key != "title"}}


def _categories(meant: list[Industry]) -> Json:
    """What a category may be: demanded only if every industry that is meant has a list."""
    listed = list(dict.fromkeys(category for one in meant for category in one.category_ids()))
    if not listed:
        return {"type": "string"}
    free = any(not one.category_ids() for one in meant)
    return {"anyOf": [{"enum": listed}, {"type": "string"}]} if free else {"enum": listed}


def _plain(schema: Any) -> Any:
    """Without titles, and without null, which no key takes."""
    if isinstance(schema, list):
        return [_plain(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "anyOf" in schema and {"type": "null"} in schema["anyOf"]:
        rest = [_plain(one) for one in schema["anyOf"] if one != {"type": "null"}]
        about = {key: value for key, value in schema.items() if key not in {"anyOf", "title", "default"}}
        return {**(rest[0] if len(rest) == 1 else {"anyOf": rest}), **about}
    names = {"properties", "$defs"}
    return {
        key: {name: _plain(one) for name, one in value.items()} if key in names else _plain(value)
        for key, value in schema.items()
        if not (key == "title" and isinstance(value, str))
    }
