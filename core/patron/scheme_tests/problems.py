"""What pydantic finds wrong in a file of tests, as findings with their places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from patron.findings import Finding
from patron.scheme.messages import HELP
from patron.scheme.model.base import Section
from patron.scheme.nodes import Loc, MappingNode, key_place, path_text, place_of
from patron.scheme.suggest import did_you_mean
from patron.scheme_tests.model import (
    BasketSpec,
    CaseSpec,
    ChangeSpec,
    Expectation,
    MemberSpec,
    MovementSpec,
    PriceExpectation,
    PurchaseSpec,
    ReturnSpec,
    TestsSpec,
    model_for,
)
from patron.vocabulary import Industry

_SECTIONS: dict[str, type[Section]] = {
    "members": MemberSpec,
    "purchases": PurchaseSpec,
    "returns": ReturnSpec,
    "movements": MovementSpec,
    "changes": ChangeSpec,
    "price": BasketSpec,
    "expect": Expectation,
    "tests": CaseSpec,
}
_TYPES = {
    "list_type": ("not-a-list", "a list"),
    "string_type": ("not-a-text", "a single value"),
    "dict_type": ("not-a-mapping", "keys with values"),
    "model_type": ("not-a-mapping", "keys with values"),
    "model_attributes_type": ("not-a-mapping", "keys with values"),
}


def validate(
    path: str, root: MappingNode, industry: Industry, places: int, profile_fields: Sequence[str] = ()
) -> tuple[TestsSpec | None, list[Finding]]:
    """The file as a model, or what is wrong with it; `profile_fields` are further keys of members."""
    try:
        return model_for(industry, profile_fields).model_validate(root.data(), context={"places": places}), []
    except ValidationError as error:
        found = {_finding(path, root, industry, one, profile_fields) for one in error.errors()}
        return None, sorted(found, key=lambda finding: finding.sort_key)


def _finding(path: str, root: MappingNode, industry: Industry, error: Any, profile_fields: Sequence[str]) -> Finding:
    loc: Loc = tuple(step for step in error["loc"] if step != "")
    around = path_text(root, [step for step in loc[:-1] if step != "tests"])
    where = f" in {around}" if around else ""
    match error["type"]:
        case "extra_forbidden":
            key = str(loc[-1])
            return Finding(
                path,
                key_place(root, loc),
                "unknown-key",
                f"unknown key '{key}'{where}",
                did_you_mean(key, _keys(loc, industry, profile_fields)),
            )
        case "missing":
            return Finding(path, place_of(root, loc[:-1]), "missing-key", f"the key '{loc[-1]}' is missing{where}")
        case "too_short" | "string_too_short":
            code = "empty-list" if isinstance(error.get("input"), list) else "empty-value"
            return Finding(path, place_of(root, loc), code, f"'{loc[-1]}' is empty{where}", "fill it in, or delete the key")
        case kind if kind in _TYPES:
            code, what = _TYPES[kind]
            return Finding(path, place_of(root, loc), code, f"'{loc[-1] if loc else 'the file'}' must hold {what}{where}")
        case code:
            key = f"{loc[-1]}: " if loc and isinstance(loc[-1], str) else ""
            return Finding(path, place_of(root, loc), code, f"{key}{error['msg']}", HELP.get(code, ""))


def _keys(loc: Loc, industry: Industry, profile_fields: Sequence[str]) -> list[str]:
    """The keys that may stand where `loc` ends."""
    fields = [field.name for field in industry.fields]
    steps = [step for step in loc[:-1] if isinstance(step, str)]
    if "price" in steps and "expect" in steps:
        return _names(PriceExpectation)
    if steps and steps[-1] == "lines":
        return [name for name in _names(PurchaseSpec) if name not in {"id", "on", "at", "member", "group", "lines", "note"}] + fields
    for step in reversed(steps):
        if step in _SECTIONS:
            more = {"purchases": fields, "members": list(profile_fields)}
            return _names(_SECTIONS[step]) + more.get(step, [])
    return _names(TestsSpec)


def _names(section: type[Section]) -> list[str]:
    return [field.alias or name for name, field in section.model_fields.items()]
