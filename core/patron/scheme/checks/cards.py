"""Prepaid cards: numbers that can be told apart, keys that need each other, tiers that only cards give."""

from __future__ import annotations

from collections.abc import Iterator

from patron.scheme.checks.amounts import above_zero, at_most_places
from patron.scheme.checks.context import Context
from patron.scheme.checks.prices import RATE_PLACES
from patron.scheme.durations import WindowKind
from patron.scheme.model import Condition
from patron.scheme.model.cards import CardKind, CardNumbers
from patron.scheme.nodes import Loc
from patron.scheme.problem import Problem

MOST_DIGITS = 12


def check_cards(context: Context) -> Iterator[Problem]:
    """Every kind of card, and their numbers against each other's."""
    scheme = context.scheme
    for index, kind in enumerate(scheme.cards):
        loc: Loc = ("cards", index)
        yield from above_zero((*loc, "face_value"), kind.face_value)
        yield from _numbers((*loc, "numbers"), kind.numbers)
        yield from _keys(loc, kind)
        yield from _figures(loc, kind)
        yield from _tier(context, loc, kind)
    yield from _apart(scheme.cards)
    rules = scheme.prepaid_rules
    if rules is not None and not scheme.cards:
        yield _idle(("prepaid_rules",), "the scheme has no cards", "delete 'prepaid_rules'")
    if rules is not None and not rules.apply and not rules.reason:
        message = "the rules for prepaid cards are turned off without a reason"
        yield Problem(("prepaid_rules",), "missing-key", message, "add reason: why they do not apply to these cards")


def _idle(loc: Loc, message: str, help_: str) -> Problem:
    return Problem(loc, "key-without-effect", message, help_, on_key=True)


def _numbers(loc: Loc, numbers: CardNumbers) -> Iterator[Problem]:
    if not 1 <= numbers.digits <= MOST_DIGITS:
        yield Problem((*loc, "digits"), "card-numbers", f"{numbers.digits} digits", f"numbers have 1 to {MOST_DIGITS} digits")
    elif numbers.last < numbers.first:
        yield Problem((*loc, "last"), "card-numbers", f"no number is between {numbers.first} and {numbers.last}", "give a later 'last'")
    elif len(str(numbers.last)) > numbers.digits:
        message = f"{numbers.last} does not fit into {numbers.digits} digits"
        yield Problem((*loc, "last"), "card-numbers", message, f"write digits: {len(str(numbers.last))}, or a lower 'last'")


def _apart(kinds: list[CardKind]) -> Iterator[Problem]:
    for later, kind in enumerate(kinds):
        for other in kinds[:later]:
            if _overlap(kind.numbers, other.numbers):
                message = f"cards of '{kind.id}' and of '{other.id}' may have the same number"
                yield Problem(("cards", later, "numbers"), "card-numbers", message, "give each kind a prefix or a range of its own")


def _overlap(one: CardNumbers, other: CardNumbers) -> bool:
    """Whether some text is a number of both."""
    short, long = sorted((one, other), key=lambda numbers: len(numbers.prefix))
    if len(short.prefix) + short.digits != len(long.prefix) + long.digits or not long.prefix.startswith(short.prefix):
        return False
    between = long.prefix[len(short.prefix) :]
    if between and not (between.isascii() and between.isdigit()):
        return False
    base: int = int(between or "0") * 10**long.digits
    return max(short.first, base + long.first) <= min(short.last, base + long.last)


def _keys(loc: Loc, kind: CardKind) -> Iterator[Problem]:
    if kind.valid_for is None:
        if kind.top_up is not None and kind.top_up.extends is not None:
            yield _idle((*loc, "top_up", "extends"), "the card is valid without end", "delete 'extends', or give the kind valid_for")
        if kind.renewal is not None:
            yield _idle((*loc, "renewal"), "the card is valid without end", "delete 'renewal', or give the kind valid_for")
    for index, rule in enumerate(kind.free):
        if rule.each_calendar_year is not None and rule.times is not None:
            at = (*loc, "free", index, "times")
            yield Problem(at, "exactly-one", "'each_calendar_year' and 'times' exclude each other", "keep one", on_key=True)
        yield from _when((*loc, "free", index, "when"), rule.when)
    for index, sale in enumerate(kind.sale):
        if sale.to is not None:
            yield from _when((*loc, "sale", index, "to"), sale.to)
    if kind.moved_by is not None and not kind.moved_by.model_fields_set:
        yield Problem((*loc, "moved_by"), "empty-condition", "no role is named", "name who takes each step, or delete 'moved_by'")


def _when(loc: Loc, when: Condition) -> Iterator[Problem]:
    """Cards know no terms of tiers."""
    for name in type(when).model_fields:
        stated = getattr(when, name)
        within = getattr(stated, "within", None)
        if within is not None and within.kind is WindowKind.TERM:
            help_ = "write a length such as 12 months, or a calendar window"
            yield Problem((*loc, name, "within"), "measure-out-of-place", "a card is sold and given in no term of a tier", help_)
        if name in {"any_of", "all_of", "none_of"}:
            for index, part in enumerate(stated or []):
                yield from _when((*loc, name, index), part)


def _figures(loc: Loc, kind: CardKind) -> Iterator[Problem]:
    for index, sale in enumerate(kind.sale):
        yield from at_most_places((*loc, "sale", index, "rate"), sale.rate, RATE_PLACES)
        yield from at_most_places((*loc, "sale", index, "commission"), sale.commission, RATE_PLACES)
    for index, rule in enumerate(kind.free):
        yield from above_zero((*loc, "free", index, "times"), rule.times)
        yield from above_zero((*loc, "free", index, "each_calendar_year"), rule.each_calendar_year)
    for index, service in enumerate(kind.package.services if kind.package else []):
        yield from above_zero((*loc, "package", "services", index, "times"), service.times)


def _tier(context: Context, loc: Loc, kind: CardKind) -> Iterator[Problem]:
    """A tier that a card gives begins and ends with the card: no rule and no review may come between."""
    if kind.gives_tier is None or kind.gives_tier not in context.ranks or not context.tiers_sound:
        return
    where: Loc = (*loc, "gives_tier")
    if context.ranks[kind.gives_tier] == 0:
        yield Problem(where, "card-tier", f"every member has '{kind.gives_tier}', the first tier", "name a higher tier")
    elif any(tier.term for tier in context.scheme.tiers if tier.id == kind.gives_tier):
        message = f"'{kind.gives_tier}' has a term, and a review would end it before the card"
        yield Problem(where, "card-tier", message, f"delete the term of '{kind.gives_tier}': it is held as long as the card is active")
    elif context.scheme.qualification:
        message = f"a rule of qualification gives tiers too: with its card, a member would lose a tier of '{_rule(context)}'"
        yield Problem(where, "card-tier", message, "let tiers be given by cards only, or delete 'gives_tier'")


def _rule(context: Context) -> str:
    return context.scheme.qualification[0].id
