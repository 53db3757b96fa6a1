"""A rule that never decides, because another one holds whenever it does."""

from __future__ import annotations

from collections.abc import Iterator

from patron.scheme.checks.context import Context
from patron.scheme.lint.logic import implies, never
from patron.scheme.lint.rules import TierRule, group_purchase, maintenance, qualification, warning, withdrawal
from patron.scheme.problem import Problem

_COMPARED = 200  # rules of a section; a file with more was made by a machine, and comparing all pairs takes too long


def implied_rule(context: Context) -> Iterator[Problem]:
    """Of one tier, an earlier rule that asks for no more; of admission also a rule of a higher tier.

    Where a tier lapses to what is requalified for, lower tiers' rules decide there, so only rules of one tier are compared.
    """
    requalified = any(tier.lapse_to == "requalified" for tier in context.scheme.tiers)
    for rules, across in ((qualification(context), not requalified), (maintenance(context), False), (group_purchase(context), True)):
        for place, rule in enumerate(rules[:_COMPARED]):
            other = next((one for at, one in enumerate(rules[:_COMPARED]) if _hides(one, at, rule, place, across)), None)
            if other is not None and not never(rule.when):
                message = f"'{rule.id}' never decides: whenever it holds, '{other.id}' holds too"
                help_ = f"delete it, or ask for less than '{other.id}' does"
                yield warning((*rule.loc, "id"), "implied-rule", message, help_)
    yield from _withdrawal(context)


def _withdrawal(context: Context) -> Iterator[Problem]:
    """Of the same tiers, or more, an earlier rule that asks for no more."""
    rules, stated = withdrawal(context)[:_COMPARED], context.scheme.withdrawal
    for place, rule in enumerate(rules):
        earlier = (one for at, one in enumerate(rules[:place]) if {*stated[at].from_} >= {*stated[place].from_})
        other = next((one for one in earlier if implies(rule.when, one.when)), None)
        if other is not None and not never(rule.when):
            message = f"'{rule.id}' never decides: whenever it holds, '{other.id}' holds too"
            yield warning((*rule.loc, "id"), "implied-rule", message, f"delete it, or put it before '{other.id}'")


def _hides(one: TierRule, at: int, rule: TierRule, place: int, across: bool) -> bool:
    first = (one.tier == rule.tier and at < place) or (across and one.tier > rule.tier)
    return first and implies(rule.when, one.when)
