"""What follows from facts of profiles: tried against every profile that one field can have, so that no yes is wrong."""

from __future__ import annotations

from itertools import product

import pytest
from patron.scheme.lint.facts import Fact, fact_implies
from patron.scheme.lint.logic import And, Formula, Or, always, deny, implies, never

TEXTS = [None, "a", "b", "c"]
FACTS = [Fact("x", frozenset(values), denied) for values in ("", "a", "b", "ab", "abc") for denied in (False, True)]
OTHER = Fact("y", frozenset("a"))


def holds(one: Formula, text: str | None) -> bool:
    match one:
        case And(parts):
            return all(holds(part, text) for part in parts)
        case Or(parts):
            return any(holds(part, text) for part in parts)
        case Fact("x", values, denied):
            return (text is not None and (not values or text in values)) is not denied
    raise AssertionError("only facts of x")


@pytest.mark.parametrize(("one", "other"), list(product(FACTS, FACTS)))
def test_a_yes_is_so_for_every_profile(one: Fact, other: Fact) -> None:
    follows = all(holds(other, text) for text in [*TEXTS, "something else"] if holds(one, text))
    possible = any(holds(one, text) for text in [*TEXTS, "something else"])
    assert not (fact_implies(one, other) and not follows)
    assert fact_implies(one, other) or not follows or not possible, "what follows from one text of one field is seen"


def test_another_field_says_nothing() -> None:
    assert not any(implies(OTHER, fact) or implies(fact, OTHER) for fact in FACTS)
    assert not any(always(fact) or never(fact) for fact in FACTS)


@pytest.mark.parametrize(("one", "other"), list(product(FACTS, FACTS)))
def test_facts_in_one_condition_contradict_each_other_only_if_no_profile_fits_both(one: Fact, other: Fact) -> None:
    both = And((one, other))
    assert not never(both) or not any(holds(both, text) for text in [*TEXTS, "something else"])
    assert implies(both, one)
    assert implies(one, Or((other, one)))
    assert never(And((one, deny(one))))
