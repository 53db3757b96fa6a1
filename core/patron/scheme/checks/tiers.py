"""Tiers: terms, grace, and where members fall."""

from __future__ import annotations

from collections.abc import Iterator

from patron.scheme.checks.context import Context
from patron.scheme.checks.ids import RESERVED_TIERS
from patron.scheme.checks.lengths import surely_shorter
from patron.scheme.model import Tier
from patron.scheme.nodes import Loc
from patron.scheme.problem import Problem
from patron.scheme.suggest import did_you_mean

_NEED_TERM = ("grace", "lapse_to", "renews_on", "gaining_purchase_keeps")


def check_tiers(context: Context) -> Iterator[Problem]:
    """The first tier is never reviewed; grace is shorter than the term; a fall leads down; nothing stands without its term."""
    if not context.tiers_sound:
        return
    for rank, tier in enumerate(context.scheme.tiers):
        loc: Loc = ("tiers", rank)
        if rank == 0 and tier.term:
            yield Problem(
                (*loc, "term"),
                "term-on-first-tier",
                f"'{tier.id}' is the first tier, which has no term",
                "every member starts in it and none falls below it; delete the term",
                on_key=True,
            )
        elif not tier.term:
            for key in _NEED_TERM:
                if key in tier.model_fields_set:
                    yield Problem(
                        (*loc, key),
                        "needs-term",
                        f"'{key}' changes nothing, as the tier has no term",
                        f"give '{tier.id}' a term, or delete '{key}'",
                        on_key=True,
                    )
        if tier.term and tier.grace and not surely_shorter(tier.grace, tier.term):
            text = f"{context.text((*loc, 'grace'))} is not always shorter than the term, {context.text((*loc, 'term'))}"
            yield Problem((*loc, "grace"), "grace-not-shorter", text, "a member in grace would meet the next review")
        if tier.term and rank:
            yield from _lapse_to(context, rank, tier)


def _lapse_to(context: Context, rank: int, tier: Tier) -> Iterator[Problem]:
    loc: Loc = ("tiers", rank, "lapse_to")
    if tier.lapse_to in RESERVED_TIERS:
        return
    if tier.lapse_to not in context.ranks:
        yield Problem(
            loc,
            "unknown-tier",
            f"no tier is named '{tier.lapse_to}'",
            did_you_mean(tier.lapse_to, [*context.tier_ids[:rank], "below", "requalified"], "write"),
        )
    elif context.ranks[tier.lapse_to] >= rank:
        yield Problem(
            loc,
            "lapse-not-lower",
            f"'{tier.lapse_to}' is not below '{tier.id}'",
            "a member who does not keep a tier falls; name a lower tier",
        )
