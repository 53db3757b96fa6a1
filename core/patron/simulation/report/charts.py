"""Charts of any run: members, sales, costs, points and prepaid cards by month."""

from __future__ import annotations

from typing import Any

import altair as alt

from patron.simulation.report.canvas import BAND, RAMP, SECOND, Canvas, Chart, colour
from patron.simulation.report.figures import name
from patron.simulation.report.words import word

Document = dict[str, Any]
Rows = list[dict[str, Any]]
CARD_COLOURS = ("#7d9d3c", "#cfdcae")
WALK_IN_COLOUR, GROUP_COLOUR = "#e8dfce", "#c58b3b"
KIND_COLOURS = {
    "discount": "#1f5a94",
    "coupon": "#6f9bc8",
    "points": "#3f9c8f",
    "exchange": "#86c5bb",
    "benefit": "#c58b3b",
    "card": "#7d9d3c",
    "commission": "#a3a3a3",
    "yearly": "#8a6fa8",
    "one_off": "#b5533c",
}


def tier_colours(document: Document) -> dict[str, str]:
    """A colour for each tier by rank, from pale to dark; walk-ins and group orders have their own."""
    tiers = [tier["id"] for tier in document["tiers"]]
    last = max(len(tiers) - 1, 1)
    ramp = {tier: RAMP[round(rank * (len(RAMP) - 1) / last)] for rank, tier in enumerate(tiers)}
    if len(tiers) == 2:
        ramp[tiers[1]] = RAMP[3]
    return {**ramp, "(group)": GROUP_COLOUR, "(walk_in)": WALK_IN_COLOUR}


def members_chart(canvas: Canvas) -> Chart:
    """Members of every tier but the first at month end, P10 to P90 behind where there are worlds; all tiers where there is only one."""
    document = canvas.document
    tiers = [tier["id"] for tier in document["tiers"]][1:] or [document["tiers"][0]["id"]]
    worlds = document["worlds"]
    if worlds is None or worlds["count"] == 1:
        rows = [{"month": row["month"], "part": tier, "value": row["members"][tier]} for row in document["months"] for tier in tiers]
        return stacked(canvas, rows, tiers, tier_colours(document), names(canvas, tiers), axis=_whole(rows))
    rows = [{"month": row["month"], "part": tier, **row["members"][tier]} for row in worlds["months"] for tier in tiers]
    colours = tier_colours(document)
    shade = colour(canvas, tiers, [colours[tier] for tier in tiers], names(canvas, tiers))
    chart = alt.Chart({"values": rows}).encode(x=canvas.months([row["month"] for row in worlds["months"]]), color=shade)
    band = chart.mark_area(opacity=0.28).encode(y=alt.Y("p10:Q", axis=alt.Axis(title=None, format=",d", tickMinStep=1)), y2="p90:Q")
    return alt.LayerChart(layer=[band, chart.mark_line(point=True).encode(y="p50:Q")]).properties(width=canvas.width, height=220)


def _whole(rows: Rows) -> alt.Axis:
    """An axis of whole numbers, without the same number twice."""
    months: dict[str, int] = {}
    for row in rows:
        months[row["month"]] = months.get(row["month"], 0) + row["value"]
    return alt.Axis(title=None, format=",d", tickCount=max(1, min(5, max(months.values(), default=1))))


def sales_chart(canvas: Canvas) -> Chart:
    """Each month's sales by the tier that bought, group orders and walk-ins, as shares."""
    document = canvas.document
    parts = ["(walk_in)", *(tier["id"] for tier in document["tiers"]), "(group)"]
    rows = []
    for row in document["months"]:
        sums = {"(walk_in)": row["walk_in_sales"], "(group)": row["group_sales"], **row["sales_by_tier"]}
        rows += [{"month": row["month"], "part": part, "value": max(sums[part], 0)} for part in parts]
    shown = [part for part in parts if any(row["value"] for row in rows if row["part"] == part)]
    rows = [row for row in rows if row["part"] in shown]
    axis = alt.Axis(title=None, format="%")
    return stacked(canvas, rows, shown, tier_colours(document), names(canvas, shown), axis=axis, normalise=True)


def costs_chart(canvas: Canvas) -> Chart:
    """Each month's cost by kind, in units of money."""
    document = canvas.document
    kinds = [kind for kind, amount in document["costs"]["by_kind"].items() if amount]
    sums: dict[tuple[str, str], int] = {}
    for cell in document["costs"]["cells"]:
        key = (cell["month"], cell["kind"])
        sums[key] = sums.get(key, 0) + cell["amount"]
    rows = [
        {"month": month, "part": kind, "value": canvas.money(sums.get((month, kind), 0))}
        for month in document["period"]["months"]
        for kind in kinds
    ]
    labels = [word(f"kind.{kind}", canvas.lang) for kind in kinds]
    return stacked(canvas, rows, kinds, KIND_COLOURS, labels, axis=canvas.money_axis())


def points_chart(canvas: Canvas) -> Chart:
    """Points held and waiting at month end."""
    months = canvas.document["points"]["months"]
    parts = ["balance", "pending"] if any(row["pending"] for row in months) else ["balance"]
    rows = [{"month": row["month"], "part": part, "value": row[part]} for row in months for part in parts]
    labels = [word(part, canvas.lang) for part in parts]
    return stacked(canvas, rows, parts, {"balance": RAMP[3], "pending": SECOND}, labels, axis=alt.Axis(title=None, format="~s"))


def cards_chart(canvas: Canvas) -> Chart:
    """Unused value of prepaid cards at month end, in units of money: what was paid for, and what was not."""
    parts = ["paid", "unpaid"]
    rows = []
    for row in canvas.document["cards"]["months"]:
        sums = {"paid": row["deferred"], "unpaid": row["outstanding"] - row["deferred"]}
        rows += [{"month": row["month"], "part": part, "value": canvas.money(sums[part])} for part in parts]
    labels = [word(f"part.{part}", canvas.lang) for part in parts]
    return stacked(canvas, rows, parts, dict(zip(parts, CARD_COLOURS, strict=True)), labels, axis=canvas.money_axis())


def names(canvas: Canvas, parts: list[str]) -> list[str]:
    """What tiers, and what is no tier's, are called."""
    return [name(canvas.document, part, canvas.lang) for part in parts]


def stacked(
    canvas: Canvas,
    rows: Rows,
    parts: list[str],
    colours: dict[str, str],
    labels: list[str],
    *,
    axis: alt.Axis,
    normalise: bool = False,
) -> Chart:
    """Bars by month, stacked in the order of `parts` from the bottom."""
    rows = [{**row, "order": parts.index(row["part"])} for row in rows]
    chart: alt.Chart = (
        alt.Chart({"values": rows})
        .mark_bar()
        .encode(
            x=canvas.months(canvas.document["period"]["months"]),
            y=alt.Y("value:Q", stack="normalize" if normalise else "zero", axis=axis),
            color=colour(canvas, parts, [colours.get(part, BAND) for part in parts], labels),
            order=alt.Order("order:Q"),
        )
        .properties(width=canvas.width, height=220)
    )
    return chart
