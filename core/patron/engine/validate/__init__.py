"""What only rows together can show to be wrong: agreement, returns, movements, opening balances."""

from __future__ import annotations

from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.validate.cards import check_cards
from patron.engine.validate.coupons import check_coupon_uses
from patron.engine.validate.found import Found, to_findings
from patron.engine.validate.members import check_members
from patron.engine.validate.movements import check_movements
from patron.engine.validate.purchases import check_purchases, check_totals
from patron.engine.validate.required import check_required
from patron.engine.validate.returns import check_returns
from patron.findings import Finding
from patron.plugins import industries


def validate_history(history: History, plan: Plan, as_of: int) -> list[Finding]:
    """The findings of a history, at most 50 a file and one that counts the rest; empty if a runner may have it.

    `as_of` is in days since 1970-01-01. What only running can find (points that are not there) is not among them.
    """
    return to_findings(find_faults(history, plan, as_of), history.names)


def find_faults(history: History, plan: Plan, as_of: int, *, agreed: bool = False) -> list[Found]:
    """The same as columns, complete. Lines in a known order have been looked at by whoever put them in order (`line_faults`).

    `agreed`: it is known that the rows of each purchase agree.
    """
    tiers = [tier.id for tier in plan.tiers]
    return [
        *(line_faults(history, plan.industry, agreed=agreed) if history.known_order is None else ()),
        *check_movements(history, plan),
        *check_coupon_uses(history, plan),
        *check_members(history, tiers, as_of),
        *check_cards(history, plan, as_of),
    ]


def line_faults(history: History, industry: str, *, agreed: bool = False) -> list[Found]:
    """Of sales and returns, what no scheme has a say in; `agreed` as `find_faults` takes it."""
    return [
        *(() if agreed else check_purchases(history)),
        *check_totals(history),
        *(check_required(history, known.requires) if (known := industries().get(industry)) else ()),
        *check_returns(history),
    ]


__all__ = ["Found", "find_faults", "line_faults", "to_findings", "validate_history"]
