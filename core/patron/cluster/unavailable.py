"""What a cluster does not do, and why; each of it is done on one machine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from patron.engine.plan import Plan
from patron.files.prepare import DataFiles


def not_available(plan: Plan, files: DataFiles) -> Iterator[str]:
    """A reason for each thing in the scheme and the options that counts over all members in order of events, or rewrites the files."""
    if files.on_error == "skip":
        yield "rows that are wrong cannot be set aside (--on-error skip): whether a row is wrong may depend on others set aside before"
    if files.movements is None:
        return
    if plan.cards:
        yield "prepaid cards change hands, so that what is right for one member depends on all others' movements before"
    for one in plan.points.exchange:
        if one.in_total is not None:
            yield f"the exchange {one.id!r} is limited over all members (in_total), in the order of their movements"
    for coupon in plan.coupons:
        if coupon.at_most is not None:
            yield f"the coupon {coupon.id!r} is limited over all members (at_most), in the order of their uses"


def within_members(plan: Plan) -> tuple[Plan, tuple[str, ...]]:
    """The plan with the rules of restricted goods that one member's purchases show to be kept; the names of the others."""
    others = tuple(rule.id for rule in plan.restricted if rule.in_total is not None)
    return replace(plan, restricted=tuple(rule for rule in plan.restricted if rule.in_total is None)), others
