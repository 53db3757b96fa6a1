"""A tier to which no rule and no fall leads."""

from __future__ import annotations

from collections.abc import Iterator

from patron.scheme.checks.context import Context
from patron.scheme.lint.rules import reachable, warning
from patron.scheme.problem import Problem


def never_reached(context: Context) -> Iterator[Problem]:
    """Only a `grant_tier` movement or an opening balance can put a member there."""
    found = reachable(context)
    for rank, tier in enumerate(context.scheme.tiers):
        if rank not in found:
            message = f"no rule leads to '{tier.id}'"
            yield warning(
                ("tiers", rank, "id"),
                "never-reached",
                message,
                f"add a qualification rule with grants: {tier.id}, unless it is only given by hand",
            )
