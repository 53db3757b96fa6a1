"""Conditions: something to compare, measures where they have a value, bounds that leave something between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from patron.findings import Severity
from patron.scheme.checks.amounts import at_most_places
from patron.scheme.checks.context import Context
from patron.scheme.checks.references import unknown_tier
from patron.scheme.measures import MEASURES, ValueKind
from patron.scheme.model import Condition, GroupPurchase, Maintenance, Qualification, Withdrawal
from patron.scheme.model.conditions import UnitComparison
from patron.scheme.nodes import Loc
from patron.scheme.problem import Problem
from patron.vocabulary import Combines

_OF_PURCHASES = ("purchase", "referrer_tier")
_WITHDRAWAL = "a withdrawal is judged at a change of the profile: use profile, has, or what was bought over a time"
_CARDS = "cards are sold and given at no purchase: use profile, has, or what was bought over a time"
OPERATORS = ("at_least", "more_than", "at_most", "less_than")


def check_conditions(context: Context) -> Iterator[Problem]:
    """Every `when` of tiers and group orders."""
    scheme = context.scheme
    rules: dict[str, Sequence[Qualification | Maintenance | GroupPurchase | Withdrawal]] = {
        "qualification": scheme.qualification,
        "maintenance": scheme.maintenance,
        "group_purchase": scheme.group_purchase,
        "withdrawal": scheme.withdrawal,
    }
    for section, items in rules.items():
        for index, rule in enumerate(items):
            yield from _condition(context, (section, index, "when"), rule.when)
    for index, kind in enumerate(scheme.cards):
        for place, sale in enumerate(kind.sale):
            if sale.to is not None:
                yield from _condition(context, ("cards", index, "sale", place, "to"), sale.to)
        for place, free in enumerate(kind.free):
            yield from _condition(context, ("cards", index, "free", place, "when"), free.when)


def _condition(context: Context, loc: Loc, when: Condition) -> Iterator[Problem]:
    if not when.model_fields_set:
        yield Problem(
            loc,
            "empty-condition",
            "the condition asks for nothing",
            f"name a measure, such as {'group_order' if loc[0] == 'group_purchase' else 'spend'}",
        )
    for name, measure in MEASURES.items():
        stated = getattr(when, name)
        if stated is None:
            continue
        if (name == "group_order") != (loc[0] == "group_purchase"):
            other = (
                "only group_order is known of a group order" if loc[0] == "group_purchase" else "group_order stands in group_purchase only"
            )
            yield Problem((*loc, name), "measure-out-of-place", f"'{name}' has no value here", other, on_key=True)
        elif loc[0] == "withdrawal" and name in _OF_PURCHASES:
            yield Problem((*loc, name), "measure-out-of-place", f"'{name}' has no value here", _WITHDRAWAL, on_key=True)
        elif loc[0] == "cards" and name in _OF_PURCHASES:
            yield Problem((*loc, name), "measure-out-of-place", f"'{name}' has no value here", _CARDS, on_key=True)
        yield from _comparison(context, (*loc, name), stated, measure.value)
    for name, further in when.further().items():
        yield from _further(context, (*loc, name), further)
    for name in ("profile", "has"):
        if loc[0] == "group_purchase" and getattr(when, name) is not None:
            other = "only group_order is known of a group order"
            yield Problem((*loc, name), "measure-out-of-place", f"'{name}' has no value here", other, on_key=True)
    for key in ("any_of", "all_of", "none_of"):
        for index, part in enumerate(getattr(when, key) or []):
            yield from _condition(context, (*loc, key, index), part)


def _further(context: Context, loc: Loc, stated: UnitComparison) -> Iterator[Problem]:
    """A measure of the industry; of an industry that is not known nothing can be said."""
    measure = next((one for one in context.industry.measures if one.id == loc[-1]), None)
    if measure is None:
        return
    of_a_purchase = measure.combines is Combines.LAST
    places = {"group_purchase": "only group_order is known of a group order"}
    if of_a_purchase:
        places |= {"withdrawal": _WITHDRAWAL, "cards": _CARDS}
    if loc[0] in places:
        yield Problem(loc, "measure-out-of-place", f"'{measure.id}' has no value here", places[str(loc[0])], on_key=True)
    if stated.within is not None and (of_a_purchase or not measure.windowed):
        text = f"'{measure.id}' is of one purchase, not of a time" if of_a_purchase else f"'{measure.id}' is of all time"
        yield Problem((*loc, "within"), "key-without-effect", text, "delete 'within'", on_key=True)
    for key in OPERATORS:
        yield from at_most_places((*loc, key), getattr(stated, key), measure.places)
    asked = set(stated.goods.category or []) if stated.goods else set()
    if asked and measure.goods and not asked & set(measure.goods):
        text = f"'{measure.id}' counts {', '.join(measure.goods)} only"
        yield Problem((*loc, "goods", "category"), "never-holds", text, "leave 'category' out", severity=Severity.WARNING)
    yield from _comparison(context, loc, stated, ValueKind.COUNT, scale=10**measure.places)


def _comparison(context: Context, loc: Loc, stated: Any, kind: ValueKind, scale: int = 1) -> Iterator[Problem]:
    given = [operator for operator in OPERATORS if getattr(stated, operator) is not None]
    if not given:
        yield Problem(loc, "no-comparison", f"'{loc[-1]}' is compared with nothing", f"add one of {', '.join(OPERATORS)}", on_key=True)
        return
    if kind is ValueKind.TIER:
        unknown = [problem for one in given for problem in unknown_tier(context, (*loc, one), getattr(stated, one))]
        if unknown:
            yield from unknown
            return
    low, high, low_key, high_key = bounds(context, stated, kind, scale)
    if low > high:
        marked = high_key or low_key or given[0]
        if low_key and high_key:
            text = f"{low_key} {getattr(stated, low_key)} and {high_key} {getattr(stated, high_key)} leave nothing between them"
        else:
            text = f"nothing is {marked.replace('_', ' ')} {getattr(stated, marked)}"
        yield Problem((*loc, marked), "never-holds", text, "change one of the bounds", severity=Severity.WARNING)


def bounds(context: Context, stated: Any, kind: ValueKind, scale: int = 1) -> tuple[int, int, str, str]:
    """The lowest and highest value that passes, as integers of the measure's unit, and the keys that set them (empty: the unit itself)."""
    low, high, low_key, high_key = 0, 10**30 if kind is not ValueKind.TIER else len(context.tier_ids) - 1, "", ""
    for key in OPERATORS:
        value = getattr(stated, key)
        if value is None:
            continue
        unit = 10**context.places if kind is ValueKind.MONEY else scale
        number = context.ranks[value] if kind is ValueKind.TIER else int(value * unit)
        number += {"more_than": 1, "less_than": -1}.get(key, 0)
        if key in {"at_least", "more_than"} and (number > low or not low_key):
            low, low_key = max(number, low), key
        elif key in {"at_most", "less_than"} and (number < high or not high_key):
            high, high_key = min(number, high), key
    return low, high, low_key, high_key
