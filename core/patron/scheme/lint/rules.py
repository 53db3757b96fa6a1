"""The rules of a scheme as formulas, and what members can come to by them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from patron.findings import Severity
from patron.scheme.checks.context import Context
from patron.scheme.lint.facts import filled
from patron.scheme.lint.logic import And, Formula, formula, never
from patron.scheme.nodes import Loc
from patron.scheme.problem import Problem


@dataclass(frozen=True, slots=True)
class TierRule:
    """A rule that grants, keeps or prices as `tier` (a rank)."""

    loc: Loc
    id: str
    tier: int
    when: Formula


def warning(loc: Loc, code: str, message: str, help_: str, *, on_key: bool = False) -> Problem:
    """A problem that does not stop a scheme."""
    return Problem(loc, code, message, help_, on_key, Severity.WARNING)


def qualification(context: Context) -> list[TierRule]:
    """The rules that admit; what a tier requires of the profile is asked by each."""
    found = []
    for index, rule in enumerate(context.scheme.qualification):
        rank = context.ranks[rule.grants]
        when = And((formula(context, rule.when), *filled(context.scheme.tiers[rank].requires or ())))
        found.append(TierRule(("qualification", index), rule.id, rank, when))
    return found


def withdrawal(context: Context) -> list[TierRule]:
    """The rules that take a tier away; `tier` is the one that members fall to."""
    rules = context.scheme.withdrawal
    return [
        TierRule(("withdrawal", i), rule.id, context.ranks[rule.to], formula(context, rule.when, at_review=True))
        for i, rule in enumerate(rules)
    ]


def maintenance(context: Context) -> list[TierRule]:
    """The rules that keep; without grace they are judged at reviews only, where there is no purchase."""
    found = []
    for index, rule in enumerate(context.scheme.maintenance):
        rank = context.ranks[rule.keeps]
        at_review = context.scheme.tiers[rank].grace is None
        found.append(TierRule(("maintenance", index), rule.id, rank, formula(context, rule.when, at_review=at_review)))
    return found


def withdrawn(context: Context) -> list[tuple[TierRule, list[str]]]:
    """The rules of withdrawal that can hold, each with the tiers that it takes away."""
    pairs = zip(withdrawal(context), context.scheme.withdrawal, strict=True)
    return [(rule, stated.from_) for rule, stated in pairs if not never(rule.when)]


def group_purchase(context: Context) -> list[TierRule]:
    """The rules that price group orders."""
    rules = context.scheme.group_purchase
    return [
        TierRule(("group_purchase", i), rule.id, context.ranks[rule.priced_as], formula(context, rule.when)) for i, rule in enumerate(rules)
    ]


def reachable(context: Context) -> set[int]:
    """The ranks that members can come to by the scheme itself: the first tier, by a rule, a card, or a fall."""
    found = {0} | {rule.tier for rule in qualification(context) if not never(rule.when)}
    found |= {context.ranks[kind.gives_tier] for kind in context.scheme.cards if kind.gives_tier is not None}
    while more := {rank for tier in found for rank in _falls(context, tier)} - found:
        found |= more
    return found


def _falls(context: Context, rank: int) -> Iterator[int]:
    tier = context.scheme.tiers[rank]
    yield from (rule.tier for rule, held in withdrawn(context) if tier.id in held)
    if tier.term is None or rank == 0:
        return
    if tier.lapse_to == "below":
        yield rank - 1
    elif tier.lapse_to == "requalified":
        yield from (rule.tier for rule in [*qualification(context), *maintenance(context)] if rule.tier < rank and not never(rule.when))
    else:
        yield context.ranks[tier.lapse_to]
