"""No key of the language is dead to the charter: changing any value of a scheme that uses all of them changes it in both languages."""

from __future__ import annotations

import copy
import types
import typing
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from patron.scheme.describe import charter
from patron.scheme.model import Scheme
from patron.scheme.model.base import Section
from ruamel.yaml import YAML

FULL = Path(__file__).parent / "full_scheme.yaml"
# What else a value may be, where a changed figure would not be valid.
OTHERS = {
    "kind": "zone",
    "lapse_to": "below",
    "drawn_from": "on_top",
    "returns": "keep_tier",
    "below_zero": "stop_at_zero",
    "priced_as": "before",
    "charged": "nothing",
    "provider": "house",
    "stack": "third",
    "currency": "USD",
    "within": "5 months",
    "time_zone": "Asia/Tokyo",
    "scheme": "other-house",
    "hours": "10:00-18:00",
    "value": "70000",
    "birthday": "month",
    "prorate": "down",
    "by": "channel",
    "on_leaving": "lapse",
}
DROPPED = {"year", "renews_on"}  # keys with one value: taken out instead


@cache
def loaded() -> dict[str, Any]:
    return typing.cast("dict[str, Any]", _plain(YAML(typ="rt").load(FULL)))


def load() -> dict[str, Any]:
    return copy.deepcopy(loaded())


@cache
def unchanged(lang: typing.Literal["zh", "en"]) -> str:
    return charter(Scheme.model_validate(load()), lang=lang, internal=True).render()


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return str(value)


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from leaves(item, (*path, index))
    else:
        yield path


def changed(document: dict[str, Any], path: tuple[str | int, ...]) -> dict[str, Any]:
    """The document with another valid value at `path`."""
    at: Any = document
    for part in path[:-1]:
        at = at[part]
    last = path[-1]
    key = next(str(part) for part in reversed(path) if isinstance(part, str))
    old = at[last]
    if key in DROPPED:
        del at[last]
    elif path[0] == "group_purchase" and key == "priced_as":
        at[last] = "silver"
    elif key in OTHERS and str(old).lower() not in {"true", "false"}:
        at[last] = OTHERS[key]
    else:
        at[last] = other(old)
    return document


def other(old: str) -> str:
    if old in {"true", "false", "True", "False"}:
        return "false" if old.lower() == "true" else "true"
    if old in {"guest", "silver", "gold"}:
        return {"guest": "silver", "silver": "gold", "gold": "silver"}[old]
    if old in {"monday", "friday", "sunday"}:
        return "tuesday"
    number, _, unit = old.partition(" ")
    if number.isdigit():
        return f"{int(number) + 7} {unit}".strip()
    if number.replace(".", "", 1).isdigit():
        return str(float(number) / 2)
    if len(old) == 10 and old[4] == "-":
        return old[:-2] + "09"
    if len(old) == 5 and old[2] == "-":
        return "03-09"
    return f"{old}-x"


def all_leaves() -> list[tuple[str | int, ...]]:
    skip = {("industry",), ("tiers", 0, "id"), ("tiers", 1, "id"), ("tiers", 2, "id")}
    return [path for path in leaves(load()) if path not in skip]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", all_leaves(), ids=lambda path: ".".join(map(str, path)))
def test_changing_a_value_changes_the_charter(path: tuple[str | int, ...], lang: typing.Literal["zh", "en"]) -> None:
    if path[-1] in {"zh", "en"} and path[-1] != lang:
        return
    after = charter(Scheme.model_validate(changed(load(), path)), lang=lang, internal=True).render()
    assert after != unchanged(lang)


def models(kind: type[Section], seen: set[type[Section]]) -> set[type[Section]]:
    if kind in seen:
        return seen
    seen.add(kind)
    for field in kind.model_fields.values():
        for part in flatten(field.annotation):
            if isinstance(part, type) and issubclass(part, Section):
                models(part, seen)
    return seen


def flatten(annotation: Any) -> Iterator[Any]:
    if typing.get_origin(annotation) in {typing.Union, types.UnionType, list, dict, typing.Annotated}:
        for part in typing.get_args(annotation):
            yield from flatten(part)
    else:
        yield annotation


def used(scheme: Section) -> Iterator[tuple[type[Section], str]]:
    for name in scheme.model_fields_set:
        yield type(scheme), name
        yield from used_in(getattr(scheme, name))


def used_in(value: Any) -> Iterator[tuple[type[Section], str]]:
    if isinstance(value, Section):
        yield from used(value)
    elif isinstance(value, list):
        for item in value:
            yield from used_in(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from used_in(item)


def test_the_full_scheme_uses_every_key() -> None:
    every = {(kind, name) for kind in models(Scheme, set()) for name in kind.model_fields}
    apart = {("Expiry", "after")}  # excludes `each_year_on`; test_charter_text shows it
    missing = {(kind.__name__, name) for kind, name in every - set(used(Scheme.model_validate(load())))} - apart
    # A comparison's keys are the same in every class that has them.
    names = {name for _, name in used(Scheme.model_validate(load()))}
    assert {item for item in missing if item[1] not in names} == set()
