"""The report: one HTML page with everything in it, in both languages, without scripts or network."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from markupsafe import Markup

from patron.simulation.report import charts, charts_economics, charts_search, charts_worlds, figures
from patron.simulation.report.bound import Figures
from patron.simulation.report.canvas import Canvas, Chart, picture
from patron.simulation.report.environment import render
from patron.simulation.report.sankey import flows_above_first, sankey
from patron.simulation.report.summary_cards import EVERY, MONTHLY, STATES
from patron.simulation.report.words import LANGS, WORDS, Lang, word

Document = dict[str, Any]
_LATER = ("population", "assumption_list", "worlds", "economics", "tornado", "curves", "heat")
POINT_COLUMNS = ("issued", "redeemed", "expired", "taken_back", "balance", "pending")
_SHOWN_CARDS = {"sold", "used", "recognised", "expired_unused", "outstanding", "deferred"}  # also where they are 0


def report(document: Document, lang: Lang) -> str:
    """The page, opened in `lang`; texts of the document are escaped, charts are drawn from it."""
    document = {**dict.fromkeys(_LATER), **document}
    places = document["scheme"]["places"]
    bound = Figures(document)
    return render(
        "report.html.j2",
        {
            "d": document,
            "lang": lang,
            "words": WORDS,
            "charts": {key: picture(document, key, draw) for key, draw in _drawn(document).items()},
            "fig": bound.show,
            "mark": bound.mark,
            "count": figures.count,
            "name": partial(figures.name, document),
            "reason": partial(figures.reason, document),
            "goal_figure": lambda goal: figures.goal_figure(goal, goal["value"], places),
            "bound": lambda goal, language: figures.bound(goal, places, language),
            "said": partial(_said, bound),
            "point_columns": POINT_COLUMNS,
            "kind_colours": charts.KIND_COLOURS,
            "curve_figure": charts_search.curve_figure(document),
            "heat_unit": charts_search.unit_of(document["heat"]["figure"]) if document["heat"] else "",
            **_rows(document),
        },
    )


def _said(bound: Figures, key: str, paths: dict[str, tuple[str, str]]) -> Markup:
    """A phrase with figures in it, in both languages."""
    spans = (Markup('<span class="{0}" lang="{0}">{1}</span>').format(lang, bound.sentence(word(key, lang), paths)) for lang in LANGS)
    return Markup("").join(spans)


def _rows(document: Document) -> dict[str, Any]:
    """Rows in the order in which they are read, each with its place in the document."""
    ranks = {tier["id"]: rank for rank, tier in enumerate(document["tiers"])}
    changes = list(enumerate(document["changes"]))
    rules = {(one["kind"], one["rule"]): place for place, one in enumerate((document["economics"] or {"by_rule": []})["by_rule"])}
    cards = document["cards"]
    headline = {"net", "cost", "break_even", "payback", "extra_sales", "extra_gross", "anyway_discount", "liability"}
    found = list(enumerate((document["worlds"] or {"figures": []})["figures"]))
    main = [(place, one) for place, one in found if one["name"] in headline or one["name"].startswith(("share(", "goal("))]
    return {
        "rises": [(place, one) for place, one in changes if ranks[one["to"]] >= ranks[one["from"]]],
        "dearest": sorted(enumerate(document["costs"]["by_rule"]), key=lambda pair: -pair[1]["amount"]),
        "rule_places": rules,
        "main_figures": main,
        "other_figures": [pair for pair in found if pair not in main],
        "assumed_for": _assumed_for(document),
        "top": document["tiers"][-1]["id"],
        "card_rows": [] if cards is None else [(key, unit) for key, unit in EVERY[3:] if cards["total"][key] or key in _SHOWN_CARDS],
        "card_columns": MONTHLY,
        "card_states": [] if cards is None else [state for state in STATES if any(kind[state] for kind in cards["kinds"])],
    }


def _assumed_for(document: Document) -> dict[str, list[Document]]:
    """The assumptions that a rule's cost, or the figures by an effect's word, rest on."""
    found: dict[str, list[Document]] = {}
    for one in document["assumption_list"] or ():
        found.setdefault(one.get("of") or one.get("effect", ""), []).append(one)
    return found


def _drawn(document: Document) -> dict[str, Callable[[Canvas], Chart]]:
    """The charts that have something to show."""
    draw: dict[str, Callable[[Canvas], Chart]] = {"members": charts.members_chart, "sales": charts.sales_chart}
    worlds, economics, cards = document["worlds"], document["economics"], document["cards"]
    if flows_above_first(document):
        draw["flows"] = sankey
    if any(one["amount"] > 0 for one in document["costs"]["by_rule"]):
        draw["costs"] = charts.costs_chart
    if any(any(row[key] for key in POINT_COLUMNS) for row in document["points"]["months"]):
        draw["points"] = charts.points_chart
    if cards and any(row["outstanding"] for row in cards["months"]):
        draw["cards"] = charts.cards_chart
    if worlds and all(one["net"] is not None for one in worlds["values"]) and worlds["figures"][0]["p10"] is not None:
        draw |= {"band": charts_worlds.net_band, "worlds": charts_worlds.histogram, "cumulative": charts_worlds.cumulative}
    if any(None not in (one["low"], one["high"], one["middle"]) for one in document["tornado"] or ()):
        draw["tornado"] = charts_search.tornado
    if charts_search.curve_figure(document):
        draw["curve"] = charts_search.curve
    if document["heat"]:
        draw["heat"] = charts_search.heat
    if economics:
        if worlds and any(one["extra_gross"] for one in economics["by_tier"]):
            draw["by_tier"] = charts_economics.benefit_and_cost
        if any(age["amount"] > 0 for one in economics["liability"]["by_age"] for age in one["ages"]):
            draw["by_age"] = charts_economics.liability_by_age
        if any(one["float"] for one in economics["card_float"] or ()):
            draw["float"] = charts_economics.float_chart
    return draw
