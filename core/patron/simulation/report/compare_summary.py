"""A comparison in the terminal."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from patron.simulation.report import figures
from patron.simulation.report.compare_figures import band, shown
from patron.simulation.report.compare_words import WORDS
from patron.simulation.report.words import LANGS, Lang

Document = dict[str, Any]
DEAREST = 12  # rules that are shown one by one


def print_comparison(console: Console, document: Document, lang: Lang, wrote: Iterable[Path] = ()) -> None:
    """Who moves, the figures and the costs side by side, and the paths of what was written."""
    a, b, period = document["a"], document["b"], document["period"]
    console.print()
    sides = " · ".join(f"{side} {one['title'][lang]} ({one['file']})" for side, one in (("A", a), ("B", b)))
    heading = f"{sides} · {period['from']} – {period['to']} · {document['currency']}"
    console.print(Text(heading, style="bold"))
    for one in document["sentences"]:
        console.print(Text(one[lang]))
    for table in (_members(document, lang), _figures(document, lang), _costs(document, lang)):
        console.print()
        console.print(table)
    console.print()
    for note in document["notes"]:
        console.print(Text(f"· {note[lang]}", style="dim"))
    paths = list(wrote)
    if paths:
        console.print()
        console.print(Text(_word("wrote", lang), style="bold"))
        for path in paths:
            console.print(Text(f"  {path}"), soft_wrap=True)


def _word(key: str, lang: Lang) -> str:
    return WORDS[key][LANGS.index(lang)]


def _table(title: str) -> Table:
    return Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)


def _members(document: Document, lang: Lang) -> Table:
    table = _table(_word("members", lang))
    table.add_column("", overflow="fold")
    table.add_column(_word("total", lang), justify="right", no_wrap=True)
    names = document["tier_titles"]
    for one in document["matrix"]:
        table.add_row(f"{names[one['from']][lang]} → {names[one['to']][lang]}", figures.count(one["members"]))
    table.add_section()
    for key, value in document["members"].items():
        if value is not None and key != "total":
            table.add_row(_word(key, lang), figures.count(value))
    return table


def _figures(document: Document, lang: Lang) -> Table:
    table = _table(_word("figures", lang))
    table.add_column(_word("figure", lang), overflow="fold")
    for heading in ("A", "B", _word("difference", lang)):
        table.add_column(heading, justify="right", no_wrap=True)
    if document["worlds"] is not None:
        table.add_column(f"{_word('difference', lang)} {_word('band', lang)}", justify="right", no_wrap=True)
    for row in document["figures"]:
        if not row["name"].startswith("cost("):
            cells = [shown(row, which, document["places"]) for which in ("a", "b", "difference")]
            more = [] if document["worlds"] is None else [band(row, "difference", document["places"])]
            table.add_row(row["title"][lang], *cells, *more)
    return table


def _costs(document: Document, lang: Lang) -> Table:
    table = _table(_word("costs", lang))
    table.add_column(_word("rule", lang), overflow="fold")
    for heading in ("A", "B", _word("difference", lang)):
        table.add_column(heading, justify="right", no_wrap=True)
    places = document["places"]
    rows = sorted(document["costs"], key=lambda one: -max(one["a"] or 0, one["b"] or 0))
    for one in rows[:DEAREST]:
        table.add_row(one["title"][lang], *(figures.money(one[key], places) for key in ("a", "b", "difference")))
    sums = [sum(one[key] or 0 for one in rows) for key in ("a", "b", "difference")]
    table.add_section()
    table.add_row(_word("total", lang), *(figures.money(one, places) for one in sums))
    return table
