"""Charts of many worlds: the headline's band, net benefit over the worlds, and its running sum with the month of payback."""

from __future__ import annotations

import altair as alt

from patron.simulation.report.canvas import BAND, GOOD, INK, LINE, MUTED, Canvas, Chart
from patron.simulation.report.words import word


def net_band(canvas: Canvas) -> Chart:
    """P10 to P90 of the net benefit as a bar with a mark at the P50, and where nothing is."""
    net = next(one for one in canvas.document["worlds"]["figures"] if one["name"] == "net")
    row = {key: canvas.money(net[key]) for key in ("p10", "p50", "p90")}
    axis = alt.Axis(title=canvas.document["scheme"]["currency"], format="~s", tickCount=3 if canvas.narrow else 5)
    chart = alt.Chart({"values": [row]})
    bar = chart.mark_bar(color=BAND, height=16).encode(x=alt.X("p10:Q", axis=axis, scale=alt.Scale(nice=True)), x2="p90:Q")
    middle = chart.mark_tick(color=LINE, thickness=4, size=26).encode(x="p50:Q")
    zero = alt.Chart({"values": [{"zero": 0}]}).mark_rule(color=INK, strokeDash=[4, 3]).encode(x="zero:Q")
    return alt.LayerChart(layer=[bar, middle, zero]).properties(width=canvas.width, height=34)


def histogram(canvas: Canvas) -> Chart:
    """How many worlds came to which net benefit, in units of money; a line at nothing."""
    rows = [{"net": canvas.money(one["net"])} for one in canvas.document["worlds"]["values"]]
    axis = alt.Axis(title=canvas.document["scheme"]["currency"], format="~s", labelOverlap="greedy", labelSeparation=20)
    bars = (
        alt.Chart({"values": rows})
        .mark_bar(color=LINE)
        .encode(
            x=alt.X("net:Q", bin=alt.Bin(maxbins=24), axis=axis),
            y=alt.Y("count():Q", axis=alt.Axis(title=None, labelExpr="datum.value % 1 ? '' : format(datum.value, ',d')", tickCount=4)),
        )
    )
    zero = alt.Chart({"values": [{"zero": 0}]}).mark_rule(color=INK, strokeDash=[4, 3]).encode(x="zero:Q")
    return alt.LayerChart(layer=[bars, zero]).properties(width=canvas.width, height=200)


def cumulative(canvas: Canvas) -> Chart:
    """Net benefit summed from the launch: the P50 as a line, P10 to P90 as a band, and a mark where the middle world has paid."""
    found = canvas.document["worlds"]["months"]
    rows = [{"month": row["month"], **{key: canvas.money(row["cumulative"][key]) for key in ("p10", "p50", "p90")}} for row in found]
    chart = alt.Chart({"values": rows}).encode(x=canvas.months([row["month"] for row in rows]))
    band = chart.mark_area(color=BAND, opacity=0.45).encode(y=alt.Y("p10:Q", axis=canvas.money_axis()), y2="p90:Q")
    line = chart.mark_line(color=LINE, point={"color": LINE}).encode(y="p50:Q")
    zero = alt.Chart({"values": [{"zero": 0}]}).mark_rule(color=INK).encode(y="zero:Q")
    layers = [band, line, zero]
    payback = (canvas.document.get("economics") or {}).get("payback")
    if payback and payback["month"]:
        mark = alt.Chart({"values": [{"month": payback["month"], "told": f"{word('payback', canvas.lang)} {payback['month']}"}]})
        layers.append(mark.mark_rule(color=GOOD, strokeDash=[4, 3], strokeWidth=2).encode(x="month:O"))
        layers.append(mark.mark_text(color=MUTED, fontSize=12, align="right", dx=-6, y=8).encode(x="month:O", text="told:N"))
    return alt.LayerChart(layer=layers).properties(width=canvas.width, height=220)
