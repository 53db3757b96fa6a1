"""A tier that asks for more from those who have it than from those who want it."""

from __future__ import annotations

from collections.abc import Iterator

from patron.scheme.checks.context import Context
from patron.scheme.durations import Duration, Window, WindowKind
from patron.scheme.lint.logic import And, Formula, Literal, Or, implies, never
from patron.scheme.lint.rules import TierRule, maintenance, qualification, warning
from patron.scheme.problem import Problem


def harder_to_keep(context: Context) -> Iterator[Problem]:
    """Every rule that keeps the tier asks for strictly more than some rule that grants it."""
    admits = [rule for rule in qualification(context) if not never(rule.when)]
    keeps = [rule for rule in maintenance(context) if not never(rule.when)]
    for rank in sorted({rule.tier for rule in keeps}):
        of_tier = [rule for rule in keeps if rule.tier == rank]
        term = context.scheme.tiers[rank].term
        asked = [_over_term(rule.when, term) if term else rule.when for rule in of_tier]
        easier = [next((one for one in admits if one.tier == rank and _harder(when, one)), None) for when in asked]
        if all(easier):
            for rule, one in zip(of_tier, easier, strict=True):
                assert one is not None
                message = f"keeping '{context.tier_ids[rank]}' by '{rule.id}' asks for more than gaining it by '{one.id}'"
                yield warning((*rule.loc, "when"), "harder-to-keep", message, "ask a member for no more than a newcomer", on_key=True)


def _harder(when: Formula, one: TierRule) -> bool:
    return implies(when, _as_largest(one.when)) and not implies(one.when, when, loose=True)


def _over_term(one: Formula, term: Duration) -> Formula:
    """`this term`, at a review, is as long as the term, and is compared with windows of that length."""
    match one:
        case And(parts):
            return And(tuple(_over_term(part, term) for part in parts))
        case Or(parts):
            return Or(tuple(_over_term(part, term) for part in parts))
        case Literal(measure, Window(kind=WindowKind.TERM), least, value, denied):
            return Literal(measure, Window(WindowKind.ROLLING, term), least, value, denied)
    return one


def _as_largest(one: Formula) -> Formula:
    """Asks of any purchase so far what the rule asks of the purchase being judged."""
    match one:
        case And(parts):
            return And(tuple(_as_largest(part) for part in parts))
        case Or(parts):
            return Or(tuple(_as_largest(part) for part in parts))
        case Literal("purchase", window, True, value, False):
            return Literal("largest_purchase", window, True, value)
    return one
