"""Charts of the economics: benefit against cost by tier, points owed by age, and value waiting on prepaid cards."""

from __future__ import annotations

import altair as alt

from patron.simulation.report.canvas import BAD, GOOD, RAMP, SECOND, Canvas, Chart, colour
from patron.simulation.report.charts import CARD_COLOURS, names, stacked
from patron.simulation.report.words import word

AGES = ("0-3", "3-6", "6-12", "12+")


def benefit_and_cost(canvas: Canvas) -> Chart:
    """Extra gross profit and cost of each tier side by side, in units of money."""
    tiers = [one for one in canvas.document["economics"]["by_tier"] if one["extra_gross"] or one["cost"]]
    shown = names(canvas, [one["tier"] for one in tiers])
    rows = [
        {"tier": title, "part": key, "value": canvas.money(one[key])}
        for one, title in zip(tiers, shown, strict=True)
        for key in ("extra_gross", "cost")
    ]
    parts = ["extra_gross", "cost"]
    chart: alt.Chart = (
        alt.Chart({"values": rows})
        .mark_bar()
        .encode(
            y=alt.Y("tier:N", sort=shown, axis=alt.Axis(title=None, labelLimit=90 if canvas.narrow else 180)),
            yOffset=alt.YOffset("part:N", sort=parts),
            x=alt.X("value:Q", axis=canvas.money_axis()),
            color=colour(canvas, parts, [GOOD, BAD], [word(f"economics.{part}", canvas.lang) for part in parts]),
        )
        .properties(width=canvas.width - (40 if canvas.narrow else 60), height=52 * len(shown))
    )
    return chart


def liability_by_age(canvas: Canvas) -> Chart:
    """What points are worth at month end, by months since they were given, in units of money; the oldest at the bottom."""
    parts = [*reversed(AGES)]
    rows = [
        {"month": one["month"], "part": age["months"], "value": canvas.money(age["amount"])}
        for one in canvas.document["economics"]["liability"]["by_age"]
        for age in one["ages"]
        if age["months"] in parts
    ]
    colours = dict(zip(AGES, (*RAMP[1:4], SECOND), strict=True))
    labels = [word("economics.age", canvas.lang).format(part.replace("-", "–")) for part in parts]
    return stacked(canvas, rows, parts, colours, labels, axis=canvas.money_axis())


def float_chart(canvas: Canvas) -> Chart:
    """Value waiting on prepaid cards at month end: what will be used, and what probably never is."""
    parts = ["will_be_used", "never_used"]
    rows = []
    for one in canvas.document["economics"]["card_float"]:
        unused = one["expected_unused"] or 0
        sums = {"will_be_used": one["float"] - unused, "never_used": unused}
        rows += [{"month": one["month"], "part": part, "value": canvas.money(sums[part])} for part in parts]
    labels = [word(f"economics.{part}", canvas.lang) for part in parts]
    return stacked(canvas, rows, parts, dict(zip(parts, CARD_COLOURS, strict=True)), labels, axis=canvas.money_axis())
