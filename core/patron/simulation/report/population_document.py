"""The sections `population` and `assumption_list`: who was made, what is assumed, and by whose word."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from patron.engine.days import to_date
from patron.scheme.model import Scheme
from patron.simulation.assumptions.model import Assumption, Assumptions
from patron.simulation.population.model import BgNbd, Population
from patron.simulation.replay.exact import shown
from patron.simulation.report.titles import titles_of
from patron.simulation.worlds.job import Job

Document = dict[str, Any]


def population_section(job: Job, months: int) -> Document:
    """The customers in figures, each part with its source; `months` of the period."""
    population = job.population
    return {
        "id": population.id,
        "customers": population.customers if job.customers is None else job.customers,
        "seed": job.seed,
        "launch": to_date(job.span.launch).isoformat(),
        "months": months,
        "parts": [
            {"part": part, "zh": zh, "en": en, "source": population.sources.get(part, "")} for part, zh, en in _parts(population) if zh
        ],
    }


def _parts(one: Population) -> list[tuple[str, str, str]]:
    """What each part says in a few words; empty where there is nothing of it."""
    return [
        ("timing", *_timing(one)),
        ("amounts", *_twice(f"Gamma-Gamma p {_figure(one.amounts.p)}, q {_figure(one.amounts.q)}, γ {_figure(one.amounts.gamma)}")),
        (
            "arrival",
            f"上线前 {one.arrival.before_months} 个月内陆续到来；此后每年新增 {_share(one.arrival.new_each_year)}",
            f"came over the {one.arrival.before_months} months before the launch; then {_share(one.arrival.new_each_year)} more a year",
        ),
        ("goods", *_twice("; ".join(f"{item.category or '*'} {_share(item.share)}" for item in one.goods) if len(one.goods) > 1 else "")),
        ("season", *_season(one)),
        ("introductions", *_twice(_share(one.introduced) if one.introduced else "")),
        ("walk_ins", *_twice(_share(one.walk_ins) if one.walk_ins else "")),
        ("stores", *_twice("; ".join(f"{name} {_share(share)}" for name, share in one.stores))),
        ("group_orders", *_groups(one)),
        ("profiles", *_twice("; ".join(f"{name}: {_listed(values)}" for name, values in one.profiles))),
        ("cards", *_cards(one)),
    ]


def _timing(one: Population) -> tuple[str, str]:
    timing, days = one.timing, _figure(one.unit_days)
    if isinstance(timing, BgNbd):
        text = f"BG/NBD r {_figure(timing.r)}, α {_figure(timing.alpha)}, a {_figure(timing.a)}, b {_figure(timing.b)}"
    else:
        text = f"Pareto/NBD r {_figure(timing.r)}, α {_figure(timing.alpha)}, s {_figure(timing.s)}, β {_figure(timing.beta)}"
    return f"{text}（以 {days} 天为单位）", f"{text} (in units of {days} days)"


def _season(one: Population) -> tuple[str, str]:
    if one.season.months == (one.season.months[0],) * 12 and one.season.weekdays == (one.season.weekdays[0],) * 7:
        return "", ""
    months = one.season.months
    low, high = months.index(min(months)) + 1, months.index(max(months)) + 1
    ends = _figure(min(months)), _figure(max(months))
    return f"{low} 月 {ends[0]} 倍至 {high} 月 {ends[1]} 倍", f"from {ends[0]} times in month {low} to {ends[1]} times in month {high}"


def _groups(one: Population) -> tuple[str, str]:
    if not one.groups.each_year:
        return "", ""
    each, median = _figure(one.groups.each_year), f"{one.groups.median:,.0f}"
    return f"每年 {each} 单，中位数 {median}", f"{each} a year, median {median}"


def _cards(one: Population) -> tuple[str, str]:
    zh = "；".join(
        f"{card.kind}：通常一年账单不低于面值 {_share(card.least_bills)} 且当年到来的顾客中每年 {_share(card.share_each_year)} 购买，"
        f"每笔账单的 {_share(card.share_of_bill)} 由卡支付，最多用去 {_share(card.used)}"
        for card in one.cards
    )
    en = "; ".join(
        f"{card.kind}: bought each year by {_share(card.share_each_year)} of those who come and whose bills usually make "
        f"{_share(card.least_bills)} of the face value a year; pays {_share(card.share_of_bill)} of each bill, "
        f"{_share(card.used)} of the value at most"
        for card in one.cards
    )
    return zh, en


def _listed(values: tuple[tuple[str, float], ...]) -> str:
    return ", ".join(f"{value} {_share(share)}" for value, share in values)


def _twice(text: str) -> tuple[str, str]:
    return text, text


def _figure(value: float) -> str:
    """Four digits that count, without an exponent for what people would write out."""
    return f"{value:.4g}" if value < 10_000 else f"{value:,.0f}"


def _share(value: float) -> str:
    return f"{value * 100:.4g} %"


def assumption_section(scheme: Scheme, assumptions: Assumptions) -> list[Document]:
    """Every entry as it is stated, in the order of the file."""
    return [_entry(scheme, one) for one in assumptions.entries]


def _entry(scheme: Scheme, one: Assumption) -> Document:
    return {
        "id": one.id,
        "title": {"zh": one.title_zh or one.id, "en": one.title_en or one.id},
        "effect": one.effect.value,
        "for": list(one.tiers),
        "of": one.of,
        "of_title": None if one.of is None else titles_of(scheme).get(one.of, {"zh": one.of, "en": one.of}),
        "low": _stated(one.range.low),
        "likely": None if one.range.likely is None else _stated(one.range.likely),
        "high": _stated(one.range.high),
        "lasting_days": one.lasting_days,
        "source": one.source,
    }


def _stated(value: Fraction) -> float:
    found = shown(value)
    assert found is not None
    return found
