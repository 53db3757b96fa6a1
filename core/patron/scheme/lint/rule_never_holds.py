"""A rule whose condition no history can meet."""

from __future__ import annotations

from collections.abc import Iterator

from patron.scheme.checks.context import Context
from patron.scheme.lint.logic import never
from patron.scheme.lint.rules import group_purchase, maintenance, qualification, warning, withdrawal
from patron.scheme.problem import Problem


def rule_never_holds(context: Context) -> Iterator[Problem]:
    """Parts that contradict each other, or a purchase asked for at a review, where there is none."""
    for rule in [*qualification(context), *maintenance(context), *group_purchase(context), *withdrawal(context)]:
        if never(rule.when):
            help_ = "its parts contradict each other; change one of them"
            if rule.loc[0] == "maintenance":
                help_ = "its parts contradict each other, or it asks for 'purchase', which a review has not: use 'largest_purchase'"
            yield warning((*rule.loc, "when"), "rule-never-holds", f"'{rule.id}' can never hold", help_, on_key=True)
