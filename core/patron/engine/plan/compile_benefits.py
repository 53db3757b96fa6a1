"""Compiles the `benefits` section, and what issues coupons."""

from __future__ import annotations

from dataclasses import replace

from patron.engine.plan.benefits import Benefits, Grant, GrantKind, ItemEntry, ItemGrant, Prorate
from patron.engine.plan.compile_points import compile_goods, compile_ranks
from patron.scheme import model
from patron.scheme.durations import EVER, WindowKind
from patron.scheme.model.issue import Issue
from patron.vocabulary import Industry

_QUARTERS = ((1, 1), (4, 1), (7, 1), (10, 1))
_MONTHS = tuple((month, 1) for month in range(1, 13))


def compile_benefits(scheme: model.Scheme, ranks: dict[str, int], industry: Industry, digits: int) -> Benefits:
    """Benefits, then coupons that are issued, in file order; `digits` are the currency's places."""
    seasons = tuple(sorted(scheme.seasons or ()))
    grants: list[Grant | None] = []
    for one in scheme.benefits:
        grants.append(_grant(Grant(one.id, GrantKind.GAIN, compile_ranks(one.for_, ranks), 0), one, seasons, industry, digits))
    for coupon in scheme.coupons:
        issue = coupon.issue
        if issue is not None:
            tiers = compile_ranks(coupon.for_, ranks) if coupon.for_ else tuple(ranks.values())
            refs = tuple(dict.fromkeys((coupon.code or coupon.id, coupon.id)))
            base = Grant(coupon.id, GrantKind.GAIN, tiers, 0, valid_for=coupon.valid_for, used_by="use_coupon", refs=refs)
            grants.append(_grant(base, issue, seasons, industry, digits))
    claims = tuple(one.id for one in scheme.benefits if one.false_claim is not None)
    items = tuple(_items(one, ranks, industry, digits) for one in scheme.benefits if one.each_item)
    return Benefits(tuple(one for one in grants if one is not None), tuple(one.id for one in scheme.benefits), claims, items)


def _items(benefit: model.Benefit, ranks: dict[str, int], industry: Industry, digits: int) -> ItemGrant:
    entries = tuple(
        ItemEntry(
            compile_goods(one.goods, industry),
            one.valid_for,
            int((one.price_from or 0) * 10**digits),
            None if one.price_below is None else int(one.price_below * 10**digits),
            one.times,
        )
        for one in benefit.each_item or ()
    )
    return ItemGrant(benefit.id, compile_ranks(benefit.for_, ranks), entries)


def _grant(base: Grant, issue: Issue, seasons: tuple[tuple[int, int], ...], industry: Industry, digits: int) -> Grant | None:
    """`base` with what the entry issues; None if it issues nothing."""
    base = replace(
        base,
        valid_for=issue.valid_for or base.valid_for,
        carry_over=issue.carry_over or 0,
        prorate=Prorate(issue.prorate),
        keep=issue.on_leaving == "keep",
        profile=() if issue.when is None else tuple((field, tuple(values)) for field, values in (issue.when.profile or {}).items()),
    )
    simple: dict[str, tuple[GrantKind, tuple[tuple[int, int], ...]]] = {
        "each_year": (GrantKind.YEAR, ()),
        "each_calendar_year": (GrantKind.CALENDAR, ((1, 1),)),
        "each_season": (GrantKind.CALENDAR, seasons),
        "each_quarter": (GrantKind.CALENDAR, _QUARTERS),
        "each_month": (GrantKind.CALENDAR, _MONTHS),
        "on_gain": (GrantKind.GAIN, ()),
        "each_birthday": (GrantKind.BIRTHDAY, ()),
    }
    for key, (kind, days) in simple.items():
        count = getattr(issue, key)
        if count is not None:
            return replace(base, kind=kind, count=count, days=days)
    if issue.each_year_on is not None:
        dated = replace(
            base, kind=GrantKind.DAYS, count=1 if issue.times is None else issue.times, days=tuple(sorted(set(issue.each_year_on)))
        )
        top = issue.top_of_each
        if top is None:
            return dated
        window = top.within or EVER
        if window.kind is WindowKind.SEASON:
            window = replace(window, seasons=seasons)
        return replace(dated, kind=GrantKind.TOP, by=top.by, members=top.members, window=window)
    bought = issue.on_purchase
    if bought is None:
        return None
    goods, least = compile_goods(bought.goods, industry), int((bought.at_least or 0) * 10**digits)
    return replace(base, kind=GrantKind.PURCHASE, count=bought.times, every=bought.every, goods=goods, at_least=least)
