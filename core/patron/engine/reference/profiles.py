"""What is known of a member: the fields that a plan asks for, as the members file has them and as movements change them."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from patron.engine.days import iso
from patron.engine.history import History
from patron.engine.plan import Plan, ProfileFact
from patron.engine.plan.profiles import facts_of
from patron.engine.reference.events import Movement

Profile = Mapping[str, str]  # a field that is filled in, and its text; dates in ISO form
NOTHING: Profile = {}


def first_profiles(plan: Plan, history: History) -> dict[str, Profile]:
    """What the members file says of the fields that tiers are judged by; members of whom it says nothing are left out."""
    known = history.members
    fields = [field for field in dict.fromkeys(fact.field for fact in facts_of(plan)) if field in known.columns]
    profiles: dict[str, Profile] = {}
    for member, *cells in known.select("member_id", *fields).iter_rows():
        found = {field: text for field, cell in zip(fields, cells, strict=True) if (text := _text(cell, known.schema[field]))}
        if found:
            profiles[member] = found
    return profiles


def _text(cell: object, kind: pl.DataType) -> str:
    if cell is None:
        return ""
    if kind == pl.Int32() and isinstance(cell, int):
        return iso(cell)
    return str(cell).strip()


def changed(profile: Profile, movement: Movement) -> Profile:
    """The profile after a `profile` movement: without a value, the field is empty from then on."""
    assert movement.ref is not None, "a profile movement names its field"
    text = (movement.value or "").strip()
    others = {field: known for field, known in profile.items() if field != movement.ref}
    return others | {movement.ref: text} if text else others


def fits(fact: ProfileFact, profile: Profile) -> bool:
    """Whether the field is one of the values, or filled in if no values are asked for."""
    text = profile.get(fact.field)
    return text is not None and (not fact.values or text in fact.values)
