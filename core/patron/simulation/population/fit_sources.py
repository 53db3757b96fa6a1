"""Where each part of a fitted population comes from, in words with numbers, in Chinese or English."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from patron.simulation.population.amounts_fit import AmountsFit
from patron.simulation.population.goods_mix import GoodsFit
from patron.simulation.population.holdout import Holdout
from patron.simulation.population.seasonality import ENOUGH, SeasonFit
from patron.simulation.population.summary import Summary
from patron.simulation.population.timing_fit import TimingFit


@dataclass(frozen=True, slots=True)
class Basis:
    """What the parts were fitted on."""

    first: int
    last: int
    title: str
    summary: Summary
    came_before: int
    timing: TimingFit
    amounts: AmountsFit
    goods: GoodsFit
    season: SeasonFit
    newcomers: int
    newcomers_days: float
    stores: int
    sample: int
    introduced: tuple[float, int] | None
    walk_ins: int
    groups: int
    profiled: int
    check: Holdout | None


def day_text(day: int) -> str:
    """A day as 2025-12-31."""
    return (date(1970, 1, 1) + timedelta(days=day)).isoformat()


def sources_of(basis: Basis, lang: Literal["zh", "en"]) -> dict[str, str]:
    """By part of the population; parts that the history tells nothing of have none."""
    both = {
        "timing": _timing(basis),
        "amounts": _amounts(basis),
        "arrival": _arrival(basis),
        "goods": _goods(basis),
        "season": _season(basis),
    }
    period = _period(basis)
    if basis.introduced:
        both["introductions"] = (
            f"{basis.introduced[1]:,} 名购买会员的介绍人",
            f"who brought the {basis.introduced[1]:,} members who bought",
        )
    if basis.walk_ins:
        both["walk_ins"] = (f"{basis.walk_ins:,} 笔非会员购买,{period}", f"{basis.walk_ins:,} purchases without a member, {period}")
    if basis.stores:
        both["stores"] = (f"每位顾客购买最多的门店{_sampled(basis)[0]}", f"the store where each customer bought most{_sampled(basis)[1]}")
    if basis.groups:
        both["group_orders"] = (f"{basis.groups:,} 笔团购,{period}", f"{basis.groups:,} group orders, {period}")
    if basis.profiled:
        both["profiles"] = (f"{basis.profiled:,} 名购买会员的资料", f"profiles of {basis.profiled:,} members who bought")
    return {part: words[0 if lang == "zh" else 1] for part, words in both.items()}


def _period(basis: Basis) -> str:
    return f"{day_text(basis.first)} – {day_text(basis.last)}"


def _sampled(basis: Basis) -> tuple[str, str]:
    return ("", "") if basis.sample == 1 else (f"(每 {basis.sample} 名会员取一名)", f" (of every {basis.sample}th member)")


def _timing(basis: Basis) -> tuple[str, str]:
    total, repeaters = f"{basis.summary.total:,}", f"{basis.summary.repeaters:,}"
    zh = f"{basis.title} 最大似然,{total} 名顾客({repeaters} 名复购),{_period(basis)}"
    en = f"{basis.title} by maximum likelihood on {total} customers ({repeaters} repeat buyers), {_period(basis)}"
    if basis.came_before:
        zh += f";{basis.came_before:,} 名在首笔销售前入会,未计入"
        en += f"; {basis.came_before:,} who joined before the first sale are left out"
    if basis.check is None or basis.check.off is None:
        return zh + ";未经留出检验", en + "; not checked by a hold-out"
    off = f"{basis.check.off * 100:+.1f} %".replace("-", "−")
    return f"{zh};留出检验偏差 {off}", f"{en}; hold-out forecast off by {off}"


def _amounts(basis: Basis) -> tuple[str, str]:
    count = f"{basis.amounts.customers:,}"
    zh, en = (
        f"Gamma-Gamma 最大似然,{count} 名复购顾客的平均金额",
        f"Gamma-Gamma by maximum likelihood on {count} repeat buyers' mean amounts",
    )
    if basis.goods.days is not None:
        zh, en = f"{zh},已除以品类价格倍数", f"{en}, each over the price of its kind of goods"
        return zh + _sampled(basis)[0], en + _sampled(basis)[1]
    return zh, en


def _arrival(basis: Basis) -> tuple[str, str]:
    days = f"{basis.newcomers_days:.0f}"
    return (
        f"最后 {days} 天有 {basis.newcomers:,} 名新顾客;历史共 {basis.last - basis.first + 1:,} 天",
        f"{basis.newcomers:,} first purchases in the last {days} days, of a history of {basis.last - basis.first + 1:,} days",
    )


def _goods(basis: Basis) -> tuple[str, str]:
    if all(one.category is None and not one.cells for one in basis.goods.goods):
        return "销售数据没有品类", "the sales name no category"
    number = f"{basis.goods.purchases:,}"
    zh, en = f"{number} 笔会员购买,按金额最大的明细归类", f"{number} purchases of members, each of the kind of its dearest line"
    return zh + _sampled(basis)[0], en + _sampled(basis)[1]


def _season(basis: Basis) -> tuple[str, str]:
    number, season = f"{basis.season.purchases:,}", basis.season
    if not season.years and not season.weeks:
        return (
            f"未估计:需 12 个整月,且每月、每个星期几各有约 {ENOUGH} 笔复购(现共 {number} 笔),故全为 1",
            f"not told: it takes 12 whole months and about {ENOUGH} repeat purchases each; there are {number} in all, so all are 1",
        )
    zh = f"{number} 笔复购相对模型预期"
    en = f"{number} repeat purchases over those that the timing expects"
    zh += f";月份按 {season.years} 个整年" if season.years else ";月份数据不足,全为 1"
    en += f"; months over {season.years} whole years" if season.years > 1 else "; months over 1 whole year" if season.years else ""
    en += "" if season.years else "; months are not told and all 1"
    return (zh, en) if season.weeks else (f"{zh};星期数据不足,全为 1", f"{en}; weekdays are not told and all 1")
