"""What a plan asks of members' profiles: the facts of its conditions, and every field that the scheme names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pydantic import BaseModel

from patron.engine.plan.conditions import AllOf, Condition, ProfileFact, Test
from patron.engine.plan.model import Plan
from patron.scheme import model


def facts_in(condition: Condition) -> Iterator[ProfileFact]:
    """The facts of a condition, from left to right."""
    if isinstance(condition, ProfileFact):
        yield condition
    elif not isinstance(condition, Test):
        for part in condition.parts:
            yield from facts_in(part)


def facts_of(plan: Plan) -> tuple[ProfileFact, ...]:
    """The different facts by which tiers are judged, in the order in which the plan names them: a fact's place is its bit."""
    rules = (*plan.qualification, *plan.maintenance, *plan.withdrawal)
    return tuple(dict.fromkeys(fact for rule in rules for fact in facts_in(rule.when)))


def facts_stated(when: model.Condition) -> list[ProfileFact]:
    """What a condition's `profile` and `has` ask, one fact a field."""
    stated = [ProfileFact(field, tuple(values)) for field, values in (when.profile or {}).items()]
    return stated + filled(when.has or ())


def filled(fields: Iterable[str]) -> list[ProfileFact]:
    """That every field is filled in."""
    return [ProfileFact(field) for field in fields]


def with_fields(when: Condition, fields: Iterable[str]) -> Condition:
    """The condition, and that the fields are filled in besides: what `requires` of a tier adds to each rule that admits to it."""
    facts = filled(fields)
    if not facts:
        return when
    return AllOf((*when.parts, *facts) if isinstance(when, AllOf) else (when, *facts))


def fields_named(scheme: model.Scheme) -> tuple[str, ...]:
    """The fields that the scheme names anywhere, in order of the alphabet: the columns of the members file that it needs."""
    return tuple(sorted(set(_named(scheme))))


def _named(part: object) -> Iterator[str]:
    if isinstance(part, list | tuple):
        for item in part:
            yield from _named(item)
    elif isinstance(part, dict):
        for item in part.values():
            yield from _named(item)
    elif isinstance(part, BaseModel):
        if isinstance(asked := getattr(part, "profile", None), dict):
            yield from asked
        if isinstance(part, model.Condition):
            yield from part.has or ()
        if isinstance(part, model.Tier):
            yield from part.requires or ()
        for name in type(part).model_fields:
            yield from _named(getattr(part, name))
