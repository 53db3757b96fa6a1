"""The fit for people: parameters, observed against expected, the hold-out check and what it says, in Chinese or English."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table

from patron.simulation.population.fit import MOST as MOST_COUNTS
from patron.simulation.population.holdout import MOST, POOR
from patron.simulation.population.timing_fit import NAMES, TITLES, ModelName

_PARTS = {
    "timing": ("购买时间", "Timing"),
    "amounts": ("金额", "Amounts"),
    "arrival": ("新顾客", "Arrival"),
    "goods": ("品类", "Goods"),
    "season": ("季节", "Season"),
    "introductions": ("介绍", "Introductions"),
    "walk_ins": ("非会员", "Walk-ins"),
    "stores": ("门店", "Stores"),
    "group_orders": ("团购", "Group orders"),
    "profiles": ("会员资料", "Profiles"),
}


def print_fit(console: Console, said: dict[str, Any], lang: str) -> None:
    """`said` is `fit_document.document`."""
    zh = lang == "zh"

    def tell(chinese: str, english: str) -> None:
        console.print(chinese if zh else english, soft_wrap=True, markup=False, highlight=False)

    customers, repeaters, repeats = (f"{said[key]:,}" for key in ("customers", "repeat_buyers", "repeat_purchases"))
    tell(
        f"{said['population']}:{said['first']} – {said['last']},{customers} 名顾客,{repeaters} 名复购,复购 {repeats} 次",
        f"{said['population']}: {said['first']} – {said['last']}, {customers} customers; {repeaters} came back, {repeats} times",
    )
    if said["left_out"]:
        tell(
            f"{said['left_out']:,} 名会员在首笔销售前入会,看不到首次购买,未用于时间模型",
            f"{said['left_out']:,} members joined before the first sale, their first purchase is not seen: the timing is without them",
        )
    console.print(_parameters(said, zh=zh))
    for chinese, english in _notes(said):
        tell(chinese, english)
    console.print(_counts(said, zh=zh))
    check = said["holdout"]
    if check is None:
        tell(
            "留出检验:历史太短或复购太少,无法用前段预测后段;拟合未经检验。",
            "Hold-out check: too little history to forecast a last part from a first; the fit is not checked.",
        )
    else:
        until, last, figures = check["end"], check["last"], _figures(check["timing"])
        tell(
            f"留出检验:用截至 {until} 的数据拟合({figures}),预测至 {last}",
            f"Hold-out check: fitted up to {until} ({figures}), forecast to {last}",
        )
        console.print(_holdout(check, zh=zh))
        tell(*_verdict(check))
    console.print(_sources(said["sources"], zh=zh))


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title or None, title_justify="left", title_style="bold")
    for place, column in enumerate(columns):
        table.add_column(column, justify="right" if place else "left")
    return table


def _figures(timing: dict[str, Any]) -> str:
    model: ModelName = timing["model"]
    return ", ".join(f"{name} {_figure(timing[name])}" for name in NAMES[model])


def _figure(value: float) -> str:
    return f"{value:,.3f}" if 0.01 <= value < 10_000 else f"{value:.4g}"


def _parameters(said: dict[str, Any], *, zh: bool) -> Table:
    timing, amounts = said["timing"], said["amounts"]
    unit = {7.0: ("周", "weeks"), 1.0: ("天", "days")}[timing["unit_days"]][0 if zh else 1]
    table = Table(title="拟合" if zh else "Fit", title_justify="left", title_style="bold")
    for column in ("模型", "参数", "对数似然", "含义") if zh else ("Model", "Figures", "Log-likelihood", "What they mean"):
        table.add_column(column)
    year, mean = f"{timing['repeats_in_a_year']:.2f}", f"{amounts['mean_amount']:,.2f} {said['currency']}"
    table.add_row(
        f"{TITLES[timing['model']]} ({unit})",
        _figures(timing),
        f"{timing['log_likelihood']:,.2f}",
        f"新顾客首购后一年内平均再买 {year} 次" if zh else f"a new customer buys {year} times more in the year after her first purchase",
    )
    table.add_row(
        "Gamma-Gamma",
        ", ".join(f"{name} {_figure(amounts[name])}" for name in ("p", "q", "gamma")),
        f"{amounts['log_likelihood']:,.2f}",
        f"平均每次 {mean}" if zh else f"{mean} a purchase in the mean",
    )
    return table


def _notes(said: dict[str, Any]) -> list[tuple[str, str]]:
    notes = []
    if said["timing"]["alike"]:
        notes.append(("各顾客的购买频率看不出差别。", "Customers do not seem to differ in how often they buy."))
    if said["timing"]["nobody_leaves"]:
        notes.append(("看不出有顾客流失。", "Nobody seems to stop buying in this history."))
    if said["amounts"]["alike"]:
        notes.append(("各顾客的消费水平看不出差别。", "Customers do not seem to differ in what they spend."))
    return notes


def _count_word(n: int, most: int) -> str:
    return f"{n}+" if n >= most else str(n)


def _counts(said: dict[str, Any], *, zh: bool) -> Table:
    columns = ("复购次数", "实际顾客", "模型顾客") if zh else ("Repeat purchases", "Customers", "Expected by the model")
    table = _table("全部历史" if zh else "The whole history", *columns)
    for row in said["counts"]:
        table.add_row(_count_word(row["repeats"], MOST_COUNTS + 1), f"{row['customers']:,}", f"{row['expected']:,.0f}")
    return table


def _holdout(check: dict[str, Any], *, zh: bool) -> Table:
    columns = ("前段复购次数", "顾客", "后段实际购买", "后段预测") if zh else ("Repeats before", "Customers", "Purchases after", "Expected")
    table = _table("", *columns)
    for row in check["rows"]:
        table.add_row(
            _count_word(row["repeats"], MOST), f"{row['customers']:,}", f"{row['observed']:,}", f"{row['expected']:,.0f}"
        )  # fmt: skip
    table.add_section()
    table.add_row("合计" if zh else "Total", f"{check['customers']:,}", f"{check['observed']:,}", f"{check['expected']:,.0f}")
    return table


def _verdict(check: dict[str, Any]) -> tuple[str, str]:
    limit = f"{POOR:.0%}".replace("%", " %")
    if check["off"] is None:
        return (
            "后段没有任何购买:模型不适用,请勿用于决策。",
            "Nobody of the first part bought again in the rest: the model does not fit, decide nothing by it.",
        )
    off = f"{abs(check['off']) * 100:.1f} %"
    zh = f"预测比实际{'多' if check['off'] > 0 else '少'} {off}"
    en = f"The forecast is {off} {'above' if check['off'] > 0 else 'below'} what came"
    if check["poor"]:
        return (
            f"拟合较差:{zh},超过 {limit}。请换模型(--model)或查明原因(季节、促销、停业)后再用。",
            f"The fit is poor. {en}, more than {limit}: try the other --model, or find out what changed (seasons, promotions, closures).",
        )
    return f"{zh},在 {limit} 以内。", f"{en}, within {limit}."


def _sources(sources: dict[str, str], *, zh: bool) -> Table:
    table = _table("来源" if zh else "Where it comes from", "部分" if zh else "Part", "依据" if zh else "Basis")
    table.columns[1].justify = "left"
    for part, source in sources.items():
        table.add_row(_PARTS[part][0 if zh else 1], source)
    return table
