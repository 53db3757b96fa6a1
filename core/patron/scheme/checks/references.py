"""Every place that names a tier."""

from __future__ import annotations

from collections.abc import Iterator

from patron.findings import Severity
from patron.scheme.checks.context import Context
from patron.scheme.checks.ids import rules
from patron.scheme.nodes import Loc
from patron.scheme.problem import Problem
from patron.scheme.suggest import did_you_mean

_ONE = ("grants", "keeps", "priced_as", "pending_until", "for_each", "gives_tier")
_MANY = {"for_": "for"} | {key: key for key in ("share_of_customers", "share_of_sales", "spend_per_member", "service_cost_share")}


def unknown_tier(context: Context, loc: Loc, name: str) -> Iterator[Problem]:
    """A problem if no tier has this name."""
    if name not in context.ranks:
        yield Problem(loc, "unknown-tier", f"no tier is named '{name}'", did_you_mean(name, context.tier_ids, "tiers"))


def check_tier_references(context: Context) -> Iterator[Problem]:
    """Tiers that exist, named once in a list; none granted that everyone has, none kept that is never reviewed."""
    for loc, rule in rules(context):
        for key in _ONE:
            name = getattr(rule, key, None)
            if name is not None:
                yield from unknown_tier(context, (*loc, key), name)
        for attribute, key in _MANY.items():
            names = getattr(rule, attribute, None) or []
            for index, name in enumerate(names):
                yield from unknown_tier(context, (*loc, key, index), name)
                if name in names[:index]:
                    yield Problem((*loc, key, index), "named-twice", f"'{name}' is named twice", "once is enough")
    yield from _tiers_of_rules(context)


def _tiers_of_rules(context: Context) -> Iterator[Problem]:
    first = context.tier_ids[0] if context.tier_ids else ""
    for index, rule in enumerate(context.scheme.qualification):
        if rule.grants == first:
            yield Problem(
                ("qualification", index, "grants"),
                "grants-first-tier",
                f"'{first}' is the first tier, which every member has",
                "name a higher tier",
                severity=Severity.WARNING,
            )
    if not context.tiers_sound:
        return
    # A fall to `requalified` reads the rules of every tier below it but the first.
    requalified = max((rank for rank, tier in enumerate(context.scheme.tiers) if tier.lapse_to == "requalified"), default=0)
    termless = {tier.id for rank, tier in enumerate(context.scheme.tiers) if not tier.term and not 0 < rank < requalified}
    for index, keeper in enumerate(context.scheme.maintenance):
        if keeper.keeps in termless:
            yield Problem(
                ("maintenance", index, "keeps"),
                "needs-term",
                f"'{keeper.keeps}' has no term, so it is never reviewed",
                f"give '{keeper.keeps}' a term, or delete the rule",
                severity=Severity.WARNING,
            )
