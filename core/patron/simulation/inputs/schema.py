"""What the JSON Schemas of population and assumptions files have in common."""

from __future__ import annotations

from typing import Any

from patron.scheme.schema import DIALECT, Json
from patron.vocabulary import Industry


def titled(schema: Json, title: str) -> Json:
    """The whole schema with its dialect and title."""
    return {"$schema": DIALECT, "title": title, **{key: value for key, value in schema.items() if key != "title"}}


def category_words(meant: list[Industry]) -> Json:
    """What a category may be: demanded only if every industry that is meant has a list."""
    listed = list(dict.fromkeys(category for one in meant for category in one.category_ids()))
    if not listed:
        return {"type": "string"}
    free = any(not one.category_ids() for one in meant)
    return {"anyOf": [{"enum": listed}, {"type": "string"}]} if free else {"enum": listed}


def plain(schema: Any) -> Any:
    """Without titles, and without null, which no key takes."""
    if isinstance(schema, list):
        return [plain(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "anyOf" in schema and {"type": "null"} in schema["anyOf"]:
        rest = [plain(one) for one in schema["anyOf"] if one != {"type": "null"}]
        about = {key: value for key, value in schema.items() if key not in {"anyOf", "title", "default"}}
        return {**(rest[0] if len(rest) == 1 else {"anyOf": rest}), **about}
    names = {"properties", "$defs"}
    return {
        key: {name: plain(one) for name, one in value.items()} if key in names else plain(value)
        for key, value in schema.items()
        if not (key == "title" and isinstance(value, str))
    }
