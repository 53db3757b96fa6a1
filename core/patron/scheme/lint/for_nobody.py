"""A price, point rule or promise for tiers that nobody can come to."""

from __future__ import annotations

from collections.abc import Iterator

from patron.scheme.checks.context import Context
from patron.scheme.checks.ids import rules
from patron.scheme.lint.rules import reachable, warning
from patron.scheme.problem import Problem
from patron.scheme.suggest import quoted

_KINDS = {"discounts": "discount", "coupons": "coupon", "restricted": "rule", "points": "rule", "benefits": "benefit"}


def for_nobody(context: Context) -> Iterator[Problem]:
    """All tiers of `for` are out of reach."""
    found = reachable(context)
    for loc, rule in rules(context):
        tiers = getattr(rule, "for_", None)
        if tiers and not any(context.ranks[tier] in found for tier in tiers):
            message = f"the {_KINDS[str(loc[0])]} '{rule.id}' is for nobody: no rule leads to {quoted(tiers)}"
            yield warning((*loc, "for"), "for-nobody", message, "name a tier that members can come to")
