"""What every chart is drawn on: a document in one language at one width, and the page's colours; the result is static SVG."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import altair as alt
import vl_convert

from patron.simulation.report.words import LANGS, Lang

Document = dict[str, Any]
Chart = alt.Chart | alt.LayerChart | alt.VConcatChart
Picture = list[tuple[str, str]]  # classes that say when it is seen, and the SVG
FONT = "system-ui, -apple-system, 'Segoe UI', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif"
INK, MUTED, GRID = "#1f2933", "#66717d", "#e4e7eb"
RAMP = ("#cfd8e3", "#86a9cf", "#4a7fb5", "#1f5a94", "#123b66")
BAND, LINE, SECOND, GOOD, BAD = RAMP[1], RAMP[3], "#c58b3b", "#3f9c8f", "#b5533c"
WIDE, NARROW = 460, 262  # inside the axes, so that text is drawn at its own size on a desk and on a phone of 390 px
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


@dataclass(frozen=True)
class Canvas:
    """One chart's place: the document, the language, and whether it is for a narrow screen."""

    document: Document
    lang: Lang
    narrow: bool = False

    @property
    def width(self) -> int:
        """Of the plot in pixels, without axes."""
        return NARROW if self.narrow else WIDE

    @property
    def unit(self) -> int:
        """Minor units in a unit of money."""
        return int(10 ** self.document["scheme"]["places"])

    def money(self, minor: int) -> float:
        """Units of money."""
        return minor / self.unit

    def money_axis(self) -> alt.Axis:
        """An axis in the scheme's currency."""
        return alt.Axis(title=self.document["scheme"]["currency"], format="~s", tickCount=3 if self.narrow else 5)

    def months(self, months: list[str]) -> alt.X:
        """Months from left to right, with as many names as there is room for."""
        step = max(1, -(-len(months) // (4 if self.narrow else 8)))
        axis = alt.Axis(title=None, labelAngle=0, values=months[::step], ticks=False)
        return alt.X("month:O", axis=axis, scale=alt.Scale(paddingInner=0.15))


def colour(canvas: Canvas, parts: list[str], colours: list[str], labels: list[str], field: str = "part") -> alt.Color:
    """A colour scale whose legend shows the labels; a single part needs no legend."""
    told = dict(zip(parts, labels, strict=True))
    expression = " : ".join(f"datum.label === {_quoted(part)} ? {_quoted(label)}" for part, label in told.items()) + " : datum.label"
    wide = sum(len(label.encode("gbk", "replace")) + 4 for label in labels)  # a Chinese character is as wide as two letters
    longest = max(len(label.encode("gbk", "replace")) + 4 for label in labels)
    columns = len(parts) if wide < (36 if canvas.narrow else 70) else max(1, (36 if canvas.narrow else 72) // longest)
    legend = None if len(parts) == 1 else alt.Legend(labelExpr=expression, columns=columns, symbolOpacity=1)
    return alt.Color(f"{field}:N", scale=alt.Scale(domain=parts, range=colours), legend=legend)


def _quoted(text: str) -> str:
    """A string of a Vega expression, whatever it holds."""
    escaped = "".join(char if char.isalnum() or char in " -_()" else f"\\u{ord(char):04x}" for char in text if ord(char) <= 0xFFFF)
    return f'"{escaped}"'


def svg(chart: Chart, key: str) -> str:
    """The chart as SVG that shrinks with its box; ids begin with `key`, since several stand in one page."""
    spec = chart.properties(padding=4).configure(**_CONFIG).to_dict()
    drawn = _drawn(json.dumps(spec, sort_keys=True))
    drawn = re.sub(r'\bid="([^"]+)"', rf'id="{key}-\1"', drawn)
    drawn = re.sub(r"url\(#([^)]+)\)", rf"url(#{key}-\1)", drawn)
    size = re.search(r'width="([\d.]+)"', drawn)
    most = f' style="max-width:{round(float(size[1]) * 1.2)}px"' if size else ""
    return re.sub(r'^<svg([^>]*?) width="[\d.]+" height="[\d.]+"', rf'<svg role="img"{most}\1', drawn, count=1)


def picture(document: Document, key: str, draw: Callable[[Canvas], Chart]) -> Picture:
    """A chart for wide and narrow screens in both languages; once where it says the same in both."""
    found: Picture = []
    for size in ("wide", "narrow"):
        drawn = {lang: svg(draw(Canvas(document, lang, size == "narrow")), f"{key}-{size}") for lang in LANGS}
        if drawn["zh"] == drawn["en"]:
            found.append((size, drawn["zh"]))
        else:
            found += [(f"{size} {lang}", drawn[lang].replace(f"{key}-{size}-", f"{key}-{size}-{lang}-")) for lang in LANGS]
    return found


@lru_cache(maxsize=512)
def _drawn(spec: str) -> str:
    """One drawing for equal charts: a run's page in both languages, and again."""
    found: str = vl_convert.vegalite_to_svg(json.loads(spec))
    return found
