"""Checks of what the keys and types alone cannot say: references, and keys that contradict or need each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from patron.scheme.checks.benefits import check_benefits
from patron.scheme.checks.cards import check_cards
from patron.scheme.checks.conditions import check_conditions
from patron.scheme.checks.context import Context
from patron.scheme.checks.coupons import check_coupons, check_restricted
from patron.scheme.checks.goals import check_goals
from patron.scheme.checks.goods import check_goods
from patron.scheme.checks.header import check_header
from patron.scheme.checks.ids import check_ids
from patron.scheme.checks.points import check_points
from patron.scheme.checks.price_parts import check_price_parts
from patron.scheme.checks.prices import check_prices
from patron.scheme.checks.profile import check_profile
from patron.scheme.checks.protected import check_protected
from patron.scheme.checks.references import check_tier_references
from patron.scheme.checks.seasons import check_seasons
from patron.scheme.checks.tiers import check_tiers
from patron.scheme.checks.uses import check_uses
from patron.scheme.problem import Problem

CHECKS: tuple[Callable[[Context], Iterator[Problem]], ...] = (
    check_header,
    check_ids,
    check_tiers,
    check_tier_references,
    check_conditions,
    check_seasons,
    check_profile,
    check_goods,
    check_protected,
    check_prices,
    check_price_parts,
    check_coupons,
    check_restricted,
    check_points,
    check_uses,
    check_benefits,
    check_cards,
    check_goals,
)


def check_references(context: Context) -> list[Problem]:
    """Every problem that the checks find, in no order."""
    return [problem for check in CHECKS for problem in check(context)]
