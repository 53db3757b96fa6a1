"""The flows between tiers as a diagram: ribbons from the tier at the start to the tier at the end."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

from patron.simulation.report.charts import FONT, GRID, INK, MUTED, tier_colours
from patron.simulation.report.figures import count, name
from patron.simulation.report.words import Lang

Document = dict[str, Any]
WIDTH, HEIGHT, BAR, GAP, EDGE, TOP = 520, 260, 12, 14, 130, 8
TWO_LINES = 16  # how tall a bar is that has its number below its name; a lower one has both in one line


def sankey(document: Document, lang: Lang) -> str:
    """SVG of the flows that touch a tier above the first; empty where there are none."""
    tiers = [tier["id"] for tier in document["tiers"]]
    flows = [flow for flow in document["flows"] if flow["from"] in tiers[1:] or flow["to"] in tiers[1:]]
    if not flows:
        return ""
    order = [*reversed(tiers), "(new)"]
    left = [one for one in order if any(flow["from"] == one for flow in flows)]
    right = [one for one in order if any(flow["to"] == one for flow in flows)]
    whole = sum(flow["members"] for flow in flows)
    scale = (HEIGHT - GAP * (max(len(left), len(right)) - 1)) / whole
    colours = {**tier_colours(document), "(new)": GRID}
    box = f"0 0 {WIDTH} {HEIGHT + 2 * TOP}"
    svg = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img", "viewBox": box, "style": "max-width:620px"})
    starts = _column(svg, document, left, {one: _sum(flows, "from", one) for one in left}, scale, lang=lang, colours=colours, end=False)
    ends = _column(svg, document, right, {one: _sum(flows, "to", one) for one in right}, scale, lang=lang, colours=colours, end=True)
    for flow in sorted(flows, key=lambda flow: (left.index(flow["from"]), right.index(flow["to"]))):
        thick = flow["members"] * scale
        y, z = starts[flow["from"]], ends[flow["to"]]
        starts[flow["from"]] += thick
        ends[flow["to"]] += thick
        x, w, middle = EDGE + BAR, WIDTH - EDGE - BAR, WIDTH / 2
        top = f"M{x},{y:.1f}C{middle},{y:.1f} {middle},{z:.1f} {w},{z:.1f}"
        bottom = f"L{w},{z + thick:.1f}C{middle},{z + thick:.1f} {middle},{y + thick:.1f} {x},{y + thick:.1f}Z"
        path = ET.SubElement(svg, "path", {"d": top + bottom, "fill": colours[flow["to"]], "fill-opacity": "0.45"})
        title = ET.SubElement(path, "title")
        title.text = f"{name(document, flow['from'], lang)} → {name(document, flow['to'], lang)}: {count(flow['members'])}"
    return ET.tostring(svg, encoding="unicode")


def _sum(flows: list[dict[str, Any]], side: str, one: str) -> int:
    return sum(flow["members"] for flow in flows if flow[side] == one)


def _column(
    svg: ET.Element,
    document: Document,
    parts: list[str],
    sums: dict[str, int],
    scale: float,
    *,
    lang: Lang,
    colours: dict[str, str],
    end: bool,
) -> dict[str, float]:
    """Draws one side's bars and labels; gives each part's top."""
    tops: dict[str, float] = {}
    y = float(TOP)
    for one in parts:
        tops[one] = y
        tall = sums[one] * scale
        x = WIDTH - EDGE - BAR if end else EDGE
        ET.SubElement(svg, "rect", {"x": str(x), "y": f"{y:.1f}", "width": str(BAR), "height": f"{max(tall, 1):.1f}", "fill": colours[one]})
        named, number = name(document, one, lang), count(sums[one])
        lines = ((-3, named, INK), (11, number, MUTED)) if tall >= TWO_LINES else ((4, f"{named} {number}", INK),)
        for offset, text, colour in lines:
            label = ET.SubElement(
                svg,
                "text",
                {
                    "x": str(x + BAR + 8 if end else x - 8),
                    "y": f"{y + tall / 2 + offset:.1f}",
                    "text-anchor": "start" if end else "end",
                    "font-family": FONT,
                    "font-size": "12",
                    "fill": colour,
                },
            )
            label.text = text
        y += tall + GAP
    return tops
