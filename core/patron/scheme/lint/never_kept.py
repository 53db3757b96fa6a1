"""A tier that every member loses at the first review."""

from __future__ import annotations

from collections.abc import Iterator

from patron.scheme.checks.context import Context
from patron.scheme.lint.logic import never
from patron.scheme.lint.rules import maintenance, warning
from patron.scheme.problem import Problem


def never_kept(context: Context) -> Iterator[Problem]:
    """A term, and neither a rule that can keep the tier nor a renewal by qualification."""
    kept = {rule.tier for rule in maintenance(context) if not never(rule.when)}
    for rank, tier in enumerate(context.scheme.tiers):
        if rank and tier.term is not None and tier.renews_on is None and rank not in kept:
            message = f"no rule can keep '{tier.id}', so every member falls at the first review"
            help_ = f"add a maintenance rule with keeps: {tier.id}, or renews_on: qualification"
            yield warning(("tiers", rank, "term"), "never-kept", message, help_, on_key=True)
