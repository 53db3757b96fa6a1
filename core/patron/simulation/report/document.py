"""A replay as one document of plain values: what `result.json` holds and every other output is drawn from.

Money is in minor units, shares are rounded half up to six places, dates are ISO. `result.schema.json` beside
this module is its JSON Schema.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from patron.engine.days import to_date
from patron.engine.rounding import half_up
from patron.simulation.replay.cards import cards_document
from patron.simulation.replay.costs import CostCell, CostKind, per_member_year
from patron.simulation.replay.exact import ratio, shown
from patron.simulation.replay.goals import GoalResult, Measured
from patron.simulation.replay.movement import NEW
from patron.simulation.replay.points import point_worth
from patron.simulation.replay.replay import Replay
from patron.simulation.replay.rules import costed_rules
from patron.simulation.replay.sales import GROUP, NO_TIER, WALK_IN
from patron.simulation.report.economics_document import economics_section
from patron.simulation.report.identity import Identity
from patron.simulation.report.notes import Note, notes_of
from patron.simulation.report.titles import shown_title, titles_of

FORMAT = "patron-simulation/1"
Document = dict[str, Any]
SECTIONS = ("population", "assumption_list", "worlds", "economics", "tornado", "curves", "heat")  # null where a run has none
_NAMES = {GROUP: "(group)", NO_TIER: "(scheme)", NEW: "(new)"}


def document(result: Replay, identity: Identity, sections: Mapping[str, Any] | None = None, notes: Sequence[Note] = ()) -> Document:
    """The whole result; the same replay gives the same document.

    `sections`: any of SECTIONS, which only some runs have (without `economics` that of a history); `notes`: those of made customers.
    """
    titles = titles_of(result.scheme)
    given = dict(sections or {})
    if "economics" not in given:
        given["economics"] = economics_section(result)
    return {
        "format": FORMAT,
        "scheme": _scheme(result, identity),
        "data": {
            "sha256": identity.data_sha256,
            "files": [{"role": role, "name": name, "sha256": digest} for role, name, digest in identity.files],
        },
        "versions": dict(identity.versions),
        "period": {
            "from": _day(result.period.first),
            "to": _day(result.period.last),
            "days": result.period.days,
            "months": [month.key for month in result.period.months],
        },
        "assumptions": _assumptions(result),
        "break_even": _break_even(result),
        "company": _company(result),
        "tiers": [_tier(result, rank) for rank in range(len(result.plan.tiers))],
        "service_cost": _service_cost(result),
        "months": _months(result),
        "flows": [
            {"from": _name(result, one.start), "to": _name(result, one.end), "members": one.members} for one in result.movement.flows
        ],
        "changes": [
            {"from": _name(result, one.start), "to": _name(result, one.end), "reason": one.reason, "times": one.times}
            for one in result.movement.changes
        ],
        "falls": [
            {
                "from": _name(result, one.start),
                "to": _name(result, one.end),
                "reason": one.reason,
                "times": one.times,
                "bought_nothing": one.bought_nothing,
            }
            for one in result.movement.falls
        ],
        "kept": [{"tier": _name(result, rank), "reason": rule, "times": times} for rank, rule, times in result.movement.kept],
        "costs": _costs(result),
        "points": _points(result),
        "cards": cards_document(result.cards, titles),
        "restricted": [
            {
                "rule": one.rule,
                "title": shown_title(titles, one.rule),
                "lines": one.lines,
                "amount": one.amount,
            }
            for one in result.outside
        ],
        "goals": [_goal(result, one) for one in result.goals],
        **{name: given.get(name) for name in SECTIONS},
        "titles": titles,
        "notes": [{"code": one.code, "zh": one.zh, "en": one.en} for one in notes_of(result, notes)],
    }


def _day(day: int) -> str:
    return to_date(day).isoformat()


def _name(result: Replay, rank: int) -> str:
    """A tier's id, or a word in brackets, which no id has, for what is no tier's."""
    return _NAMES.get(rank) or result.plan.tiers[rank].id


def _money(value: Fraction | None) -> int | None:
    return None if value is None else half_up(value)


def _scheme(result: Replay, identity: Identity) -> Document:
    scheme = result.scheme
    return {
        "id": scheme.scheme,
        "title": {"zh": scheme.title.zh, "en": scheme.title.en},
        "industry": scheme.industry,
        "currency": scheme.currency,
        "places": result.plan.places,
        "time_zone": scheme.time_zone,
        "sha256": identity.scheme_sha256,
    }


def _assumptions(result: Replay) -> Document:
    request = result.request
    margins = request.margins
    return {
        "amounts": "include-discounts" if request.include_discounts else "without-discounts",
        "margin": shown(margins.default) if margins else None,
        "margins": {name: shown(value) for name, value in sorted(margins.by_category.items())} if margins else {},
        "take_up": shown(request.take_up.default),
        "take_up_by_id": {name: shown(value) for name, value in sorted(request.take_up.by_id.items())},
        "redeemed": shown(request.redeemed),
    }


def _break_even(result: Replay) -> Document:
    found, checked = result.break_even, result.check
    return {
        "state": found.state.value,
        "uplift": shown(found.uplift),
        "uplift_exact": None if found.uplift is None else str(found.uplift),
        "extra_sales": found.extra_sales,
        "sales": found.sales,
        "gross_profit": _money(found.gross),
        "margin": shown(found.margin),
        "variable_cost": found.variable,
        "variable_share": shown(found.variable_share),
        "fixed_cost": found.fixed,
        "fixed_share": shown(ratio(found.fixed, found.sales)),
        "check": None
        if checked is None
        else {"lines": checked.lines, "difference": checked.difference, "tolerance": checked.tolerance, "agrees": checked.agrees},
    }


def _company(result: Replay) -> Document:
    whole = result.company.over()
    customers = sum(one.customers for one in result.figures.values())
    members = sum(result.figures[result.plan.tiers[rank].id].customers for rank in result.promised)
    segments = {}
    for name, segment in (("group", GROUP), ("walk_in", WALK_IN)):
        sums = result.company.over(segment=segment)
        segments[name] = {
            "sales": sums.sales,
            "share_of_sales": shown(ratio(sums.sales, whole.sales)),
            "paid": sums.paid,
            "purchases": result.company.purchases.get(segment, 0),
        }
    return {
        "customers": customers,
        "promised_members": members,
        "promised_share_of_customers": shown(ratio(members, customers)),
        "sales": whole.sales,
        "paid": whole.paid,
        "gross_profit": _money(whole.gross),
        "purchases": sum(result.company.purchases.values()),
        "covered_sales": result.company.covered.sales,
        "covered_share_of_sales": shown(ratio(result.company.covered.sales, whole.sales)),
        **segments,
    }


def _tier(result: Replay, rank: int) -> Document:
    tier = result.plan.tiers[rank]
    figures = result.figures[tier.id]
    sums = result.company.over(segment=rank)
    whole = result.company.over()
    customers = sum(one.customers for one in result.figures.values())
    return {
        "id": tier.id,
        "title": {"zh": tier.title_zh, "en": tier.title_en},
        "promised": rank in result.promised,
        "customers": figures.customers,
        "share_of_customers": shown(ratio(figures.customers, customers)),
        "sales": sums.sales,
        "share_of_sales": shown(ratio(sums.sales, whole.sales)),
        "paid": sums.paid,
        "gross_profit": _money(sums.gross),
        "purchases": result.company.purchases.get(rank, 0),
        "buyers": result.company.buyers.get(rank, 0),
        "member_years": shown(figures.member_years),
        "cost": figures.promised_cost,
        "cost_per_member_year": _money(ratio(figures.promised_cost, figures.member_years)),
        "full_year_cost": per_member_year(result.scheme, result.plan, rank, result.request),
    }


def _service_cost(result: Replay) -> Document:
    """What is promised, as a share of the gross profit on sales under the promises: with the one-off part, and without it."""
    one_off = sum(cell.amount for cell in result.costs if cell.kind is CostKind.ONE_OFF)
    whole = sum(cell.amount for cell in result.costs)
    gross = result.company.covered.gross
    years = result.membership.member_years(result.promised)
    return {
        "gross_profit": _money(gross),
        "member_years": shown(years),
        "at_start": _cost_share(whole, gross, years),
        "when_mature": _cost_share(whole - one_off, gross, years),
        "one_off": one_off,
        "one_off_per_member_year": _money(ratio(one_off, years)),
    }


def _cost_share(cost: int, gross: Fraction | None, years: Fraction) -> Document:
    share = ratio(cost, gross) if gross is not None and gross > 0 else None
    return {"cost": cost, "share_of_gross_profit": shown(share), "per_member_year": _money(ratio(cost, years))}


def _months(result: Replay) -> list[Document]:
    rows = []
    tiers = result.plan.tiers
    for month in result.period.months:
        counts = result.stints.counts_on(month.last, len(tiers))
        sales = {tier.id: result.company.over(segment=rank, month=month.number).sales for rank, tier in enumerate(tiers)}
        whole = result.company.over(month=month.number)
        rows.append(
            {
                "month": month.key,
                "customers": sum(counts),
                "members": {tier.id: counts[rank] for rank, tier in enumerate(tiers)},
                "sales": whole.sales,
                "paid": whole.paid,
                "sales_by_tier": sales,
                "walk_in_sales": result.company.over(segment=WALK_IN, month=month.number).sales,
                "group_sales": result.company.over(segment=GROUP, month=month.number).sales,
                "cost": sum(cell.amount for cell in result.costs if cell.month == month.key),
            }
        )
    return rows


def _costs(result: Replay) -> Document:
    cells = result.costs
    whole = sum(cell.amount for cell in cells)
    titles = titles_of(result.scheme)
    by_rule = dict.fromkeys(costed_rules(result.scheme, result.plan, result.request), 0) | _sums(cells, lambda cell: (cell.kind, cell.rule))
    by_tier = _sums(cells, lambda cell: cell.rank)
    by_month = _sums(cells, lambda cell: cell.month)
    by_kind = _sums(cells, lambda cell: cell.kind)
    return {
        "total": whole,
        "by_kind": {kind.value: by_kind.get(kind, 0) for kind in CostKind},
        "by_rule": [
            {
                "kind": kind.value,
                "rule": rule,
                "title": shown_title(titles, rule),
                "amount": amount,
                "share": shown(ratio(amount, whole)),
            }
            for (kind, rule), amount in by_rule.items()
        ],
        "benefits": [
            {
                "rule": rule,
                "take_up": shown(result.request.take_up.of(rule)),
                "full_amount": result.full_take_up.get(rule, 0),
                "claimed": result.claimed.get(rule, 0),
                "amount": amount,
            }
            for (kind, rule), amount in by_rule.items()
            if kind is CostKind.BENEFIT
        ],
        "by_tier": [{"tier": _name(result, rank), "amount": by_tier[rank]} for rank in sorted(by_tier)],
        "by_month": [{"month": month.key, "amount": by_month.get(month.key, 0)} for month in result.period.months],
        "cells": [
            {"kind": cell.kind.value, "rule": cell.rule, "tier": _name(result, cell.rank), "month": cell.month, "amount": cell.amount}
            for cell in cells
        ],
    }


def _sums(cells: list[CostCell], key: Callable[[CostCell], Hashable]) -> dict[Any, int]:
    """Sums by a key, in order of first appearance."""
    sums: dict[Any, int] = {}
    for cell in cells:
        sums[key(cell)] = sums.get(key(cell), 0) + cell.amount
    return sums


def _points(result: Replay) -> Document:
    rate = result.plan.points.rate
    flows = ("issued", "redeemed", "expired", "taken_back")
    return {
        "worth": None if rate is None else {"points": rate[0], "worth": rate[1]},
        "net_issued": result.points_issued,
        "full_cost": half_up(point_worth(result.plan, Fraction(1)) * result.points_issued),
        "total": {name: sum(getattr(month, name) for month in result.points) for name in flows},
        "months": [
            {
                "month": one.month,
                **{name: getattr(one, name) for name in flows},
                "balance": one.balance,
                "pending": one.pending,
                "liability": one.liability,
            }
            for one in result.points
        ],
        "vouchers": [
            {
                "rule": one.rule,
                "title": shown_title(titles_of(result.scheme), one.rule),
                "points": one.points,
                "issued": one.issued,
                "left": one.left,
            }
            for one in result.vouchers
        ],
    }


def _goal(result: Replay, goal: GoalResult) -> Document:
    money = goal.measured is Measured.SPEND

    def figure(value: Fraction | None) -> int | float | None:
        return _money(value) if money else shown(value)

    return {
        "id": goal.id,
        "title": shown_title(titles_of(result.scheme), goal.id),
        "measured": goal.measured.value,
        "unit": "money" if money else "share",
        "tiers": list(goal.tiers),
        "at_least": figure(goal.at_least),
        "at_most": figure(goal.at_most),
        "value": figure(goal.value),
        "state": goal.state.value,
    }
