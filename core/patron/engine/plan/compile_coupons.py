"""Compiles the `coupons` and `restricted` sections."""

from __future__ import annotations

from patron.engine.days import day_of
from patron.engine.plan.compile_conditions import in_season
from patron.engine.plan.compile_points import compile_goods, compile_ranks
from patron.engine.plan.coupons import Coupon, CouponKind, Restriction
from patron.engine.plan.model import RATE_SCALE
from patron.scheme import model
from patron.scheme.durations import EVER
from patron.vocabulary import Industry


def compile_coupons(scheme: model.Scheme, ranks: dict[str, int], industry: Industry, digits: int) -> tuple[Coupon, ...]:
    """The coupons in file order; `digits` are the currency's places."""
    groups: dict[str, int] = {}
    found = []
    for one in scheme.coupons:
        kind, value = _kind(one, digits)
        found.append(
            Coupon(
                id=one.id,
                code=one.code or one.id,
                kind=kind,
                value=value,
                goods=compile_goods(one.goods, industry),
                tiers=compile_ranks(one.for_, ranks) if one.for_ else None,
                group=groups.setdefault(one.stack, len(groups)),
                from_amount=int((one.from_amount or 0) * 10**digits),
                with_discounts=one.with_discounts,
                at_most=one.at_most,
                each_member=one.each_member,
                first_day=day_of(one.from_),
                last_day=day_of(one.until),
                valid_for=one.valid_for,
            )
        )
    return tuple(found)


def _kind(one: model.Coupon, digits: int) -> tuple[CouponKind, int]:
    if one.off is not None:
        return CouponKind.OFF, int(one.off * 10**digits)
    if one.rate is not None:
        return CouponKind.RATE, int(one.rate * RATE_SCALE)
    return CouponKind.GIFT, int((one.unit_cost or 0) * 10**digits)


def compile_restricted(scheme: model.Scheme, ranks: dict[str, int], industry: Industry) -> tuple[Restriction, ...]:
    """The restrictions in file order."""
    return tuple(
        Restriction(
            id=one.id,
            goods=compile_goods(one.goods, industry),
            tiers=compile_ranks(one.for_, ranks) if one.for_ else None,
            each_member=one.each_member,
            in_total=one.in_total,
            window=in_season(one.within or EVER, tuple(sorted(scheme.seasons or ()))),
            first_day=day_of(one.from_),
            last_day=day_of(one.until),
            presale_tiers=compile_ranks(one.presale.for_, ranks) if one.presale else (),
            presale_day=day_of(one.presale.from_) if one.presale else None,
        )
        for one in scheme.restricted
    )
