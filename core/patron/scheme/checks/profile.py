"""Profiles: fields that a member can have, values that the industry knows, each named once; and what may take a tier away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pydantic import BaseModel

from patron.scheme.checks.context import Context
from patron.scheme.checks.references import unknown_tier
from patron.scheme.model import Condition, Tier, Withdrawal
from patron.scheme.nodes import Loc
from patron.scheme.problem import Problem
from patron.scheme.suggest import did_you_mean

CORE_FIELDS = ("name", "phone", "birthday", "referred_by", "joined_on")
NO_FIELDS = ("row", "member_id", "opening_on", "opening_tier", "opening_since", "opening_points")
MOST_FACTS = 60  # by which tiers are judged: the batch runner keeps them in one number


def check_profile(context: Context) -> Iterator[Problem]:
    """Every field and value that the file names, and each rule of withdrawal."""
    facts: set[tuple[str, ...]] = set()
    for loc, part in _sections((), context.scheme):
        profile = getattr(part, "profile", None)
        if isinstance(profile, dict):
            for field, values in profile.items():
                yield from _field((*loc, "profile", field), field, context, on_key=True)
                yield from _choices((*loc, "profile", field), field, values, context)
        if isinstance(part, Condition):
            facts |= {(field, *values) for field, values in (part.profile or {}).items()} | {(field,) for field in part.has or ()}
            yield from _once((*loc, "has"), part.has or ())
            for field, values in (part.profile or {}).items():
                yield from _once((*loc, "profile", field), values)
        if isinstance(part, Tier):
            facts |= {(field,) for field in part.requires or ()}
            yield from _once((*loc, "requires"), part.requires or ())
        for key in ("has", "requires"):
            for index, field in enumerate(getattr(part, key, None) or () if isinstance(part, Condition | Tier) else ()):
                yield from _field((*loc, key, index), field, context)
    if len(facts) > MOST_FACTS:
        text = f"tiers are judged by {len(facts)} different facts of the profile; at most {MOST_FACTS} can be"
        yield Problem(
            ("tiers",), "too-many-facts", text, "name the same values together, or let one field of the members file say it", on_key=True
        )
    for index, rule in enumerate(context.scheme.withdrawal):
        yield from _withdrawal(context, ("withdrawal", index), rule)
    first = context.scheme.tiers[0] if context.scheme.tiers else None
    if context.tiers_sound and first is not None and first.requires:
        text = f"'requires' changes nothing, as every member starts in '{first.id}'"
        yield Problem(("tiers", 0, "requires"), "key-without-effect", text, "let a higher tier require it", on_key=True)


def _sections(loc: Loc, part: object) -> Iterator[tuple[Loc, BaseModel]]:
    """Every mapping with fixed keys, with its path as in the file."""
    if isinstance(part, list | tuple):
        for index, item in enumerate(part):
            yield from _sections((*loc, index), item)
    elif isinstance(part, dict):
        for key, item in part.items():
            yield from _sections((*loc, str(key)), item)
    elif isinstance(part, BaseModel):
        yield loc, part
        for name, spec in type(part).model_fields.items():
            yield from _sections((*loc, spec.alias or name), getattr(part, name))


def _field(loc: Loc, field: str, context: Context, *, on_key: bool = False) -> Iterator[Problem]:
    if field in NO_FIELDS or not field.strip():
        known = [*CORE_FIELDS, *(one.name for one in context.industry.profile_fields)]
        yield Problem(
            loc,
            "not-a-profile-field",
            f"'{field}' is no field of a member's profile",
            did_you_mean(field, known, "name a column of the members file, such as"),
            on_key=on_key,
        )


def _choices(loc: Loc, field: str, values: Sequence[str], context: Context) -> Iterator[Problem]:
    known = next((one.choices for one in context.industry.profile_fields if one.name == field), ())
    for index, value in enumerate(values):
        if known and value not in known:
            yield Problem((*loc, index), "unknown-choice", f"{field} is never '{value}'", did_you_mean(value, known, "write one of"))


def _once(loc: Loc, values: Sequence[str]) -> Iterator[Problem]:
    for index, value in enumerate(values):
        if value in values[:index]:
            yield Problem((*loc, index), "named-twice", f"'{value}' is named twice", "once is enough")


def _withdrawal(context: Context, loc: Loc, rule: Withdrawal) -> Iterator[Problem]:
    for index, held in enumerate(rule.from_):
        yield from unknown_tier(context, (*loc, "from", index), held)
    yield from _once((*loc, "from"), rule.from_)
    yield from unknown_tier(context, (*loc, "to"), rule.to)
    ranks = context.ranks
    lowest = min((held for held in rule.from_ if held in ranks), key=lambda held: ranks[held], default=None)
    if lowest is not None and rule.to in ranks and ranks[rule.to] >= ranks[lowest]:
        text = f"'{rule.to}' is not below '{lowest}'"
        yield Problem((*loc, "to"), "lapse-not-lower", text, "a member whose tier is withdrawn falls; name a lower tier")
