"""The report: one HTML page with everything in it, in both languages, without scripts or network."""

from __future__ import annotations

from functools import partial
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from patron.simulation.report import charts, charts_worlds, figures
from patron.simulation.report.sankey import sankey
from patron.simulation.report.summary_cards import MONTHLY, STATES, shown, totals
from patron.simulation.report.words import LANGS, WORDS, Lang

Document = dict[str, Any]
_OF_WORLDS = ("population", "assumption_list", "worlds", "tornado")
POINT_COLUMNS = ("issued", "redeemed", "expired", "taken_back", "balance", "pending")


def report(document: Document, lang: Lang) -> str:
    """The page, opened in `lang`; texts of the document are escaped, charts are drawn from it."""
    environment = Environment(
        loader=PackageLoader("patron.simulation.report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    places = document["scheme"]["places"]
    ranks = {tier["id"]: rank for rank, tier in enumerate(document["tiers"])}
    changes = [{**one, "falls": ranks[one["to"]] < ranks[one["from"]]} for one in document["changes"]]
    page = environment.get_template("report.html.j2")
    return page.render(
        d={**dict.fromkeys(_OF_WORLDS), **document, "changes": changes},
        dearest=sorted(document["costs"]["by_rule"], key=lambda one: -one["amount"]),
        kind_colours=charts.KIND_COLOURS,
        lang=lang,
        words=WORDS,
        charts=_charts(document),
        point_columns=POINT_COLUMNS,
        card_totals={one: totals(document, one) for one in LANGS},
        card_columns=MONTHLY,
        card_states=[state for state in STATES if any(kind[state] for kind in (document["cards"] or {"kinds": []})["kinds"])],
        card_figure=partial(shown, places=places),
        money=partial(figures.money, places=places),
        percent=figures.percent,
        world_figure=partial(_world_figure, places=places),
        count=figures.count,
        name=partial(figures.name, document),
        reason=partial(figures.reason, document),
        goal_figure=lambda goal: figures.goal_figure(goal, goal["value"], places),
        bound=lambda goal, language: figures.bound(goal, places, language),
        check=partial(figures.check_sentence, document),
    )


def _charts(document: Document) -> dict[str, dict[str, str]]:
    """Every chart in both languages; empty where there is nothing to draw."""
    draw: dict[str, Any] = {"members": charts.members_chart, "sales": charts.sales_chart, "flows": sankey}
    if any(one["amount"] > 0 for one in document["costs"]["by_rule"]):
        draw["costs"] = charts.costs_chart
    if any(any(row[key] for key in POINT_COLUMNS) for row in document["points"]["months"]):
        draw["points"] = charts.points_chart
    if document["cards"] and any(row["outstanding"] for row in document["cards"]["months"]):
        draw["cards"] = charts.cards_chart
    if document.get("worlds") and all(one["net"] is not None for one in document["worlds"]["values"]):  # None: no margin is stated
        draw |= {"worlds": charts_worlds.histogram, "cumulative": charts_worlds.cumulative}
    if any(one["middle"] is not None for one in document.get("tornado") or ()):
        draw["tornado"] = charts_worlds.tornado
    every = ("members", "sales", "flows", "costs", "points", "cards", "worlds", "cumulative", "tornado")
    return {key: {lang: draw[key](document, lang) if key in draw else "" for lang in LANGS} for key in every}


def _world_figure(value: float | None, unit: str, *, places: int) -> str:
    """One end of a band in its unit; a dash where there is no such figure."""
    if unit == "money":
        return figures.money(None if value is None else int(value), places)
    return figures.percent(value) if unit in {"share", "uplift"} else figures.count(value)
