"""What becomes of tiers when another version of the scheme takes effect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from patron.engine.plan import Plan


def carried(old: Plan, new: Plan) -> dict[str, str]:
    """Each tier of the old plan and what its members hold under the new one: the same, else the highest below it that is left."""
    left = {tier.id for tier in new.tiers}
    found: dict[str, str] = {}
    below = new.tiers[0].id
    for tier in old.tiers:
        below = tier.id if tier.id in left else below
        found[tier.id] = below
    return found


def carried_through(plans: Sequence[Plan]) -> dict[str, str]:
    """Each tier of any of the plans and what it has become under the last one."""
    found: dict[str, str] = {}
    for old, new in pairwise(plans):
        step = carried(old, new)
        found = {tier: step.get(after, after) for tier, after in found.items()} | step
    return {tier.id: tier.id for tier in plans[-1].tiers} | found


def gone(step: Mapping[str, str]) -> dict[str, str]:
    """Those that are another one afterwards."""
    return {before: after for before, after in step.items() if before != after}
