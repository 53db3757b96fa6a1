"""The result in the terminal: a short page of tables, plain where nothing can be coloured."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console, Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from patron.simulation.report import figures
from patron.simulation.report.summary_cards import totals
from patron.simulation.report.summary_economics import economics_summary, needs, own_break_even
from patron.simulation.report.summary_worlds import worlds_summary
from patron.simulation.report.words import Lang, word

Document = dict[str, Any]
DEAREST = 12  # cost rules that are shown one by one
_GOAL_STYLE = {"met": "green", "missed": "red", "unknown": "dim"}


def print_summary(console: Console, document: Document, lang: Lang, wrote: Iterable[Path] = ()) -> None:
    """Headline, goals, tiers, costs, service cost, and the paths of what was written."""
    console.print()
    console.print(_headline(document, lang))
    for table in (
        worlds_summary(document, lang),
        _goals(document, lang),
        _tiers(document, lang),
        _costs(document, lang),
        *economics_summary(document, lang),
        _service(document, lang),
        _cards(document, lang),
    ):
        if table is not None:
            console.print()
            console.print(table)
    console.print()
    earning = ("card-services",) if any(one["amount"] < 0 for one in document["costs"]["by_rule"]) else ()
    for code in ("needs-margin", *earning, "behaviour-unchanged", "nobody-answers", "assumptions-hold", "middle-world", "before-after"):
        for note in document["notes"]:
            if note["code"] == code and code != document["break_even"]["state"]:
                console.print(_item(note[lang]))
    paths = list(wrote)
    if paths:
        console.print()
        console.print(Text(word("wrote", lang), style="bold"))
        for path in paths:
            console.print(Text(f"  {path}"), soft_wrap=True)


def _headline(document: Document, lang: Lang) -> Panel:
    found, company, places = document["break_even"], document["company"], document["scheme"]["places"]
    period = document["period"]
    lines: list[Text] = []
    if found["state"] == "found" and found["uplift"] < 0:
        lines += [Text(word("earns", lang), style="bold cyan"), Text(word("earns_tail", lang))]
    elif found["state"] == "found":
        lead, tail = word("break_even_lead", lang), word("break_even_tail", lang)
        uplift = (f"+{figures.percent(found['uplift'])}", "bold cyan")
        lines.append(Text.assemble(f"{lead} ", uplift, f" {tail.format(figures.money(found['extra_sales'], places))}"))
    else:
        lines.append(Text(word(f"state.{found['state']}", lang), style="bold yellow"))
        lines += [Text(note[lang]) for note in document["notes"] if note["code"] == found["state"]]
    share = figures.percent(company["promised_share_of_customers"])
    of_sales = figures.percent(company["covered_share_of_sales"])
    covered, members = figures.money(company["covered_sales"], places), figures.count(company["promised_members"])
    colon, opened, closed = ("：", "（", "）") if lang == "zh" else (": ", " (", ")")
    lines += [
        Text(f"{word('total_cost', lang)}{colon}{figures.money(document['costs']['total'], places)}"),
        Text(f"{word('members_end', lang)}{colon}{members}{opened}{word('of_customers', lang).format(share)}{closed}"),
        Text(f"{word('covered_sales', lang)}{colon}{covered}{opened}{word('of_sales', lang).format(of_sales)}{closed}"),
    ]
    title = f"{document['scheme']['title'][lang]} · {period['from']} – {period['to']} · {document['scheme']['currency']}"
    return Panel(Group(*lines), title=Text(title, style="bold"), title_align="left", border_style="cyan")


def _item(text: str) -> Table:
    """A note behind its dot, which stays in the first line of a Chinese text too."""
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column()
    grid.add_column(overflow="fold")
    grid.add_row(Text("·", style="dim"), Text(text, style="dim"))
    return grid


def _table(title: str) -> Table:
    return Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)


def _goals(document: Document, lang: Lang) -> Table | None:
    if not document["goals"]:
        return None
    places = document["scheme"]["places"]
    table = _table(word("goals", lang))
    table.add_column(word("goal", lang), overflow="fold")
    for key in ("bound", "value", "state"):
        table.add_column(word(key, lang), justify="right", overflow="fold", no_wrap=key == "value")
    for goal in document["goals"]:
        state = Text(word(f"goal.{goal['state']}", lang), style=_GOAL_STYLE[goal["state"]])
        table.add_row(goal["title"][lang], figures.bound(goal, places, lang), figures.goal_figure(goal, goal["value"], places), state)
    return table


def _tiers(document: Document, lang: Lang) -> Table:
    places = document["scheme"]["places"]
    table = _table(word("tiers", lang))
    table.add_column(word("tier", lang), overflow="fold")
    for key in ("members", "share_of_customers", "sales", "share_of_sales", "cost"):
        table.add_column(word(key, lang), justify="right", overflow="fold", no_wrap=key in {"sales", "cost"})
    for one in reversed(document["tiers"]):
        table.add_row(
            one["title"][lang],
            figures.count(one["customers"]),
            figures.percent(one["share_of_customers"]),
            figures.money(one["sales"], places),
            figures.percent(one["share_of_sales"]),
            figures.money(one["cost"], places),
        )
    costs = {one["tier"]: figures.money(one["amount"], places) for one in document["costs"]["by_tier"]}
    for key in ("group", "walk_in"):
        one = document["company"][key]
        if one["purchases"]:
            sales = figures.money(one["sales"], places)
            table.add_row(word(key, lang), "", "", sales, figures.percent(one["share_of_sales"]), costs.get(f"({key})", ""))
    if "(scheme)" in costs:
        table.add_row(word("scheme", lang), "", "", "", "", costs["(scheme)"])
    company = document["company"]
    table.add_section()
    whole = figures.money(company["sales"], places), figures.money(document["costs"]["total"], places)
    table.add_row(word("company", lang), figures.count(company["customers"]), "", whole[0], "", whole[1])
    return table


def _costs(document: Document, lang: Lang) -> Table | None:
    rules = [one for one in document["costs"]["by_rule"] if one["amount"]]
    if not rules:
        return None
    places = document["scheme"]["places"]
    table = _table(word("costs", lang))
    table.add_column(word("rule", lang), overflow="fold")
    table.add_column(word("kind", lang))
    for key in ("amount", "share"):
        table.add_column(word(key, lang), justify="right", no_wrap=True)
    table.add_column(needs(lang), justify="right", overflow="fold")
    shown = sorted(rules, key=lambda one: -one["amount"])[:DEAREST]
    for one, name in zip(shown, figures.rule_names(shown, lang), strict=True):
        own = figures.money(one["amount"], places), figures.percent(one["share"]), own_break_even(document, one)
        table.add_row(name, word(f"kind.{one['kind']}", lang), *own)
    if len(rules) > len(shown):
        rest = sum(one["amount"] for one in rules) - sum(one["amount"] for one in shown)
        table.add_row(word("more_rules", lang).format(len(rules) - len(shown)), "", figures.money(rest, places), "")
    table.add_section()
    table.add_row(word("total", lang), "", figures.money(document["costs"]["total"], places), "")
    return table


def _cards(document: Document, lang: Lang) -> Table | None:
    rows = totals(document, lang)
    if not rows:
        return None
    table = _table(word("prepaid", lang))
    table.add_column("", overflow="fold")
    table.add_column(word("period", lang), justify="right", no_wrap=True)
    for name, figure in rows:
        table.add_row(name, figure)
    return table


def _service(document: Document, lang: Lang) -> Table:
    places = document["scheme"]["places"]
    table = _table(word("service_cost", lang))
    table.add_column("", overflow="fold")
    for key in ("cost", "of_gross_profit", "per_member_year"):
        table.add_column(word(key, lang), justify="right", overflow="fold", no_wrap=key == "cost")
    for key in ("at_start", "when_mature"):
        one = document["service_cost"][key]
        table.add_row(
            word(key, lang),
            figures.money(one["cost"], places),
            figures.percent(one["share_of_gross_profit"]),
            figures.money(one["per_member_year"], places),
        )
    return table
