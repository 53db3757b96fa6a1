"""Charts of many worlds: net benefit over the worlds, its running sum with a band, and what moves it most."""

from __future__ import annotations

from typing import Any

import altair as alt

from patron.simulation.report.charts import GROUP_COLOUR, INK, TIER_RAMP, WIDTH, _svg
from patron.simulation.report.words import Lang

Document = dict[str, Any]
_BAND, _LINE = TIER_RAMP[1], TIER_RAMP[3]


def histogram(document: Document, lang: Lang) -> str:
    """How many worlds came to which net benefit, in units of money; a line at nothing."""
    unit = 10 ** document["scheme"]["places"]
    rows = [{"net": one["net"] / unit} for one in document["worlds"]["values"]]
    bars = (
        alt.Chart({"values": rows})
        .mark_bar(color=_LINE)
        .encode(
            x=alt.X("net:Q", bin=alt.Bin(maxbins=24), axis=alt.Axis(title=document["scheme"]["currency"], format="~s")),
            y=alt.Y("count():Q", axis=alt.Axis(title=None, format=",d", tickMinStep=1)),
        )
    )
    return _drawn([bars], f"worlds-{lang}")


def cumulative(document: Document, lang: Lang) -> str:
    """Net benefit summed from the launch: the P50 as a line, P10 to P90 as a band."""
    unit = 10 ** document["scheme"]["places"]
    rows = [
        {"month": row["month"], **{key: row["cumulative"][key] / unit for key in ("p10", "p50", "p90")}}
        for row in document["worlds"]["months"]
    ]
    months = [row["month"] for row in rows]
    x = alt.X("month:O", axis=alt.Axis(title=None, labelAngle=0, values=months[:: max(1, -(-len(months) // 9))], ticks=False))
    y = alt.Y("p10:Q", axis=alt.Axis(title=document["scheme"]["currency"], format="~s"))
    chart = alt.Chart({"values": rows})
    band = chart.mark_area(color=_BAND, opacity=0.45).encode(x=x, y=y, y2="p90:Q")
    line = chart.mark_line(color=_LINE, point=True).encode(x=x, y="p50:Q")
    zero = alt.Chart({"values": [{"zero": 0}]}).mark_rule(color=INK).encode(y="zero:Q")
    return _drawn([band, line, zero], f"cumulative-{lang}")


def tornado(document: Document, lang: Lang) -> str:
    """Net benefit at the low and at the high end of each assumption and parameter, widest first."""
    unit = 10 ** document["scheme"]["places"]
    titles = [one["title"][lang] for one in document["tornado"]]
    rows = [
        {"title": one["title"][lang], "from": one["middle"] / unit, "to": one[end] / unit, "end": end}
        for one in document["tornado"]
        for end in ("low", "high")
        if one[end] is not None and one["middle"] is not None
    ]
    bars = (
        alt.Chart({"values": rows})
        .mark_bar()
        .encode(
            y=alt.Y("title:N", sort=titles, axis=alt.Axis(title=None, labelLimit=180)),
            x=alt.X("from:Q", axis=alt.Axis(title=document["scheme"]["currency"], format="~s")),
            x2="to:Q",
            color=alt.Color("end:N", scale=alt.Scale(domain=["low", "high"], range=[GROUP_COLOUR, _LINE]), legend=None),
        )
    )
    return _drawn([bars], f"tornado-{lang}", height=max(60, 30 * len(titles)))


def _drawn(layers: list[alt.Chart], key: str, height: int = 200) -> str:
    return _svg(alt.LayerChart(layer=layers).properties(width=WIDTH - 60, height=height), key)
