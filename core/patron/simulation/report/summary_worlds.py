"""The bands over worlds in the terminal."""

from __future__ import annotations

from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from patron.simulation.report import figures
from patron.simulation.report.words import Lang

Document = dict[str, Any]
_HEADLINE = ("net", "cost", "extra_sales", "extra_gross", "anyway_discount", "break_even", "payback", "liability")
_WORDS = {
    "title": ("{} 个世界的区间", "Bands over {} worlds"),
    "single": ("一个世界的结果（没有区间）", "One world, without a band"),
    "figure": ("指标", "Figure"),
    "without": ("无此数的世界", "Worlds without"),
}


def worlds_summary(document: Document, lang: Lang) -> RenderableType | None:
    """The headline figures with their bands and how precise they are; None in a replay."""
    worlds = document["worlds"]
    if worlds is None:
        return None
    single = worlds["count"] == 1
    title = _word("single" if single else "title", lang).format(figures.count(worlds["count"]))
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column(_word("figure", lang), overflow="fold")
    for key in ("P50",) if single else ("P10", "P50", "P90"):
        table.add_column(key, justify="right", no_wrap=True)
    shown = [one for one in worlds["figures"] if _is_shown(one, document)]
    gaps = any(one["without"] for one in shown)
    if gaps:
        table.add_column(_word("without", lang), justify="right")
    for one in shown:
        ends = [one["p50"]] if single else [one["p10"], one["p50"], one["p90"]]
        gap = [figures.count(one["without"]) if one["without"] else ""] if gaps else []
        table.add_row(one["title"][lang], *(band_figure(value, one["unit"], document["scheme"]["places"]) for value in ends), *gap)
    return Group(table, Text(worlds["precision"][lang], style="dim"))


def _is_shown(one: Document, document: Document) -> bool:
    """The headline figures that some world has, and each promised tier's share of customers."""
    promised = {f"share({tier['id']})" for tier in document["tiers"] if tier["promised"]}
    return one["name"] in promised or (one["name"] in _HEADLINE and one["without"] < document["worlds"]["count"])


def band_figure(value: float | None, unit: str, places: int) -> str:
    """A figure of a band in its unit; a dash where there is none."""
    if unit == "money":
        return figures.money(None if value is None else int(value), places)
    return figures.percent(value) if unit in ("share", "uplift") else figures.count(value)


def _word(key: str, lang: Lang) -> str:
    return _WORDS[key][0 if lang == "zh" else 1]
