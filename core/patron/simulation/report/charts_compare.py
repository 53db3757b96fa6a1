"""Charts of a comparison: who gains and who loses, costs by rule, members by month, and bands of both schemes and their difference."""

from __future__ import annotations

from typing import Any

import altair as alt

from patron.simulation.report.canvas import BAD, GOOD, INK, LINE, MUTED, SECOND, Canvas, Chart, colour
from patron.simulation.report.compare_words import word

RULES = 12  # the dearest; all stand in the table
SIDES = ("a", "b")
_COLOURS = (SECOND, LINE)
_OPPOSITES = (("rise", "fall"), ("more_points", "fewer_points"), ("more_discount", "less_discount"))


def moved(document: dict[str, Any]) -> list[tuple[str, int]]:
    """What happens to how many members, those who gain before those who lose; without pairs in which there is nobody."""
    found = document["members"]
    pairs = [pair for pair in _OPPOSITES if any(found[key] for key in pair)]
    return [(key, found[key]) for pair in pairs for key in pair]


def moves_chart(canvas: Canvas) -> Chart:
    """Members who gain to the right and who lose to the left."""
    found = moved(canvas.document)
    names = [word(key, canvas.lang) for key, _ in found]
    rows = [
        {"what": name, "members": number if place % 2 == 0 else -number, "said": f"{number:,}", "gains": place % 2 == 0}
        for place, (name, (_, number)) in enumerate(zip(names, found, strict=True))
    ]
    chart = alt.Chart({"values": rows}).encode(
        y=alt.Y("what:N", sort=names, axis=alt.Axis(title=None, labelLimit=canvas.width)),
        x=alt.X("members:Q", axis=None, scale=alt.Scale(padding=44, nice=False)),
    )
    bars = chart.mark_bar(height=16).encode(color=alt.condition("datum.gains", alt.value(GOOD), alt.value(BAD)))
    right = chart.transform_filter("datum.gains").mark_text(align="left", dx=5, fontSize=12, color=INK)
    left = chart.transform_filter("!datum.gains").mark_text(align="right", dx=-5, fontSize=12, color=INK)
    texts = [one.encode(text="said:N") for one in (right, left)]
    zero = alt.Chart({"values": [{"zero": 0}]}).mark_rule(color=MUTED).encode(x="zero:Q")
    width = canvas.width - (40 if canvas.narrow else 60)
    return alt.LayerChart(layer=[bars, *texts, zero]).properties(width=width, height=28 * len(names))


def costs_chart(canvas: Canvas) -> Chart:
    """What each rule costs under both schemes, in units of money, the dearest first."""
    dearest = sorted(canvas.document["costs"], key=lambda one: -max(one["a"] or 0, one["b"] or 0))[:RULES]
    dearest = [one for one in dearest if one["a"] or one["b"]]
    titles = [one["title"][canvas.lang] for one in dearest]
    named = [title if titles.count(title) == 1 else f"{title} [{one['rule']}]" for title, one in zip(titles, dearest, strict=True)]
    rows = [
        {"rule": title, "part": side, "value": canvas.money(one[side] or 0)}
        for title, one in zip(named, dearest, strict=True)
        for side in SIDES
    ]
    chart: alt.Chart = (
        alt.Chart({"values": rows})
        .mark_bar()
        .encode(
            y=alt.Y("rule:N", sort=named, axis=alt.Axis(title=None, labelLimit=130 if canvas.narrow else 220)),
            yOffset=alt.YOffset("part:N", sort=[*SIDES]),
            x=alt.X("value:Q", axis=canvas.money_axis()),
            color=_sides(canvas),
        )
        .properties(width=canvas.width - (90 if canvas.narrow else 130), height=34 * len(named))
    )
    return chart


def tiers_chart(canvas: Canvas) -> Chart:
    """Members at month end under both schemes, a plot for each tier above the first; P10 to P90 behind where there are worlds."""
    months = canvas.document["months"]
    panels = []
    for tier in reversed(tiers_of(canvas.document)):
        rows: list[dict[str, Any]] = []
        for month in months:
            for side in SIDES:
                if tier not in month[side]:
                    continue
                value = month[side][tier]
                band = value if isinstance(value, dict) else {"p10": value, "p50": value, "p90": value}
                rows.append({"month": month["month"], "part": side, **{key: band[key] for key in ("p10", "p50", "p90")}})
        axis = alt.Axis(title=None, format=",d", tickMinStep=1, tickCount=4)
        chart = alt.Chart({"values": rows}).encode(x=canvas.months([month["month"] for month in months]), color=_sides(canvas))
        layers = [chart.mark_line(point=True).encode(y=alt.Y("p50:Q", axis=axis))]
        if canvas.document["worlds"]:
            layers.insert(0, chart.mark_area(opacity=0.22).encode(y=alt.Y("p10:Q", axis=axis), y2="p90:Q"))
        title = alt.TitleParams(
            canvas.document["tier_titles"][tier][canvas.lang], anchor="start", fontSize=12, color=INK, fontWeight="normal"
        )
        panels.append(alt.LayerChart(layer=layers).properties(width=canvas.width, height=150, title=title))
    return alt.VConcatChart(vconcat=panels)


def tiers_of(document: dict[str, Any]) -> list[str]:
    """The tiers of either scheme that are not the first in any of them, by rank."""
    orders = [list(document["months"][0][side]) for side in SIDES]
    return [tier for tier in dict.fromkeys([*orders[1], *orders[0]]) if tier not in {order[0] for order in orders}]


def bands_chart(canvas: Canvas) -> Chart:
    """P10 to P90 and the P50 of the net benefit (the cost, without a margin) of both schemes and of their difference."""
    found = band_figure(canvas.document)
    assert found is not None
    names = {"a": "A", "b": "B", "difference": "B − A"}
    rows = [{"what": names[key], **{end: canvas.money(found[key][end]) for end in ("p10", "p50", "p90")}} for key in names]
    axis = canvas.money_axis()
    chart = alt.Chart({"values": rows}).encode(y=alt.Y("what:N", sort=[*names.values()], axis=alt.Axis(title=None)))
    shade = alt.Color("what:N", scale=alt.Scale(domain=[*names.values()], range=[*_COLOURS, MUTED]), legend=None)
    bar = chart.mark_bar(height=14, opacity=0.45).encode(x=alt.X("p10:Q", axis=axis, scale=alt.Scale(nice=True)), x2="p90:Q", color=shade)
    middle = chart.mark_tick(thickness=4, size=22).encode(x="p50:Q", color=shade)
    zero = alt.Chart({"values": [{"zero": 0}]}).mark_rule(color=INK, strokeDash=[4, 3]).encode(x="zero:Q")
    return alt.LayerChart(layer=[bar, middle, zero]).properties(width=canvas.width, height=96)


def band_figure(document: dict[str, Any]) -> dict[str, Any] | None:
    """The figure whose bands are drawn; None where a scheme has neither in every world."""
    for name in ("net", "cost"):
        for one in document["figures"] if document["worlds"] else ():
            sides = [one[key] for key in ("a", "b", "difference")]
            if one["name"] == name and all(side and None not in (side["p10"], side["p50"], side["p90"]) for side in sides):
                return dict(one)
    return None


def _sides(canvas: Canvas) -> alt.Color:
    return colour(canvas, [*SIDES], [*_COLOURS], ["A", "B"])
