"""A plan's conditions as plain comparisons of integers: what a rule engine is asked, and the facts that it is given.

A rule becomes alternatives, each a conjunction of comparisons of one property with one integer. Every measure is a property, with a
second one that says whether there is anything to measure where that is not certain; a field of the profile is a code for its text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from patron.engine.plan import AnyOf, Condition, NoneOf, Op, ProfileFact, Rule, Test
from patron.engine.reference.conditions import Moment, value_of

MOST_ALTERNATIVES = 64  # of a set of rules; 512 comparisons of one property hang durable-rules, and 128 rules that hold at once fail
LARGEST = 10**18  # up to here durable-rules compares integers exactly
_UNSURE = {"purchase", "referrer_tier", "group_order"}  # measures that may have no value
_OPS = {Op.AT_LEAST: "$gte", Op.MORE_THAN: "$gt", Op.AT_MOST: "$lte", Op.LESS_THAN: "$lt"}
_OPPOSITES = {"$gte": "$lt", "$gt": "$lte", "$lte": "$gt", "$lt": "$gte", "$eq": "$neq", "$neq": "$eq"}
_EMPTY, _OTHER = 0, 1  # codes of a field that is empty, and of a text that no rule names

Atom = tuple[str, str, int]  # (property, comparison, integer)
Alternatives = list[tuple[Atom, ...]]


class TooManyError(Exception):
    """The rules make more alternatives, or larger figures, than the engine is trusted with."""


@dataclass(frozen=True, slots=True)
class _Measure:
    test: Test
    unsure: bool


class Questions:
    """The rules of one set as alternatives, and the properties that they compare."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        """Raises TooManyError."""
        self._measures: dict[tuple[object, ...], int] = {}
        self._tests: list[_Measure] = []
        self._fields: dict[str, int] = {}
        self._codes: list[dict[str, int]] = []
        self.alternatives: list[tuple[str, tuple[Atom, ...]]] = []  # (rule's id, what must hold together)
        for rule in rules:
            self.alternatives += [(rule.id, one) for one in self._of(rule.when, wanted=True)]
            if len(self.alternatives) > MOST_ALTERNATIVES:
                raise TooManyError
        if any(abs(value) > LARGEST for _, atoms in self.alternatives for _, _, value in atoms):
            raise TooManyError

    @property
    def properties(self) -> list[str]:
        """In the order of `facts`."""
        names = []
        for place, measure in enumerate(self._tests):
            names += [f"v{place}", f"p{place}"] if measure.unsure else [f"v{place}"]
        return [*names, *(f"f{place}" for place in range(len(self._codes)))]

    def facts(self, moment: Moment) -> tuple[int, ...] | None:
        """What is so at a moment; None if a figure is too large."""
        found: list[int] = []
        for measure in self._tests:
            value = value_of(measure.test, moment)
            if measure.unsure:
                found += (0, 0) if value is None else (value, 1)
            else:
                assert value is not None, "the measure always has a value"
                found.append(value)
        for field, codes in zip(self._fields, self._codes, strict=True):
            text = moment.profile.get(field)
            found.append(_EMPTY if text is None else codes.get(text, _OTHER))
        return tuple(found) if all(-LARGEST <= value <= LARGEST for value in found) else None

    def _of(self, condition: Condition, *, wanted: bool) -> Alternatives:
        """When the condition holds, or, with `wanted` False, when it does not."""
        if isinstance(condition, Test):
            return self._of_test(condition, wanted=wanted)
        if isinstance(condition, ProfileFact):
            return self._of_field(condition, wanted=wanted)
        inner = not wanted if isinstance(condition, NoneOf) else wanted
        parts = [self._of(part, wanted=inner) for part in condition.parts]
        all_must = not wanted if isinstance(condition, AnyOf) else wanted  # of the parts, as they are asked
        return _together(parts) if all_must else [one for part in parts for one in part]

    def _of_test(self, test: Test, *, wanted: bool) -> Alternatives:
        unsure = test.measure in _UNSURE
        key = (test.measure, test.window, test.stream)
        place = self._measures.setdefault(key, len(self._tests))
        if place == len(self._tests):
            self._tests.append(_Measure(test, unsure))
        atoms: list[Atom] = [(f"v{place}", _OPS[one.op], one.value) for one in test.comparisons]
        if unsure:
            atoms.append((f"p{place}", "$eq", 1))
        return [tuple(atoms)] if wanted else [(_opposite(atom),) for atom in atoms]

    def _of_field(self, fact: ProfileFact, *, wanted: bool) -> Alternatives:
        place = self._fields.setdefault(fact.field, len(self._codes))
        if place == len(self._codes):
            self._codes.append({})
        codes = self._codes[place]
        for text in fact.values:
            codes.setdefault(text, len(codes) + _OTHER + 1)
        if fact.values:
            atoms = [(f"f{place}", "$eq", codes[text]) for text in dict.fromkeys(fact.values)]
        else:
            atoms = [(f"f{place}", "$neq", _EMPTY)]
        return [(atom,) for atom in atoms] if wanted else [tuple(_opposite(atom) for atom in atoms)]


def _opposite(atom: Atom) -> Atom:
    name, comparison, value = atom
    return (name, _OPPOSITES[comparison], value)


def _together(parts: list[Alternatives]) -> Alternatives:
    """Every way in which all parts hold."""
    ways: Alternatives = [()]
    for part in parts:
        ways = [(*way, *(atom for atom in one if atom not in way)) for way in ways for one in part]
        if len(ways) > MOST_ALTERNATIVES:
            raise TooManyError
    return ways
