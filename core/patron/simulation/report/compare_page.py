"""The page of a comparison: the look of the report, in both languages, without scripts or network."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from markupsafe import Markup

from patron.simulation.report import charts_compare, figures
from patron.simulation.report.bound import Figures
from patron.simulation.report.canvas import Canvas, Chart, picture
from patron.simulation.report.compare_figures import one_shown
from patron.simulation.report.compare_words import WORDS
from patron.simulation.report.environment import render
from patron.simulation.report.words import LANGS, Lang, word

Document = dict[str, Any]


def page(document: Document, lang: Lang) -> str:
    """The page, opened in `lang`; texts of the document are escaped, charts are drawn from it."""
    document = {**document, "scheme": {"places": document["places"], "currency": document["currency"]}}
    cells = {(one["from"], one["to"]): (place, one["members"]) for place, one in enumerate(document["matrix"])}
    tiers = list(document["tier_titles"])
    rank = {tier: number for number, tier in enumerate(tiers)}
    bound = Figures(document)
    return render(
        "compare.html.j2",
        {
            "d": document,
            "lang": lang,
            "words": WORDS,
            "cells": cells,
            "rows": [tier for tier in tiers if any(before == tier for before, _ in cells)],
            "columns": [tier for tier in tiers if any(after == tier for _, after in cells)],
            "ways": {pair: "up" if rank[pair[1]] > rank[pair[0]] else "down" if rank[pair[1]] < rank[pair[0]] else "" for pair in cells},
            "sums": {key: sum(one[key] or 0 for one in document["costs"]) for key in ("a", "b")},
            "dearest": sorted(enumerate(document["costs"]), key=lambda pair: -max(pair[1]["a"] or 0, pair[1]["b"] or 0)),
            "kinds": {one["kind"]: {name: word(f"kind.{one['kind']}", name) for name in LANGS} for one in document["costs"]},
            "charts": {key: picture(document, key, draw) for key, draw in _drawn(document).items()},
            "banded": charts_compare.band_figure(document),
            "fig": bound.show,
            "part": partial(_part, bound),
            "money": partial(figures.money, places=document["places"]),
        },
    )


def _part(bound: Figures, place: int, which: str, end: str) -> Markup:
    """A figure of the table with its path; of worlds the percentile `end`."""
    row = bound.document["figures"][place]
    value = row[which]
    path = f"figures.{place}.{which}"
    if isinstance(value, dict):
        value, path = value[end], f"{path}.{end}"
    return bound.mark(path, one_shown(row["unit"], value, bound.places, signed=which == "difference"))


def _drawn(document: Document) -> dict[str, Callable[[Canvas], Chart]]:
    """The charts that have something to show."""
    draw: dict[str, Callable[[Canvas], Chart]] = {}
    if charts_compare.moved(document):
        draw["moves"] = charts_compare.moves_chart
    if charts_compare.band_figure(document):
        draw["bands"] = charts_compare.bands_chart
    if any((one["a"] or 0) > 0 or (one["b"] or 0) > 0 for one in document["costs"]):
        draw["costs"] = charts_compare.costs_chart
    if charts_compare.tiers_of(document):
        draw["tiers"] = charts_compare.tiers_chart
    return draw
