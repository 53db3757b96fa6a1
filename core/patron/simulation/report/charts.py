"""The report's charts: Altair to static SVG, one for each language, without scripts or network."""

from __future__ import annotations

import re
from typing import Any

import altair as alt
import vl_convert

from patron.simulation.report.figures import name
from patron.simulation.report.words import Lang, word

Document = dict[str, Any]
Rows = list[dict[str, Any]]
FONT = "system-ui, -apple-system, 'Segoe UI', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif"
WIDTH = 520
INK, MUTED, GRID = "#1f2933", "#66717d", "#e4e7eb"
TIER_RAMP = ("#cfd8e3", "#86a9cf", "#4a7fb5", "#1f5a94", "#123b66")
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
_CONFIG: dict[str, Any] = {
    "font": FONT,
    "background": "transparent",
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": 12,
        "titleFontSize": 12,
        "labelColor": MUTED,
        "titleColor": MUTED,
        "titleFontWeight": "normal",
        "gridColor": GRID,
        "domainColor": GRID,
        "tickColor": GRID,
        "labelPadding": 6,
    },
    "legend": {"labelFontSize": 12, "labelColor": INK, "title": None, "orient": "top", "symbolType": "square", "labelLimit": 240},
}


def tier_colours(document: Document) -> dict[str, str]:
    """A colour for each tier by rank, from pale to dark; walk-ins and group orders have their own."""
    tiers = [tier["id"] for tier in document["tiers"]]
    last = max(len(tiers) - 1, 1)
    ramp = {tier: TIER_RAMP[round(rank * (len(TIER_RAMP) - 1) / last)] for rank, tier in enumerate(tiers)}
    if len(tiers) == 2:
        ramp[tiers[1]] = TIER_RAMP[3]
    return {**ramp, "(group)": GROUP_COLOUR, "(walk_in)": WALK_IN_COLOUR}


def members_chart(document: Document, lang: Lang) -> str:
    """Members of every tier but the first at month end; all tiers where there is only one."""
    tiers = [tier["id"] for tier in document["tiers"]][1:] or [document["tiers"][0]["id"]]
    rows = [{"month": row["month"], "part": tier, "value": row["members"][tier]} for row in document["months"] for tier in tiers]
    return _stacked(document, rows, tiers, lang, tier_colours(document), axis=_whole(rows))


def _whole(rows: Rows) -> alt.Axis:
    """An axis of whole numbers, without the same number twice."""
    months: dict[str, int] = {}
    for row in rows:
        months[row["month"]] = months.get(row["month"], 0) + row["value"]
    return alt.Axis(title=None, format=",d", tickCount=max(1, min(5, max(months.values(), default=1))))


def sales_chart(document: Document, lang: Lang) -> str:
    """Each month's sales by the tier that bought, group orders and walk-ins, as shares."""
    parts = ["(walk_in)", *(tier["id"] for tier in document["tiers"]), "(group)"]
    rows = []
    for row in document["months"]:
        sums = {"(walk_in)": row["walk_in_sales"], "(group)": row["group_sales"], **row["sales_by_tier"]}
        rows += [{"month": row["month"], "part": part, "value": max(sums[part], 0)} for part in parts]
    shown = [part for part in parts if any(row["value"] for row in rows if row["part"] == part)]
    axis = alt.Axis(title=None, format="%")
    return _stacked(document, [row for row in rows if row["part"] in shown], shown, lang, tier_colours(document), axis=axis, normalise=True)


def costs_chart(document: Document, lang: Lang) -> str:
    """Each month's cost by kind, in units of money."""
    kinds = [kind for kind, amount in document["costs"]["by_kind"].items() if amount]
    sums: dict[tuple[str, str], int] = {}
    for cell in document["costs"]["cells"]:
        key = (cell["month"], cell["kind"])
        sums[key] = sums.get(key, 0) + cell["amount"]
    unit = 10 ** document["scheme"]["places"]
    rows = [
        {"month": month, "part": kind, "value": sums.get((month, kind), 0) / unit}
        for month in document["period"]["months"]
        for kind in kinds
    ]
    axis = alt.Axis(title=document["scheme"]["currency"], format="~s")
    return _stacked(document, rows, kinds, lang, KIND_COLOURS, axis=axis)


def points_chart(document: Document, lang: Lang) -> str:
    """Points held and waiting at month end."""
    parts = ["balance", "pending"] if any(row["pending"] for row in document["points"]["months"]) else ["balance"]
    rows = [{"month": row["month"], "part": part, "value": row[part]} for row in document["points"]["months"] for part in parts]
    colours = {"balance": TIER_RAMP[3], "pending": GROUP_COLOUR}
    return _stacked(document, rows, parts, lang, colours, axis=alt.Axis(title=None, format="~s"), kind="points")


def cards_chart(document: Document, lang: Lang) -> str:
    """Unused value of prepaid cards at month end, in units of money: what was paid for, and what was not."""
    parts = ["paid", "unpaid"]
    unit = 10 ** document["scheme"]["places"]
    rows = []
    for row in document["cards"]["months"]:
        sums = {"paid": row["deferred"], "unpaid": row["outstanding"] - row["deferred"]}
        rows += [{"month": row["month"], "part": part, "value": sums[part] / unit} for part in parts]
    axis = alt.Axis(title=document["scheme"]["currency"], format="~s")
    return _stacked(document, rows, parts, lang, dict(zip(parts, CARD_COLOURS, strict=True)), axis=axis, kind="cards")


def _stacked(
    document: Document,
    rows: Rows,
    parts: list[str],
    lang: Lang,
    colours: dict[str, str],
    *,
    axis: alt.Axis,
    normalise: bool = False,
    kind: str = "",
) -> str:
    """Bars by month, stacked in the order of `parts` from the bottom."""
    for row in rows:
        row["order"] = parts.index(row["part"])
    labels = {part: _label(document, part, lang, kind) for part in parts}
    months = document["period"]["months"]
    step = max(1, -(-len(months) // 9))
    chart = (
        alt.Chart({"values": rows})
        .mark_bar()
        .encode(
            x=alt.X(
                "month:O",
                axis=alt.Axis(title=None, labelAngle=0, values=months[::step], ticks=False),
                scale=alt.Scale(paddingInner=0.15),
            ),
            y=alt.Y("value:Q", stack="normalize" if normalise else "zero", axis=axis),
            color=_colour("part", parts, [colours[part] for part in parts], labels),
            order=alt.Order("order:Q"),
        )
        .properties(width=WIDTH - 60, height=220)
    )
    return _svg(chart, f"{kind}{parts[0]}{len(parts)}{normalise}-{lang}")


def _label(document: Document, part: str, lang: Lang, kind: str) -> str:
    if part in KIND_COLOURS and f"kind.{part}" and part not in {tier["id"] for tier in document["tiers"]}:
        return word(f"kind.{part}", lang)
    if part in {"balance", "pending"}:
        return word(part, lang)
    if kind == "cards":
        return word(f"part.{part}", lang)
    return name(document, part, lang)


def _colour(field: str, parts: list[str], colours: list[str], labels: dict[str, str]) -> alt.Color:
    """A colour scale whose legend shows the labels; a single part needs no legend."""
    expression = " : ".join(f"datum.label === {_quoted(part)} ? {_quoted(label)}" for part, label in labels.items()) + " : datum.label"
    wide = sum(len(label.encode("gbk", "replace")) + 4 for label in labels.values())  # a Chinese character is as wide as two letters
    legend = None if len(parts) == 1 else alt.Legend(labelExpr=expression, columns=len(parts) if wide < 70 else 3)
    return alt.Color(f"{field}:N", scale=alt.Scale(domain=parts, range=colours), legend=legend)


def _quoted(text: str) -> str:
    """A string of a Vega expression, whatever it holds."""
    escaped = "".join(char if char.isalnum() or char in " -_()" else f"\\u{ord(char):04x}" for char in text if ord(char) <= 0xFFFF)
    return f'"{escaped}"'


def _svg(chart: alt.Chart | alt.LayerChart, key: str) -> str:
    """The chart as SVG that scales with its box; ids are made its own, since several stand in one page."""
    svg: str = vl_convert.vegalite_to_svg(chart.properties(padding=4).configure(**_CONFIG).to_dict())
    prefix = "c" + "".join(f"{byte:02x}" for byte in key.encode())[-40:] + "-"
    svg = re.sub(r'\bid="([^"]+)"', rf'id="{prefix}\1"', svg)
    svg = re.sub(r"url\(#([^)]+)\)", rf"url(#{prefix}\1)", svg)
    size = re.search(r'width="([\d.]+)"', svg)
    wide = round(float(size[1]) * 1.2) if size else WIDTH
    return re.sub(r'^<svg([^>]*?) width="[\d.]+" height="[\d.]+"', rf'<svg role="img" style="max-width:{wide}px"\1', svg, count=1)
