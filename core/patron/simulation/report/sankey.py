"""The flows between tiers as a diagram: ribbons from the tier at the start to the tier at the end."""

from __future__ import annotations

from typing import Any

import altair as alt

from patron.simulation.report.canvas import GRID, INK, Canvas, Chart
from patron.simulation.report.charts import tier_colours
from patron.simulation.report.figures import count, name

Flows = list[dict[str, Any]]
HEIGHT, GAP, STEPS = 250, 16, 24
BAR = 0.03  # of the width


def flows_above_first(document: dict[str, Any]) -> Flows:
    """The flows that touch a tier above the first."""
    above = [tier["id"] for tier in document["tiers"]][1:]
    return [flow for flow in document["flows"] if flow["from"] in above or flow["to"] in above]


def sankey(canvas: Canvas) -> Chart:
    """Areas between bars; heights are members."""
    document, flows = canvas.document, flows_above_first(canvas.document)
    order = [*reversed([tier["id"] for tier in document["tiers"]]), "(new)"]
    left = [one for one in order if any(flow["from"] == one for flow in flows)]
    right = [one for one in order if any(flow["to"] == one for flow in flows)]
    scale = (HEIGHT - GAP * (max(len(left), len(right)) - 1)) / max(sum(flow["members"] for flow in flows), 1)
    colours = {**tier_colours(document), "(new)": GRID}
    starts, ends = _bars(canvas, flows, "from", left, scale), _bars(canvas, flows, "to", right, scale)
    shades = alt.Color("shade:N", scale=None)
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, 1]))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[HEIGHT, 0]))
    bars = [{**one, "shade": colours[one["part"]]} for one in (*starts, *ends)]
    ribbons = _ribbons(flows, {one["part"]: one["y"] for one in starts}, {one["part"]: one["y"] for one in ends}, scale, colours)
    layers: list[Any] = [
        alt.Chart({"values": ribbons}).mark_area(opacity=0.45).encode(x=x, y=y, y2="y2:Q", color=shades, detail="flow:N"),
        alt.Chart({"values": bars}).mark_rect().encode(x=x, x2="x2:Q", y=y, y2="y2:Q", color=shades),
    ]
    for side, column in ((starts, "x"), (ends, "x2")):
        text = alt.Chart({"values": [{**one, "middle": (one["y"] + one["y2"]) / 2} for one in side]})
        label = text.mark_text(
            align="right" if column == "x" else "left", dx=-8 if column == "x" else 8, fontSize=12, color=INK, limit=0, lineBreak="\n"
        )
        layers.append(label.encode(x=alt.X(f"{column}:Q"), y=alt.Y("middle:Q"), text="label:N"))
    return alt.LayerChart(layer=layers).properties(width=canvas.width - (90 if canvas.narrow else 100), height=HEIGHT)


def _bars(canvas: Canvas, flows: Flows, side: str, parts: list[str], scale: float) -> list[dict[str, Any]]:
    """One side's bars from the top, each with its name and number."""
    bars = []
    y = 0.0
    for part in parts:
        members = sum(flow["members"] for flow in flows if flow[side] == part)
        x = 0.0 if side == "from" else 1 - BAR
        bottom = y + max(members * scale, 1)
        label = f"{name(canvas.document, part, canvas.lang)} {count(members)}"
        bars.append({"part": part, "x": x, "x2": x + BAR, "y": y, "y2": bottom, "label": label})
        y = bottom + GAP
    return bars


def _ribbons(flows: Flows, starts: dict[str, float], ends: dict[str, float], scale: float, colours: dict[str, str]) -> list[dict[str, Any]]:
    """Every flow as points of an area that goes over smoothly from its start's height to its end's."""
    points = []
    lefts, rights = list(starts), list(ends)
    for number, flow in enumerate(sorted(flows, key=lambda flow: (lefts.index(flow["from"]), rights.index(flow["to"])))):
        thick = flow["members"] * scale
        top, bottom = starts[flow["from"]], ends[flow["to"]]
        starts[flow["from"]] += thick
        ends[flow["to"]] += thick
        for step in range(STEPS + 1):
            t = step / STEPS
            y = top + (bottom - top) * t * t * (3 - 2 * t)
            points.append(
                {
                    "flow": f"{number}",
                    "x": round(BAR + (1 - 2 * BAR) * t, 4),
                    "y": round(y, 2),
                    "y2": round(y + thick, 2),
                    "shade": colours[flow["to"]],
                }
            )
    return points
