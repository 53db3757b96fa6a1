"""The section `worlds`: bands of every figure, month by month too, how precise they are, and every world's net benefit and cost."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from patron.engine.rounding import half_up
from patron.simulation.replay.exact import shown
from patron.simulation.report.figures import money
from patron.simulation.report.titles import shown_title, titles_of
from patron.simulation.worlds.bands import Band, Precision, band, bands, middle_world, precision
from patron.simulation.worlds.job import Job
from patron.simulation.worlds.outcome import Figure, Outcome

Document = dict[str, Any]
Pair = dict[str, str]
_MONEY, _SHARE, _COUNT, _MONTHS, _UPLIFT = "money", "share", "count", "months", "uplift"
_FIGURES: dict[str, tuple[str, str, str]] = {
    "net": (_MONEY, "净收益", "Net benefit"),
    "cost": (_MONEY, "方案总成本", "What the scheme costs"),
    "sales": (_MONEY, "公司销售额（折前）", "The company's sales before discounts"),
    "gross": (_MONEY, "折前毛利", "Gross profit before discounts"),
    "extra_sales": (_MONEY, "方案带来的销售", "Sales that the scheme brings"),
    "extra_gross": (_MONEY, "方案带来的毛利", "Gross profit that the scheme brings"),
    "anyway_discount": (_MONEY, "给了本来也会发生的销售的折扣", "Discounts on sales that would have happened anyway"),
    "break_even": (_UPLIFT, "盈亏平衡所需增长", "Growth needed to break even"),
    "payback": (_MONTHS, "回本月（上线后第几个月）", "Month of payback, from the launch"),
    "liability": (_MONEY, "期末积分负债", "Points liability at the end"),
    "points": (_COUNT, "净发放积分", "Points issued, net"),
}
_OF_TIER = {
    "members": (_COUNT, "{}：期末人数", "{}: members at the end"),
    "share": (_SHARE, "{}：占顾客人数", "{}: share of customers"),
    "sales_share": (_SHARE, "{}：占公司销售", "{}: share of the company's sales"),
}
_OF_RULE = {
    "cost": (_MONEY, "成本：{}", "Cost: {}"),
    "goal": (_SHARE, "目标：{}", "Goal: {}"),
}


def unit_of(name: str, job: Job) -> str:
    """`money`, `share`, `count`, `months` or `uplift`."""
    if name in {f"goal({goal.id})" for goal in job.scheme.goals if goal.spend_per_member is not None}:
        return _MONEY
    return described(name)[0]


def title_of(name: str, job: Job) -> Pair:
    """A figure's name for people, with the scheme's own names of tiers and rules."""
    _, zh, en = described(name)
    inner = name.partition("(")[2].rstrip(")")
    tiers = {tier.id: {"zh": tier.title_zh, "en": tier.title_en} for tier in job.plan.tiers}
    told = shown_title(titles_of(job.scheme), inner) if name.partition("(")[0] in _OF_RULE else tiers.get(inner)
    return {"zh": zh.format(told["zh"] if told else inner), "en": en.format(told["en"] if told else inner)}


def described(name: str) -> tuple[str, str, str]:
    """A figure's unit and its name in Chinese and English, with `{}` for the tier's or rule's own; KeyError for no figure."""
    head, _, inner = name.partition("(")
    if not inner:
        return _FIGURES[name]
    return (_OF_RULE | _OF_TIER)[head]


def worlds_section(job: Job, outcomes: Sequence[Outcome], months: Sequence[str]) -> Document:
    """The bands and what they rest on; `months` are the period's keys. With one world there is no band: only the middle is stated."""
    single = len(outcomes) == 1
    places = job.plan.places
    return {
        "count": len(outcomes),
        "seed": job.seed,
        "middle_world": middle_world(outcomes),
        "rounds": max(one.rounds for one in outcomes),
        "figures": [_figure(name, found, job, single) for name, found in bands(outcomes).items()],
        "months": [_month(key, number, outcomes, job, single) for number, key in enumerate(months)],
        "precision": _precision(precision(outcomes), job.plan.currency, places),
        "values": [{"world": one.world, "net": one.figures["net"], "cost": one.figures["cost"]} for one in outcomes],
    }


def _figure(name: str, found: Band, job: Job, single: bool) -> Document:
    unit = unit_of(name, job)
    told = _told(found, single, money=unit == _MONEY)
    return {"name": name, "unit": unit, "title": title_of(name, job), **told, "without": found.without}


def _told(found: Band, single: bool, *, money: bool = True) -> Document:
    ends = (None, found.p50, None) if single else (found.p10, found.p50, found.p90)
    return {name: _number(value, money) for name, value in zip(("p10", "p50", "p90"), ends, strict=True)}


def _number(value: Figure, money: bool) -> float | None:
    if isinstance(value, Fraction):
        return half_up(value) if money else shown(value)
    return value


def _month(key: str, number: int, outcomes: Sequence[Outcome], job: Job, single: bool) -> Document:
    def over(name: str) -> Document | None:
        if name not in outcomes[0].months:
            return None  # no margin is stated
        return _told(band([one.months[name][number] for one in outcomes]), single)

    cumulative = None
    if "net" in outcomes[0].months:
        cumulative = _told(band([sum(one.months["net"][: number + 1]) for one in outcomes]), single)
    return {
        "month": key,
        "net": over("net"),
        "cumulative": cumulative,
        **{name: over(name) for name in ("cost", "extra_gross", "liability")},
        "members": {tier.id: over(f"members({tier.id})") for tier in job.plan.tiers},
    }


def _precision(found: Precision, currency: str, places: int) -> Document:
    zh, en = _sentences(found, currency, places)
    return {
        "figure": found.figure,
        "half_width": found.half_width,
        "share_of_band": shown(found.share_of_band),
        "needed": found.needed,
        "zh": zh,
        "en": en,
    }


def _sentences(found: Precision, currency: str, places: int) -> tuple[str, str]:
    """What the number of worlds is good for, in Chinese and English."""
    zh, en = _FIGURES[found.figure][1], _FIGURES[found.figure][2].lower()
    if found.figure == "cost":
        en = "cost"
    if found.worlds == 1:
        return (
            "只有一个世界，没有区间：一次随机结果说明不了什么，请用 --worlds 200。",
            "One world has no band: a single random draw says little. Use --worlds 200.",
        )
    if found.half_width is None:
        return (
            f"只有 {found.worlds} 个世界，中位数的误差无法估计（至少要 6 个）。",
            f"With {found.worlds} worlds nothing can be said of the median's error: that takes 6.",
        )
    half = f"{money(found.half_width, places)} {currency}"
    if found.share_of_band is None or found.needed is None:
        return (
            f"{found.worlds} 个世界的{zh}几乎没有差别，区间宽度为 0。",
            f"The {en} hardly differs between the {found.worlds} worlds: the band has no width.",
        )
    share = f"{float(found.share_of_band) * 100:.0f} %"
    enough = found.needed <= found.worlds
    told_zh = "已经足够" if enough else f"要降到 5 % 约需 {found.needed:,} 个世界"
    told_en = "that is precise enough" if enough else f"5 % would take about {found.needed:,} worlds"
    return (
        f"{found.worlds:,} 个世界下，{zh}中位数的 95 % 误差为 ±{half}，是 P10–P90 宽度的 {share}；{told_zh}。",
        f"With {found.worlds:,} worlds the median {en} is known to ±{half} (95 %), {share} of the width from P10 to P90; {told_en}.",
    )
