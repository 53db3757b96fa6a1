"""The section `economics` of the document: what the scheme brought and cost, what it is worth, and what is still owed."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from patron.engine.rounding import half_up
from patron.simulation.economics.breakage import breakage, liability_by_age, revenue_with_points
from patron.simulation.economics.card_float import card_float
from patron.simulation.economics.gains import Gain, extra_purchases, gains, pulled_forward
from patron.simulation.economics.lifetime import HORIZON_YEARS, lifetimes
from patron.simulation.economics.lived import Lived
from patron.simulation.economics.rules import rules_of
from patron.simulation.economics.years import years_of
from patron.simulation.replay.costs import CostKind, total
from patron.simulation.replay.exact import shown
from patron.simulation.replay.replay import Replay
from patron.simulation.replay.sales import GROUP, NO_TIER, WALK_IN
from patron.simulation.report.titles import shown_title, titles_of
from patron.simulation.worlds.effect import Anyway, anyway_of, base_of, effect_of, payback_of

Section = dict[str, Any]
_NAMES = {GROUP: "(group)", WALK_IN: "(walk_in)", NO_TIER: "(scheme)"}


def economics_section(result: Replay, lived: Lived | None = None) -> Section:
    """`lived`: the world that the scheme was laid over; None for a history.

    In a history nobody changes: nothing is extra there, and nothing pays back.
    """
    anyway = None if lived is None else anyway_of(result, lived.made.extra, lived.made.amounts_before)
    cells = [] if lived is None else gains(result, lived)
    return {
        "extra": _extra(result, lived, cells),
        "anyway": _anyway(result, anyway),
        "pulled_forward": _pulled(result, lived),
        "payback": _payback(result, lived),
        "by_rule": _rules(result, anyway),
        "by_tier": _by_tier(result, cells),
        "by_month": _by_month(result, cells),
        "cells": [{"tier": _name(result, one.rank), "month": one.month, "sales": one.sales, "gross": one.gross} for one in cells],
        "lifetime": _lifetime(result, lived),
        "horizon_years": HORIZON_YEARS,
        "liability": _liability(result),
        "revenue": _revenue(result),
        "card_float": _card_float(result, lived),
    }


def _name(result: Replay, rank: int) -> str:
    return _NAMES.get(rank) or result.plan.tiers[rank].id


def _money(value: Fraction | None) -> int | None:
    return None if value is None else half_up(value)


def _gross(result: Replay, cells: list[Gain]) -> int | None:
    """0 where nobody changes and a margin is stated: None is for what is not known."""
    return None if result.request.margins is None else sum(one.gross or 0 for one in cells)


def _extra(result: Replay, lived: Lived | None, cells: list[Gain]) -> Section:
    return {
        "sales": sum(one.sales for one in cells),
        "gross": _gross(result, cells),
        "purchases": 0 if lived is None else extra_purchases(result, lived),
    }


def _anyway(result: Replay, anyway: Anyway | None) -> Section:
    """Sales to members under a promise that would have been made without it, and the discounts on them."""
    if anyway is None:
        discounts = total(result.costs, lambda cell: cell.kind is CostKind.DISCOUNT)
        return {"sales": result.company.covered.sales, "discounts": discounts}
    covered = result.sales.lines["covered"].to_numpy()
    return {"sales": int(anyway.lines[covered].sum()), "discounts": anyway.discounts}


def _pulled(result: Replay, lived: Lived | None) -> Section:
    if lived is None:
        return {"sales": 0, "purchases": 0, "from_after": 0}
    moved = pulled_forward(result, lived)
    return {"sales": moved.sales, "purchases": moved.purchases, "from_after": moved.from_after}


def _payback(result: Replay, lived: Lived | None) -> Section | None:
    """None where nobody changes, and where no margin is stated."""
    if lived is None:
        return None
    found = payback_of(result, effect_of(result, base_of(lived.base.history, result.period, result.request.margins)))
    if found is None:
        return None
    month = result.period.months[found.months - 1].key if found.months else None
    return {"month": month, "months": found.months, "one_off": found.one_off, "running": list(found.running)}


def _rules(result: Replay, anyway: Anyway | None) -> list[Section]:
    titles = titles_of(result.scheme)
    return [
        {
            "rule": one.rule,
            "title": shown_title(titles, one.rule),
            "kind": one.kind.value,
            "amount": one.amount,
            "sales": one.break_even.sales,
            "margin": shown(one.break_even.margin),
            "variable": one.break_even.variable,
            "fixed": one.break_even.fixed,
            "break_even": shown(one.break_even.uplift),
            "state": one.break_even.state.value,
        }
        for one in rules_of(result, None if anyway is None else anyway.lines)
    ]


def _by_tier(result: Replay, cells: list[Gain]) -> list[Section]:
    """Every tier, then what is no tier's and has a figure."""
    beside = ({one.rank for one in cells} | {one.rank for one in result.costs}) - set(range(len(result.plan.tiers)))
    rows = []
    for rank in (*range(len(result.plan.tiers)), *sorted(beside, reverse=True)):
        own = [one for one in cells if one.rank == rank]
        cost = sum(cell.amount for cell in result.costs if cell.rank == rank)
        rows.append({"tier": _name(result, rank), **_row(result, own, cost)})
    return rows


def _by_month(result: Replay, cells: list[Gain]) -> list[Section]:
    rows = []
    for month in result.period.months:
        own = [one for one in cells if one.month == month.key]
        cost = sum(cell.amount for cell in result.costs if cell.month == month.key)
        rows.append({"month": month.key, **_row(result, own, cost)})
    return rows


def _row(result: Replay, own: list[Gain], cost: int) -> Section:
    gross = _gross(result, own)
    net = None if gross is None else gross - cost
    return {"extra_sales": sum(one.sales for one in own), "extra_gross": gross, "cost": cost, "net": net}


def _lifetime(result: Replay, lived: Lived | None) -> list[Section]:
    tiers = result.plan.tiers
    return [
        {
            "tier": tiers[one.rank].id,
            "title": {"zh": tiers[one.rank].title_zh, "en": tiers[one.rank].title_en},
            "yearly_gross": _money(one.yearly_gross),
            "yearly_cost": _money(one.yearly_cost),
            "yearly_profit": _money(one.yearly_profit),
            "cost_share": shown(one.cost_share),
            "years": shown(one.years),
            "value": _money(one.value),
        }
        for one in lifetimes(result, years_of(result, lived))
    ]


def _liability(result: Replay) -> Section:
    broken = breakage(result)
    return {
        "redeemed": shown(result.request.redeemed),
        "by_age": [
            {
                "month": one.month,
                "ages": [{"months": age, "points": points, "amount": amount} for age, points, amount in one.ages],
                "unsure_points": one.unsure,
            }
            for one in liability_by_age(result)
        ],
        "breakage_points": broken.points,
        "breakage_amount": broken.amount,
    }


def _revenue(result: Replay) -> Section | None:
    found = revenue_with_points(result)
    if found is None:
        return None
    names = ("sales", "paid", "issued", "goods", "points", "redeemed", "earned", "deferred")
    return {name: getattr(found, name) for name in names}


def _card_float(result: Replay, lived: Lived | None) -> list[Section] | None:
    months = card_float(result.cards, lived.card_used) if lived is not None else card_float(result.cards)
    if months is None:
        return None
    names = ("month", "sold", "given", "used", "expired", "float", "expected_unused")
    return [{name: getattr(one, name) for name in names} for one in months]
