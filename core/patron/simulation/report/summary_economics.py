"""Costs and benefits by tier and month, what members are worth and what is still owed, in the terminal."""

from __future__ import annotations

from typing import Any

from rich import box
from rich.table import Table

from patron.simulation.report import figures
from patron.simulation.report.words import Lang

Document = dict[str, Any]
_MOST_MONTHS = 14  # a period with more of them is shown by calendar year
_WORDS = {
    "tiers": ("各等级的成本与收益", "Cost and benefit by tier"),
    "months": ("逐月成本与收益", "Cost and benefit by month"),
    "years": ("逐年成本与收益", "Cost and benefit by year"),
    "costs_months": ("逐月成本", "Cost by month"),
    "costs_years": ("逐年成本", "Cost by year"),
    "members": ("每位会员的价值", "What a member is worth"),
    "money": ("回本与应付", "Payback, and what is owed"),
    "tier": ("等级", "Tier"),
    "month": ("月份", "Month"),
    "year": ("年份", "Year"),
    "extra_gross": ("多赚的毛利", "Extra gross profit"),
    "cost": ("成本", "Cost"),
    "net": ("净收益", "Net"),
    "running": ("累计（现金）", "So far (cash)"),
    "yearly_gross": ("年毛利", "Gross profit a year"),
    "yearly_cost": ("年成本", "Cost a year"),
    "cost_share": ("成本占毛利", "Of gross profit"),
    "years_left": ("预计年数", "Years expected"),
    "value": ("终身价值", "Lifetime value"),
    "payback": ("回本月份", "Paid back from"),
    "payback.never": ("期内不回本", "not within the period"),
    "payback.nothing": ("没有投入，无须回本", "nothing to pay back"),
    "anyway": ("本来就会有的会员销售", "Members' sales that would be there anyway"),
    "anyway_discount": ("– 其折扣", "– discounts on them"),
    "pulled": ("只是提前的销售", "Sales that only came earlier"),
    "from_after": ("– 其中来自期后", "– of them from after the period"),
    "liability": ("积分负债：{} 个月", "Points liability: {} months old"),
    "liability.below-zero": ("积分负债：会员透支", "Points liability: below zero"),
    "breakage": ("预计不会兑换的积分（金额）", "Points that will not be redeemed, in money"),
    "earned": ("积分部分已确认收入", "Revenue from points, earned"),
    "deferred": ("积分部分递延收入", "Revenue from points, deferred"),
    "float": ("储值卡沉淀资金", "Value on prepaid cards"),
    "expected_unused": ("– 预计不会使用", "– of it probably never used"),
    "needs": ("回本需增销", "Pays if sales grow by"),
}


def economics_summary(document: Document, lang: Lang) -> list[Table]:
    """The tables that have something to say; in a replay, where nothing is extra, those of costs and of what is owed."""
    if document["economics"] is None:
        return []
    tables = [_months(document, lang), _members(document, lang), _money(document, lang)]
    if document["worlds"] is not None:
        tables.insert(0, _tiers(document, lang))
    return [table for table in tables if table.row_count]


def own_break_even(document: Document, rule: Document) -> str:
    """How much more a rule's own tiers must buy to pay for it alone; a dash where there is none. `rule`: a row of `costs.by_rule`."""
    rows = document["economics"]["by_rule"] if document["economics"] else []
    found = next((one for one in rows if (one["kind"], one["rule"]) == (rule["kind"], rule["rule"])), None)
    if found is None or found["break_even"] is None:
        return figures.NONE
    return figures.percent(found["break_even"])


def needs(lang: Lang) -> str:
    """The heading over `own_break_even`."""
    return _word("needs", lang)


def _tiers(document: Document, lang: Lang) -> Table:
    places = document["scheme"]["places"]
    table = _table(_word("tiers", lang), _word("tier", lang), [_word(key, lang) for key in ("extra_gross", "cost", "net")])
    for one in document["economics"]["by_tier"]:
        if one["extra_gross"] or one["cost"]:
            name = figures.name(document, one["tier"], lang)
            table.add_row(name, *(figures.money(one[key], places) for key in ("extra_gross", "cost", "net")))
    return table


def _months(document: Document, lang: Lang) -> Table:
    """The sum so far is the payback's, with one-off costs paid at the launch; by year where there are many months."""
    economics, places = document["economics"], document["scheme"]["places"]
    payback = economics["payback"]
    long = len(economics["by_month"]) > _MOST_MONTHS
    keys = ["cost"] if document["worlds"] is None else ["extra_gross", "cost", "net"]
    heads = [_word(key, lang) for key in (*keys, *(["running"] if payback else []))]
    title = ("costs_" if document["worlds"] is None else "") + ("years" if long else "months")
    table = _table(_word(title, lang), _word("year" if long else "month", lang), heads)
    rows: dict[str, list[int | None]] = {}
    for place, one in enumerate(economics["by_month"]):
        own = [one[key] for key in keys]
        name = one["month"][:4] if long else one["month"]
        before = rows.get(name)
        sums = own if before is None else [None if a is None else a + b for a, b in zip(before, own, strict=False)]
        rows[name] = [*sums, *([payback["running"][place]] if payback else [])]
    for name, cells in rows.items():
        table.add_row(name, *(figures.money(cell, places) for cell in cells))
    return table


def _members(document: Document, lang: Lang) -> Table:
    places = document["scheme"]["places"]
    keys = ("yearly_gross", "yearly_cost", "cost_share", "years_left", "value")
    table = _table(_word("members", lang), _word("tier", lang), [_word(key, lang) for key in keys])
    for one in reversed(document["economics"]["lifetime"]):
        if one["yearly_gross"] is not None:
            yearly = [figures.money(one[key], places) for key in ("yearly_gross", "yearly_cost")]
            value = figures.money(one["value"], places)
            table.add_row(one["title"][lang], *yearly, figures.percent(one["cost_share"]), figures.count(one["years"]), value)
    return table


def _money(document: Document, lang: Lang) -> Table:
    """One figure a row: payback, what would have been there anyway, and what is owed at the end."""
    economics, places = document["economics"], document["scheme"]["places"]
    rows: list[tuple[str, str]] = []

    def add(key: str, amount: int | None, name: str | None = None) -> None:
        if amount:
            rows.append((name or _word(key, lang), figures.money(amount, places)))

    if economics["payback"] is not None:
        otherwise = "payback.nothing" if economics["payback"]["months"] == 0 else "payback.never"
        rows.append((_word("payback", lang), economics["payback"]["month"] or _word(otherwise, lang)))
    if document["worlds"] is not None:
        add("anyway", economics["anyway"]["sales"])
        add("anyway_discount", economics["anyway"]["discounts"])
        add("pulled", economics["pulled_forward"]["sales"])
        add("from_after", economics["pulled_forward"]["from_after"])
    for one in economics["liability"]["by_age"][-1]["ages"]:
        below = one["months"] == "below-zero"
        add("liability", one["amount"], _word("liability.below-zero", lang) if below else _word("liability", lang).format(one["months"]))
    add("breakage", economics["liability"]["breakage_amount"])
    if economics["revenue"] is not None:
        add("earned", economics["revenue"]["earned"])
        add("deferred", economics["revenue"]["deferred"])
    if economics["card_float"] is not None:
        add("float", economics["card_float"][-1]["float"])
        add("expected_unused", economics["card_float"][-1]["expected_unused"])
    table = _table(_word("money", lang), "", [document["scheme"]["currency"]])
    for name, figure in rows:
        table.add_row(name, figure)
    return table


def _table(title: str, first: str, others: list[str]) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column(first, overflow="fold")
    for name in others:
        table.add_column(name, justify="right", overflow="fold")
    return table


def _word(key: str, lang: Lang) -> str:
    return _WORDS[key][0 if lang == "zh" else 1]
