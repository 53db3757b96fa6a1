"""Lint: what is allowed and yet hardly meant. One rule a file; sound, so that a warning is never false."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from patron.scheme.checks.context import Context
from patron.scheme.lint.cards import card_stuck, package_worth, prepaid_expiry, prepaid_limit, sale_never_asked
from patron.scheme.lint.carries_more_than_given import carries_more_than_given
from patron.scheme.lint.for_nobody import for_nobody
from patron.scheme.lint.harder_to_keep import harder_to_keep
from patron.scheme.lint.implied_rule import implied_rule
from patron.scheme.lint.never_kept import never_kept
from patron.scheme.lint.never_left import never_left
from patron.scheme.lint.never_reached import never_reached
from patron.scheme.lint.no_effect import no_effect
from patron.scheme.lint.overlapping_discounts import overlapping_discounts
from patron.scheme.lint.rule_never_holds import rule_never_holds
from patron.scheme.lint.sells_below_cost import sells_below_cost
from patron.scheme.problem import Problem

RULES: tuple[Callable[[Context], Iterator[Problem]], ...] = (
    carries_more_than_given,
    for_nobody,
    harder_to_keep,
    implied_rule,
    never_kept,
    never_left,
    never_reached,
    no_effect,
    overlapping_discounts,
    rule_never_holds,
    sells_below_cost,
    card_stuck,
    package_worth,
    prepaid_expiry,
    prepaid_limit,
    sale_never_asked,
)


def lint(context: Context) -> list[Problem]:
    """Every warning about a scheme without errors, in no order."""
    return [problem for rule in RULES for problem in rule(context)]
