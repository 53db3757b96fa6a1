"""What follows from facts of a member's profile, for the reasoning over conditions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from patron.scheme.model import Condition


@dataclass(frozen=True, slots=True)
class Fact:
    """A field is one of `values`, or filled in without values; `denied`: that it is not so."""

    field: str
    values: frozenset[str] = frozenset()
    denied: bool = False


def facts(when: Condition) -> list[Fact]:
    """What `profile` and `has` of a condition ask."""
    return [Fact(field, frozenset(values)) for field, values in (when.profile or {}).items()] + filled(when.has or ())


def filled(fields: Iterable[str]) -> list[Fact]:
    """That each field is filled in."""
    return [Fact(field) for field in fields]


def fact_implies(one: Fact, other: Fact) -> bool:
    """Whether `other` surely holds wherever `one` does: a field has one text at a time, or none."""
    if one.field != other.field:
        return False
    if not one.denied and not other.denied:
        return not other.values or (bool(one.values) and one.values <= other.values)
    if one.denied and other.denied:
        return fact_implies(Fact(other.field, other.values), Fact(one.field, one.values))
    if one.denied:
        return False
    return bool(one.values) and bool(other.values) and not one.values & other.values
