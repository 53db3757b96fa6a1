"""What pydantic found, in plain words, with what would be right."""

from __future__ import annotations

import re
import types
import unicodedata
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel

from patron.plugins import industry_of_measure
from patron.scheme.model import Condition, Scheme
from patron.scheme.model.conditions import UnitComparison
from patron.scheme.nodes import Loc
from patron.scheme.problem import Problem
from patron.scheme.suggest import did_you_mean, quoted

HELP = {
    "not-a-number": "write digits, with '.' before decimals: 50000 or 0.92; no thousands separators, exponents or leading zeros",
    "quoted-value": "take the quotes away",
    "negative": "an amount is 0 or more",
    "too-many-places": "round it",
    "not-a-count": "write a whole number such as 3",
    "not-a-share": "write 0.01 or 1 %",
    "not-a-duration": "write a number of days, months or years",
    "not-a-window": "the windows are: N days, N months, N years, this term, this season, this calendar year, "
    "this calendar quarter, this calendar month",
    "not-a-date": "write year-month-day",
    "not-a-month-day": "write two digits each, the month first",
    "not-a-flag": "write true or false",
    "not-above-zero": "write a figure above 0",
    "out-of-bounds": "write a value within these bounds",
    "season-incomplete": "write one figure for each, relative to the others: 1.3 is 30 % above an even year",
}


def model_at(loc: Loc, root: type[BaseModel] = Scheme) -> type[BaseModel] | None:
    """The section's class at a path of a file of `root`, if a mapping with fixed keys stands there."""
    at: Any = root
    for step in loc:
        if isinstance(at, type) and issubclass(at, BaseModel):
            field = next((one for name, one in at.model_fields.items() if (one.alias or name) == step), None)
            if field is None:
                return UnitComparison if at is Condition else None  # an industry's measure
            at = _plain(field.annotation)
        elif get_origin(at) in {list, dict}:
            at = _plain(get_args(at)[-1])
        else:
            return None
    return at if isinstance(at, type) and issubclass(at, BaseModel) else None


def _plain(annotation: Any) -> Any:
    """Without Annotated, and without None."""
    if hasattr(annotation, "__metadata__"):
        return _plain(annotation.__origin__)
    if get_origin(annotation) in {Union, types.UnionType}:
        return _plain(next(one for one in get_args(annotation) if one is not type(None)))
    return annotation


def keys_of(model: type[BaseModel] | None) -> list[str]:
    """The keys of a section as they stand in the file."""
    return [field.alias or name for name, field in model.model_fields.items()] if model else []


def to_problem(error: Any, measures: tuple[str, ...] = (), root: type[BaseModel] = Scheme) -> Problem:
    """One entry of `ValidationError.errors()` of `root` as a problem; `measures` are the industry's, as keys of conditions."""
    loc: Loc = tuple(error["loc"])
    kind, got, about = error["type"], error.get("input"), error.get("ctx", {})
    last = str(loc[-1]) if loc else ""
    match kind:
        case "extra_forbidden":
            return Problem(loc, "unknown-key", f"unknown key '{last}'", _key_help(loc, measures, root), on_key=True)
        case "missing":
            return Problem(loc[:-1], "missing-key", f"missing key '{last}'", _about(loc, root))
        case "literal_error":
            allowed = re.findall(r"'([^']*)'", str(about.get("expected", "")))
            return Problem(loc, "not-a-choice", f"'{got}' is not {quoted(allowed)}", did_you_mean(str(got), allowed, "write one of"))
        case "string_type":
            return Problem(loc, "not-a-text", f"{_what(got)} stands where a single value is meant", "write one value")
        case "model_type" | "dict_type" | "model_attributes_type":
            keys = keys_of(model_at(loc, root))
            return Problem(
                loc,
                "not-a-mapping",
                f"{_what(got)} stands where keys with values are meant",
                f"the keys are: {', '.join(keys)}" if keys else "write `key: value`",
            )
        case "list_type":
            return Problem(loc, "not-a-list", f"{_what(got)} stands where a list is meant", "begin each item with '- '")
        case "too_short" if not isinstance(got, dict):
            return Problem(loc, "empty-list", "the list is empty", "give it an item" + _or_delete(loc, root))
        case "too_short" | "string_too_short":
            return Problem(loc, "empty-value", "there is no value", "give it one" + _or_delete(loc, root))
        case "too_long":
            return Problem(loc, "exactly-one", "only one entry may stand here", "write a rule for each")
        case "string_pattern_mismatch":
            return _pattern(loc, str(got))
        case _ if kind in HELP:
            return Problem(loc, kind, error["msg"], _nearer(kind, str(got)) or HELP[kind])
        case _:
            raise AssertionError(f"no words for {kind}")


def _or_delete(loc: Loc, root: type[BaseModel]) -> str:
    """The other way out of an empty value, where the section can do without the key."""
    model = model_at(loc[:-1], root)
    field = next((one for name, one in model.model_fields.items() if (one.alias or name) == loc[-1]), None) if model else None
    return "" if field is not None and field.is_required() else ", or delete the key"


def _key_help(loc: Loc, measures: tuple[str, ...], root: type[BaseModel]) -> str:
    """The keys that may stand there; of a measure that another industry has, which it is."""
    model, key = model_at(loc[:-1], root), str(loc[-1])
    if loc == ("tests",) and root is Scheme:
        return "this looks like a file of tests: run it by `patron test`"
    if model is not Condition:
        return did_you_mean(key, keys_of(model), "the keys are")
    if industry := industry_of_measure(key):
        return f"'{key}' is a measure of {industry}: write 'industry: {industry}' and install patron-{industry}"
    return did_you_mean(key, [*keys_of(model), *measures], "the keys are")


def _nearer(kind: str, got: str) -> str:
    """Help that names the very figure, where it is plain what was meant: full-width digits, 92 for 92 %."""
    plain = unicodedata.normalize("NFKC", got).strip()
    if kind == "not-a-number" and plain != got and re.fullmatch(r"\d+(\.\d+)?", plain):
        return f"write plain digits: {plain}"
    if kind == "not-a-share" and re.fullmatch(r"\d{1,2}(\.\d+)?|100", got):
        return f"write {got} %"
    return ""


def _pattern(loc: Loc, got: str) -> Problem:
    if loc[-1] == "currency":
        return Problem(loc, "unknown-currency", f"'{got}' is not a currency", "write its ISO 4217 code in capitals, such as CNY")
    if loc[-1] == "hours":
        return Problem(loc, "not-hours", f"'{got}' is not a time of day", "write it as 09:00-19:00")
    slug = re.sub(r"[^a-z0-9]+", "-", got.lower()).strip("-")
    return Problem(loc, "not-an-id", f"'{got}' is not an id", "use small letters, digits and '-'" + (f", such as '{slug}'" if slug else ""))


def _about(loc: Loc, root: type[BaseModel]) -> str:
    """The description of a key, as help where it is missing."""
    model = model_at(loc[:-1], root)
    field = next((one for name, one in model.model_fields.items() if (one.alias or name) == loc[-1]), None) if model else None
    text = field.description if field else None
    return f"{loc[-1]}: {text[0].lower()}{text[1:].rstrip('.')}" if text else ""


def _what(got: Any) -> str:
    if isinstance(got, dict):
        return "a mapping"
    if isinstance(got, list):
        return "a list"
    return f"'{got}'"
