"""What a quote refuses: coupons that are not valid, goods that are not for this customer, points that are not there."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from patron.engine.coupon_uses import coupon_uses, find_coupon, uses_so_far
from patron.engine.days import iso_of
from patron.engine.plan import Coupon, Plan
from patron.engine.prices.coupons import CouponOutcome, CouponUses, validity
from patron.engine.restricted import Outside, Refusal, sold_outside
from patron.findings import CellPlace, Finding, FindingsError
from patron.quote.request import Ask, Terms
from patron.quote.visit import BASKET, Left

_CODES = {
    CouponOutcome.OTHER_TIER: "coupon-other-tier",
    CouponOutcome.NOT_YET: "coupon-not-yet",
    CouponOutcome.EXPIRED: "coupon-expired",
    CouponOutcome.EXHAUSTED: "coupon-exhausted",
    CouponOutcome.USED_UP: "coupon-used-up",
}


class QuoteRefusedError(FindingsError):
    """A basket that cannot be quoted; `ids` are the coupons and the rules of restricted goods that refuse it."""

    def __init__(self, refused: list[tuple[str, Finding]]) -> None:
        super().__init__(finding for _, finding in refused)
        self.ids = tuple(dict.fromkeys(one for one, _ in refused))


def valid_coupons(terms: Terms, ask: Ask, tier: int, entitled: tuple[Left, ...] = ()) -> list[Coupon]:
    """The coupons that are shown, each once, in file order.

    Raises QuoteRefusedError with every coupon that may not be used and every line that may not be sold to this customer.
    """
    plan = terms.plan
    uses = coupon_uses(ask.history, plan)
    refused: list[tuple[str, Finding]] = []
    shown: set[str] = set()
    issued = {grant.id for grant in plan.benefits.grants}
    for named in ask.coupons:
        coupon = find_coupon(plan, named)
        if coupon is None:
            known = ", ".join(one.id for one in plan.coupons)
            help_ = f"the scheme's coupons are {known}" if known else "the scheme has no coupons"
            message = f"{named!r} is no coupon of the scheme"
            refused.append((named, Finding(f"--coupon {named}", None, "unknown-coupon", message, help_)))
            continue
        used = CouponUses(uses_so_far(uses, coupon.id, None).in_all) if ask.of_tier else uses_so_far(uses, coupon.id, ask.member_id)
        issued_to_her = coupon.id in issued and not ask.of_tier
        lost = validity(replace(coupon, tiers=None) if issued_to_her else coupon, tier, ask.day, used)
        if lost is not None:
            refused.append((coupon.id, Finding(f"--coupon {named}", None, _CODES[lost], *_told(plan, coupon, tier, ask.day, lost))))
        elif issued_to_her and not any(one.id == coupon.id for one in entitled):
            message = f"coupon '{coupon.id}' is issued to members, and this one has none that is good"
            refused.append((coupon.id, Finding(f"--coupon {named}", None, "coupon-not-issued", message, "leave the coupon out")))
        shown.add(coupon.id)
    refused += [(one.rule, _refused(terms, ask, one, tier)) for one in restricted_lines(plan, ask, tier)]
    if refused:
        raise QuoteRefusedError(refused)
    return [coupon for coupon in plan.coupons if coupon.id in shown]


def _told(plan: Plan, coupon: Coupon, tier: int, day: int, lost: CouponOutcome) -> tuple[str, str]:
    """Message and help."""
    name = f"coupon '{coupon.id}'"
    match lost:
        case CouponOutcome.OTHER_TIER:
            whose = ", ".join(plan.tiers[rank].id for rank in coupon.tiers or ())
            return f"{name} is not for '{plan.tiers[tier].id}'", f"it is for {whose}; leave the coupon out"
        case CouponOutcome.NOT_YET:
            return f"{name} is good from {_date(coupon.first_day)}, and the quote is for {_date(day)}", "come back then, or leave it out"
        case CouponOutcome.EXPIRED:
            return f"{name} was good to {_date(coupon.last_day)}, and the quote is for {_date(day)}", "leave the coupon out"
        case CouponOutcome.EXHAUSTED:
            return f"{name} has been used {coupon.at_most:,} times, as often as it may be", "leave the coupon out"
        case _:
            return f"{name} has been used by this member {coupon.each_member:,} times, as often as it may be", "leave the coupon out"


def restricted_lines(plan: Plan, ask: Ask, tier: int) -> list[Outside]:
    """The lines of the basket that a rule of `restricted` keeps from this customer."""
    if not plan.restricted:
        return []
    basket = ask.as_purchase(BASKET)
    before = ask.history.lines
    lines = pl.concat([before, basket], how="diagonal") if before.height else basket
    tiers = pl.DataFrame({"purchase_id": [BASKET], "tier": [tier]}, schema={"purchase_id": pl.String(), "tier": pl.Int16()})
    return [one for one in sold_outside(plan, lines, tiers) if one.purchase_id == BASKET]


def _refused(terms: Terms, ask: Ask, one: Outside, tier: int) -> Finding:
    rule = next(rule for rule in terms.plan.restricted if rule.id == one.rule)
    named = [terms.plan.tiers[rank].id for rank in rule.tiers or ()]
    message, help_ = {
        Refusal.OTHER_TIER: (f"these goods are not for '{terms.plan.tiers[tier].id}'", f"they are sold to {', '.join(named)}"),
        Refusal.NOT_YET: (
            f"these goods are sold from {_date(rule.first_day)}",
            f"the presale is for {', '.join(terms.plan.tiers[rank].id for rank in rule.presale_tiers)} from {_date(rule.presale_day)}"
            if rule.presale_day is not None
            else "take the line out, or quote for a later day",
        ),
        Refusal.NO_LONGER: (f"these goods were sold to {_date(rule.last_day)}", "take the line out"),
        Refusal.EACH_MEMBER: (f"a member may have {rule.each_member} of these goods, and would have more", "lower the quantity"),
        Refusal.IN_TOTAL: (f"there are {rule.in_total} of these goods, and more would be sold", "lower the quantity"),
    }[one.reason]
    column = "quantity" if one.reason in {Refusal.EACH_MEMBER, Refusal.IN_TOTAL} else "category"
    return Finding(str(ask.basket), CellPlace(one.row, column), "not-for-sale", f"{message} (rule '{one.rule}')", help_)


def points_worth(terms: Terms, ask: Ask, available: int | None, total: int) -> int:
    """What the points to be redeemed are worth. Raises FindingsError if they cannot be: no rate, not so many, or more than is due."""
    if not ask.points:
        return 0
    rate = terms.plan.points.redemption
    place = f"--points {ask.points}"
    if rate is None:
        raise _one(
            place, "points-not-available", "the scheme redeems no points", "leave --points out, or add points.redemption to the scheme"
        )
    if available is not None and ask.points > available:
        message = f"{ask.points:,} points are more than the {available:,} that are available"
        raise _one(place, "points-not-available", message, f"at most {available - available % rate.points:,}")
    if ask.points % rate.points:
        message = f"points are redeemed {rate.points:,} at a time, and {ask.points:,} is no multiple of that"
        raise _one(place, "points-not-available", message, f"write {ask.points - ask.points % rate.points:,}")
    worth = ask.points // rate.points * rate.worth
    if worth > total:
        most = total // rate.worth * rate.points
        raise _one(place, "points-not-available", f"{ask.points:,} points are worth more than the basket costs", f"at most {most:,}")
    return worth


def _one(path: str, code: str, message: str, help_: str) -> FindingsError:
    return FindingsError([Finding(path, None, code, message, help_)])


def _date(day: int | None) -> str:
    return iso_of(day) or ""
