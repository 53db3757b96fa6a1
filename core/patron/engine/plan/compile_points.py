"""Compiles the `points` section and the `goods` filters that it shares with prices."""

from __future__ import annotations

from decimal import Decimal

from patron.engine.days import day_of
from patron.engine.plan.compile_uses import compile_exchange, compile_quiz, compile_referral, compile_vouchers
from patron.engine.plan.model import (
    MULTIPLIER_SCALE,
    RATE_SCALE,
    Accrual,
    Bonus,
    ExpiryAfter,
    ExpiryEachYear,
    GoodsFilter,
    Multiplier,
    Points,
    Redemption,
)
from patron.scheme import model
from patron.vocabulary import Industry

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def compile_points(stated: model.Points | None, ranks: dict[str, int], industry: Industry, digits: int) -> Points:
    """The plan's points; a scheme without the section makes none."""
    if stated is None:
        return Points()
    everyone = tuple(ranks.values())
    accrual = tuple(
        Accrual(
            id=one.id,
            tiers=compile_ranks(one.for_, ranks),
            goods=compile_goods(one.goods, industry),
            one_point_per=int(one.one_point_per * 10**digits),
            pending_until=None if one.pending_until is None else ranks[one.pending_until],
            pending_for=one.pending_for,
        )
        for one in stated.accrual
    )
    multipliers = tuple(
        Multiplier(
            id=one.id,
            factor=int(one.multiplier * MULTIPLIER_SCALE),
            tiers=compile_ranks(one.for_, ranks) if one.for_ else everyone,
            goods=compile_goods(one.goods, industry),
            weekdays=tuple(WEEKDAYS.index(day) for day in one.weekdays or ()),
            month_days=tuple(one.each_year_on or ()),
            first_day=day_of(one.from_),
            last_day=day_of(one.until),
            stack=one.stack,
        )
        for one in stated.promotions
        if one.multiplier is not None
    )
    bonuses = tuple(
        Bonus(one.id, one.bonus, one.when.points_earned, one.when.within, compile_ranks(one.for_, ranks) if one.for_ else everyone)
        for one in stated.promotions
        if one.bonus is not None and one.when is not None
    )
    redemption = stated.redemption
    return Points(
        accrual=accrual,
        multipliers=multipliers,
        bonuses=bonuses,
        at_most_a_day=stated.at_most_a_day,
        expiry=_expiry(stated.expiry),
        available_after=stated.available_after,
        allow_below_zero=stated.below_zero == "allow",
        redemption=None if redemption is None else Redemption(redemption.points, int(redemption.worth * 10**digits)),
        exchange=compile_exchange(stated, ranks, digits),
        quiz=compile_quiz(stated),
        referral=compile_referral(stated, digits),
        vouchers=compile_vouchers(stated, digits),
    )


def compile_ranks(ids: list[str], ranks: dict[str, int]) -> tuple[int, ...]:
    """The tiers' ranks, lowest first, each once."""
    return tuple(sorted({ranks[one] for one in ids}))


def compile_goods(goods: model.Goods | None, industry: Industry) -> GoodsFilter:
    """A filter over the lines' columns; none lets every line through."""
    if goods is None:
        return GoodsFilter()
    return GoodsFilter(
        category=tuple(goods.category or ()),
        category_not=tuple(goods.category_not or ()),
        tender=tuple(goods.tender or ()),
        tender_not=tuple(goods.tender_not or ()),
        fields=_texts(goods, industry),
        sold_below=_scaled_share(goods.sold_below),
        sold_from=_scaled_share(goods.sold_from),
    )


def _scaled_share(share: Decimal | None) -> int | None:
    return None if share is None else int(share * RATE_SCALE)


def _texts(goods: model.Goods, industry: Industry) -> tuple[tuple[str, tuple[str, ...], bool], ...]:
    """Every column of text beside category and tender that the filter names: (column, values, negated)."""
    named = []
    for name in ("store", "channel", *(one.name for one in industry.fields)):
        for key, negated in ((name, False), (f"{name}_not", True)):
            values = getattr(goods, key, None)
            if values is not None:
                named.append((name, tuple(values), negated))
    return tuple(named)


def _expiry(stated: model.Expiry | None) -> ExpiryAfter | ExpiryEachYear | None:
    if stated is None:
        return None
    if stated.after is not None:
        return ExpiryAfter(stated.after)
    assert stated.each_year_on is not None, "check lets no expiry through without one of its keys"
    month, day = stated.each_year_on
    return ExpiryEachYear(month, day, stated.year == "next")
