"""A tier that is held for life."""

from __future__ import annotations

from collections.abc import Iterator

from patron.scheme.checks.context import Context
from patron.scheme.lint.logic import always
from patron.scheme.lint.rules import maintenance, warning, withdrawn
from patron.scheme.problem import Problem


def never_left(context: Context) -> Iterator[Problem]:
    """No term, or a rule that keeps every member: what it promises is owed for ever. A tier's note says that it is meant."""
    keepers = {rule.tier: rule for rule in reversed(maintenance(context)) if always(rule.when)}
    by_card = {kind.gives_tier for kind in context.scheme.cards}
    taken = {tier for _, held in withdrawn(context) for tier in held}
    for rank, tier in enumerate(context.scheme.tiers):
        if tier.id in taken:
            continue
        if rank and tier.term is None and not tier.note and tier.id not in by_card:
            message = f"a member never falls from '{tier.id}', as it has no term"
            yield warning(
                ("tiers", rank, "id"), "never-left", message, "add a term such as 12 months, or a note that says why it is for life"
            )
        elif rank in keepers:
            rule = keepers[rank]
            message = f"a member never falls from '{tier.id}', as '{rule.id}' always holds"
            yield warning((*rule.loc, "when"), "never-left", message, "ask for something above 0", on_key=True)
