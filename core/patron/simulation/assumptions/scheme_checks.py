"""Assumptions against the scheme that they are about: names that it has, and members to whom it promises something."""

from __future__ import annotations

from collections.abc import Iterator

from patron.engine.plan.compile import compile_plan
from patron.findings import Severity
from patron.scheme.model import Scheme
from patron.scheme.nodes import Loc
from patron.scheme.problem import Problem
from patron.scheme.suggest import did_you_mean
from patron.simulation.assumptions.file_model import AssumptionsFile, Entry
from patron.simulation.assumptions.model import Effect
from patron.simulation.replay.promised import discounted_ranks, promised_ranks
from patron.vocabulary import Industry

_ENTERED = {Effect.GOAL_GRADIENT: "reaches", Effect.DEMOTION: "falls from", Effect.DEMOTION_DROP_OUT: "falls from"}


def check_for_scheme(file: AssumptionsFile, scheme: Scheme, industry: Industry) -> Iterator[Problem]:
    """Errors for names that the scheme does not have, warnings for entries that cannot change anything."""
    plan = compile_plan(scheme, industry)
    promised, discounted = promised_ranks(scheme, plan), discounted_ranks(plan)
    ranks = {tier.id: rank for rank, tier in enumerate(scheme.tiers)}
    for place, entry in enumerate(file.entries):
        loc: Loc = ("entries", place)
        yield from _names(loc, entry, scheme, industry)
        for effect in entry.effects():
            for number, tier in enumerate(entry.for_ or ()):
                if (rank := ranks.get(tier)) is not None:
                    yield from _changes(
                        (*loc, "for", number), effect, tier, rank, is_promised=rank in promised, is_discounted=rank in discounted
                    )
            if entry.benefit is None and entry.card is None:
                yield from _is_counted(loc, entry, effect, scheme)


def _names(loc: Loc, entry: Entry, scheme: Scheme, industry: Industry) -> Iterator[Problem]:
    tiers = [tier.id for tier in scheme.tiers]
    for number, tier in enumerate(entry.for_ or ()):
        if tier not in tiers:
            yield Problem(
                (*loc, "for", number), "unknown-tier", f"the scheme has no tier '{tier}'", did_you_mean(tier, tiers, "the tiers are")
            )
    benefits = [*(one.id for one in scheme.benefits), *(one.id for one in scheme.coupons)]  # coupons are taken up as benefits are
    if entry.benefit is not None and entry.benefit not in benefits:
        help_ = did_you_mean(entry.benefit, benefits, "the benefits are")
        yield Problem((*loc, "benefit"), "unknown-benefit", f"the scheme has no benefit or coupon '{entry.benefit}'", help_)
    cards = [one.id for one in scheme.cards]
    if entry.card is not None and entry.card not in cards:
        help_ = did_you_mean(entry.card, cards, "the kinds of cards are")
        yield Problem((*loc, "card"), "card-unknown", f"the scheme has no kind of cards '{entry.card}'", help_)
    categories = industry.category_ids()
    if entry.category is not None and categories and entry.category not in categories:
        help_ = did_you_mean(entry.category, categories, "the categories are")
        yield Problem((*loc, "category"), "unknown-category", f"'{entry.category}' is not a category of {industry.id}", help_)


def _changes(loc: Loc, effect: Effect, tier: str, rank: int, *, is_promised: bool, is_discounted: bool) -> Iterator[Problem]:
    if effect in _ENTERED and rank == 0:
        said, help_ = f"nobody {_ENTERED[effect]} '{tier}': everyone begins in it", "name a higher tier, or delete the entry"
    elif not is_promised:
        said, help_ = f"the scheme promises nothing to '{tier}', so nobody answers", "name a tier that gets something, or delete the entry"
    elif effect is Effect.INCREMENTAL and not is_discounted:
        said, help_ = f"no discount is for '{tier}'", "name a tier that a discount is for, or delete the entry"
    else:
        return
    yield Problem(loc, "nothing-promised", said, help_, severity=Severity.WARNING)


def _is_counted(loc: Loc, entry: Entry, effect: Effect, scheme: Scheme) -> Iterator[Problem]:
    """Warnings for what is said of points, cards and allowances that the scheme does not have."""
    if effect is Effect.REDEEMED and scheme.points is None:
        lacks = "points"
    elif effect is Effect.CARD_USED and not scheme.cards:
        lacks = "prepaid cards"
    elif effect is Effect.TAKE_UP and not (scheme.benefits or scheme.coupons):
        lacks = "benefits"
    else:
        return
    yield Problem(
        (*loc, effect.value),
        "nothing-promised",
        f"the scheme has no {lacks}, so this changes nothing",
        "delete the entry",
        on_key=True,
        severity=Severity.WARNING,
    )
