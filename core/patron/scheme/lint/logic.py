"""What follows from what: sound reasoning over conditions, for the rules that compare rules.

A condition becomes literals (one measure, one window, one bound) under ands and ors. `implies` answers
yes only if it is so for every history; its no means that it is not known.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from patron.scheme.checks.conditions import OPERATORS
from patron.scheme.checks.context import Context
from patron.scheme.checks.lengths import days_of
from patron.scheme.durations import EVER, Duration, Unit, Window, WindowKind
from patron.scheme.lint.facts import Fact, fact_implies, facts
from patron.scheme.measures import MEASURES, Combines, ValueKind
from patron.scheme.model import Condition
from patron.scheme.model.conditions import UnitComparison


@dataclass(frozen=True, slots=True)
class Literal:
    """`measure >= value` (or `<=`) over a window; `denied`: that it is not so, for measures that may have no value."""

    measure: str  # its id, with the goods that it is of
    window: Window
    least: bool  # >= or <=
    value: int
    denied: bool = False


@dataclass(frozen=True, slots=True)
class And:
    """Every part holds; without parts: always."""

    parts: tuple[Formula, ...] = ()


@dataclass(frozen=True, slots=True)
class Or:
    """Some part holds; without parts: never."""

    parts: tuple[Formula, ...] = ()


Formula = Literal | Fact | And | Or

# A measure is never above those that follow it, over the same window or a wider one.
_BELOW: dict[str, tuple[str, ...]] = {
    "purchase": ("largest_purchase", "spend"),
    "largest_purchase": ("spend",),
    "visit_days": ("purchase_count",),
}
_LONGEST = {WindowKind.MONTH: 31, WindowKind.QUARTER: 92, WindowKind.YEAR: 366}
_CALENDAR = (WindowKind.MONTH, WindowKind.QUARTER, WindowKind.YEAR)
_OF, _LAST = " of ", "last "  # signs in a measure's name: of some goods only; an industry's that may have no value


def formula(context: Context, when: Condition, *, at_review: bool = False) -> Formula:
    """A condition as a formula; `at_review`: judged at reviews only, where there is no purchase."""
    parts: list[Formula] = []
    for name in MEASURES:
        stated = getattr(when, name)
        if stated is not None:
            parts += [Or()] if at_review and name == "purchase" else _bounds(context, name, stated)
    last = {one.id for one in context.industry.measures if one.combines is Combines.LAST}
    for name, further in when.further().items():
        parts += [Or()] if at_review and name in last else _further_bounds(name, further, last=name in last)
    parts += facts(when)
    for one in when.all_of or []:
        parts.append(formula(context, one, at_review=at_review))
    if when.any_of:
        parts.append(Or(tuple(formula(context, one, at_review=at_review) for one in when.any_of)))
    parts += [deny(formula(context, one, at_review=at_review)) for one in when.none_of or []]
    return And(tuple(parts))


def _bounds(context: Context, name: str, stated: Any) -> list[Formula]:
    found: list[Formula] = []
    for key in OPERATORS:
        value = getattr(stated, key)
        if value is None:
            continue
        match MEASURES[name].value:
            case ValueKind.TIER:
                number = context.ranks[value]
            case ValueKind.MONEY:
                number = int(value * 10**context.places)
            case ValueKind.COUNT:
                number = int(value)
        number += {"more_than": 1, "less_than": -1}.get(key, 0)
        measure = name + _of_goods(stated)
        found.append(Literal(measure, getattr(stated, "within", None) or EVER, key in {"at_least", "more_than"}, number))
    return found


def _further_bounds(name: str, stated: UnitComparison, *, last: bool) -> list[Formula]:
    """An industry's measure, in thousandths of its unit."""
    measure = (_LAST if last else "") + name + _of_goods(stated)
    found: list[Formula] = []
    for key in OPERATORS:
        value = getattr(stated, key)
        if value is not None:
            number = int(value * 1000) + {"more_than": 1, "less_than": -1}.get(key, 0)
            found.append(Literal(measure, stated.within or EVER, key in {"at_least", "more_than"}, number))
    return found


def _of_goods(stated: Any) -> str:
    """What tells a measure of some goods from the measure of all: nothing is known of how they compare."""
    goods = getattr(stated, "goods", None)
    return "" if goods is None else f"{_OF}{sorted(goods.model_dump(exclude_none=True).items())}"


def _sometimes_missing(measure: str) -> bool:
    stated = MEASURES.get(measure.split(_OF, maxsplit=1)[0])
    return measure.startswith(_LAST) or (stated is not None and stated.combines is Combines.LAST)


def deny(one: Formula) -> Formula:
    """That it does not hold."""
    match one:
        case And(parts):
            return Or(tuple(deny(part) for part in parts))
        case Or(parts):
            return And(tuple(deny(part) for part in parts))
        case Fact(field, values, denied):
            return Fact(field, values, not denied)
        case Literal(measure, window, least, value, denied):
            if denied or _sometimes_missing(measure):
                return Literal(measure, window, least, value, not denied)
            return Literal(measure, window, not least, value - 1 if least else value + 1)


@lru_cache(maxsize=1 << 16)  # each pair of parts is looked at once, however deep they nest
def implies(one: Formula, other: Formula, *, loose: bool = False) -> bool:
    """Whether `other` surely holds wherever `one` does; `loose`: "ever" counts as any window, to compare thresholds alone."""
    match one, other:
        case _, And(parts):
            return all(implies(one, part, loose=loose) for part in parts)
        case Or(parts), _:
            return all(implies(part, other, loose=loose) for part in parts)
        case And(parts), Literal() | Fact():
            return any(implies(part, other, loose=loose) for part in parts)
        case And(parts), Or(choices):
            return any(implies(one, choice, loose=loose) for choice in choices) or any(implies(part, other, loose=loose) for part in parts)
        case Literal() | Fact(), Or(choices):
            return any(implies(one, choice, loose=loose) for choice in choices)
        case Literal(), Literal():
            return _literal_implies(one, other, loose)
        case Fact(), Fact():
            return fact_implies(one, other)
        case _, Literal():
            return _certain(other)
        case _, Fact():
            return False
    raise AssertionError("a formula is one of three")  # pragma: no cover


def _literal_implies(one: Literal, other: Literal, loose: bool) -> bool:
    if _certain(other):
        return True
    if other.denied and not one.denied:  # its bound must be broken wherever `one` holds
        flipped = Literal(other.measure, other.window, not other.least, other.value - 1 if other.least else other.value + 1)
        return _bound_implies(one, flipped, loose)
    if one.denied:
        return other.denied and _literal_implies(_affirmed(other), _affirmed(one), loose)
    if _sometimes_missing(other.measure) and one.measure != other.measure:
        return False  # there may be no value at all
    return _bound_implies(one, other, loose)


def _bound_implies(one: Literal, other: Literal, loose: bool) -> bool:
    if one.least != other.least:
        return False
    small, large = (one, other) if one.least else (other, one)
    ordered = small.measure == large.measure or large.measure in _BELOW.get(small.measure, ())
    inside = small.measure == "purchase" or contains(large.window, small.window, loose=loose)
    return ordered and inside and (one.value >= other.value if one.least else one.value <= other.value)


def _affirmed(one: Literal) -> Literal:
    return Literal(one.measure, one.window, one.least, one.value)


def _certain(one: Literal) -> bool:
    return one.least and one.value <= 0 and not one.denied and not _sometimes_missing(one.measure)


def contains(wide: Window, narrow: Window, *, loose: bool = False) -> bool:
    """Whether every date of `narrow` is surely one of `wide`, as of any date."""
    if wide == narrow or wide.kind is WindowKind.EVER or (loose and narrow.kind is WindowKind.EVER):
        return True
    if wide.kind in _CALENDAR and narrow.kind in _CALENDAR:
        return _CALENDAR.index(narrow.kind) <= _CALENDAR.index(wide.kind)
    if wide.kind is WindowKind.ROLLING and wide.length is not None:
        if narrow.kind is WindowKind.ROLLING and narrow.length is not None:
            return _not_longer(narrow.length, wide.length)
        if narrow.kind in _LONGEST:
            return days_of(wide.length)[0] >= _LONGEST[narrow.kind]
    return False


def _not_longer(one: Duration, other: Duration) -> bool:
    if one.unit is other.unit:
        return one.count <= other.count
    if one.unit is Unit.DAYS:
        return one.count <= days_of(other)[0]
    return days_of(one)[1] <= other.count


def always(one: Formula) -> bool:
    """Whether it surely always holds."""
    match one:
        case And(parts):
            return all(always(part) for part in parts)
        case Or(parts):
            return any(always(part) for part in parts)
        case Fact():
            return False
    return _certain(one)


def never(one: Formula) -> bool:
    """Whether it surely never holds."""
    match one:
        case Or(parts):
            return all(never(part) for part in parts)
        case Fact():
            return False
        case Literal():
            lowest = 1 if one.measure == "purchase" else 0  # a purchase that counts for nothing is not judged
            return not one.denied and not one.least and one.value < lowest
        case And(parts):
            flat = list(_flat(parts))
            return any(never(part) for part in flat) or any(
                implies(first, deny(second)) for place, first in enumerate(flat) for second in flat[place + 1 :]
            )
    raise AssertionError("a formula is one of three")  # pragma: no cover


def _flat(parts: tuple[Formula, ...]) -> list[Formula]:
    found: list[Formula] = []
    for part in parts:
        found += _flat(part.parts) if isinstance(part, And) else [part]
    return found
