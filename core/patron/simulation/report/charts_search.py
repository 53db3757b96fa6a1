"""Charts of a search: what moves the net benefit, how it follows one value, and how it follows two."""

from __future__ import annotations

import json
from typing import Any

import altair as alt

from patron.simulation.report.canvas import BAND, INK, LINE, MUTED, SECOND, Canvas, Chart, colour
from patron.simulation.report.words import word

TORNADO_BARS = 12  # the widest; all stand in the table
_MONEY = {"net", "cost", "sales", "gross", "extra_sales", "extra_gross", "anyway_discount", "liability"}
_SHARES = {"share", "sales_share", "break_even"}


def unit_of(figure: str) -> str:
    """The unit in which a figure of a search is shown; what is neither money nor a share is counted."""
    name = figure.partition("(")[0]
    return "money" if name in _MONEY else "share" if name in _SHARES else "count"


def tornado(canvas: Canvas) -> Chart:
    """Net benefit at the low and at the high end of each assumption and parameter, widest first, from the middle on."""
    found = [one for one in canvas.document["tornado"] if None not in (one["low"], one["high"], one["middle"])][:TORNADO_BARS]
    rows = [
        {"id": one["id"], "from": canvas.money(one["middle"]), "to": canvas.money(one[end]), "end": end}
        for one in found
        for end in ("low", "high")
    ]
    ends = ["low", "high"]
    titles = {one["id"]: one["title"][canvas.lang] for one in found}  # two may read the same
    named = alt.Axis(
        title=None, labelLimit=130 if canvas.narrow else 200, labelExpr=f"({json.dumps(titles, ensure_ascii=False)})[datum.value]"
    )
    near = alt.Scale(zero=False, padding=8)
    bars = (
        alt.Chart({"values": rows})
        .mark_bar(height=14)
        .encode(
            y=alt.Y("id:N", sort=[*titles], axis=named),
            x=alt.X("from:Q", scale=near, axis=canvas.money_axis()),
            x2="to:Q",
            color=colour(canvas, ends, [SECOND, LINE], [word(f"worlds.{end}", canvas.lang) for end in ends], field="end"),
        )
    )
    middle = alt.Chart({"values": [{"middle": rows[0]["from"]}]}).mark_rule(color=INK).encode(x="middle:Q")
    width = canvas.width - (90 if canvas.narrow else 130)
    return alt.LayerChart(layer=[bars, middle]).properties(width=width, height=max(60, 26 * len(titles)))


def curve(canvas: Canvas) -> Chart:
    """The net benefit under each value of one key, P10 to P90 behind where there are worlds; the scheme's own value is marked."""
    found = canvas.document["curves"][0]
    figure = curve_figure(canvas.document)
    assert figure is not None
    rows: list[dict[str, Any]] = []
    for one in found["points"]:
        row = {"value": one["value"], "p50": one["figures"][figure]}
        if one["p10"] and one["p90"]:
            row |= {key: one[key][figure] for key in ("p10", "p90")}
        rows.append({key: canvas.money(cell) if key != "value" and cell is not None else cell for key, cell in row.items()})
    numbers = all(not isinstance(row["value"], str) for row in rows)
    title = found["title"][canvas.lang]
    x = alt.X(
        "value:Q" if numbers else "value:O",
        scale=alt.Scale(zero=False) if numbers else alt.Undefined,
        sort=None,
        axis=alt.Axis(title=title, format="~s", tickCount=5, titleLimit=canvas.width) if numbers else alt.Axis(title=title, labelAngle=0),
    )
    chart = alt.Chart({"values": rows}).encode(x=x)
    layers = [chart.mark_line(color=LINE, point={"color": LINE}).encode(y=alt.Y("p50:Q", axis=canvas.money_axis()))]
    if any("p10" in row for row in rows):
        layers.insert(0, chart.mark_area(color=BAND, opacity=0.45).encode(y=alt.Y("p10:Q", axis=canvas.money_axis()), y2="p90:Q"))
    return alt.LayerChart(layer=layers).properties(width=canvas.width, height=220)


def curve_figure(document: dict[str, Any]) -> str | None:
    """What the curve shows: the net benefit; the cost where no margin is stated."""
    points = document["curves"][0]["points"] if document.get("curves") else []
    return next((one for one in ("net", "cost") if points and all(point["figures"].get(one) is not None for point in points)), None)


def heat(canvas: Canvas) -> Chart:
    """One figure under each pair of values, with its number in the cell."""
    found = canvas.document["heat"]
    unit = unit_of(found["figure"])
    rows = [
        {"x": x, "y": y, "value": canvas.money(cell) if unit == "money" and cell is not None else cell}
        for y, row in zip(found["y"]["texts"], found["cells"], strict=True)
        for x, cell in zip(found["x"]["texts"], row, strict=True)
    ]
    titles = [found[axis]["title"][canvas.lang] for axis in ("x", "y")]
    values = [row["value"] for row in rows if row["value"] is not None]
    middle = (min(values, default=0) + max(values, default=0)) / 2
    chart = alt.Chart({"values": rows}).encode(
        x=alt.X("x:O", sort=None, axis=alt.Axis(title=titles[0], labelAngle=0, titleLimit=canvas.width)),
        y=alt.Y("y:O", sort=[*reversed(found["y"]["texts"])], axis=alt.Axis(title=None)),
    )
    boxes = chart.mark_rect().encode(color=alt.Color("value:Q", scale=alt.Scale(range=["#eef3f8", LINE]), legend=None))
    ink = alt.condition(f"datum.value > {middle}", alt.value("#ffffff"), alt.value(INK))
    text = chart.mark_text(fontSize=12).encode(text=alt.Text("value:Q", format=".1%" if unit == "share" else ".3~s"), color=ink)
    # Above the column of its values: beside them it would be longer than the chart is high.
    named = alt.TitleParams(
        f"↑ {titles[1]}", anchor="start", frame="bounds", fontSize=12, color=MUTED, fontWeight="normal", offset=8, limit=canvas.width
    )
    return alt.LayerChart(layer=[boxes, text]).properties(width=canvas.width, height=max(80, 40 * len(found["y"]["texts"])), title=named)
