"""Sheets of a search: what moves the result most, curves along a figure of the scheme, and the heat map of two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from patron.simulation.report.workbook_worlds import UNITS
from patron.simulation.report.worlds_document import described

if TYPE_CHECKING:
    from patron.simulation.report.book import Book, Column, Kind

_WITH_BANDS = ("net", "cost")  # the others by their P50 alone: three columns each would fill a hundred


def tornado(book: Book) -> None:
    """Net benefit at both ends of every assumption and figure; the span as a formula."""
    bars = book.document.get("tornado")
    if not bars:
        return
    columns: list[Column] = [
        ("xlsx.moved_by", "text"),
        ("xlsx.kind", "text"),
        ("xlsx.low_value", "number"),
        ("xlsx.high_value", "number"),
        ("xlsx.net_low", "money"),
        ("xlsx.net_middle", "money"),
        ("xlsx.net_high", "money"),
    ]
    ends = ("low", "middle", "high")
    rows = [[one["title"][book.lang], book.word(f"xlsx.kind.{one['kind']}"), None, None, *(one[end] for end in ends)] for one in bars]
    sheet = book.table("xlsx.tornado", columns, rows)
    book.heads(sheet, 0, ("xlsx.span",), first=7)
    sheet.set_column(0, 0, 58)
    sheet.set_column(7, 7, 16)
    for row, one in enumerate(bars, start=1):
        for column, text in ((2, one["low_value"]), (3, one["high_value"])):
            value, kind = _typed(text)
            book.cell(sheet, row, column, value, kind)
        if one["low"] is not None and one["high"] is not None:
            book.formula(sheet, (row, 7), f"=ABS(G{row + 1}-E{row + 1})", value=abs(one["high"] - one["low"]), kind="money")


def _typed(text: Any) -> tuple[Any, Kind]:
    """A value as the file states it: a share, a number, or words such as `12 months`."""
    bare = str(text).replace("%", "").strip()
    try:
        number = float(bare)
    except ValueError:
        return text, "text"
    return (round(number / 100, 12), "share") if "%" in str(text) else (number, "plain")


def curves(book: Book) -> None:
    """One row a value tried: every figure's P50, and the band of net benefit and cost."""
    found = book.document.get("curves")
    if not found:
        return
    names = list(found[0]["points"][0]["figures"])
    banded = [name for name in names if name in _WITH_BANDS and found[0]["points"][0]["p10"] is not None]
    columns: list[Column] = [("xlsx.key", "text"), ("xlsx.value", "text")]
    for name in names:
        kind, title = _unit(book, name), _title(book, name)
        columns += [(f"{title} {end}", kind) for end in ("P10", "P50", "P90")] if name in banded else [(title, kind)]
    sheet = book.table("xlsx.curves", columns, [])
    points = [(curve, point) for curve in found for point in curve["points"]]
    for row, (curve, point) in enumerate(points, start=1):
        book.cell(sheet, row, 0, curve["title"][book.lang], "text")
        book.cell(sheet, row, 1, *_typed(point["text"]))
        values: list[Any] = []
        for name in names:
            ends = [point["p10"][name], point["figures"][name], point["p90"][name]] if name in banded else [point["figures"][name]]
            values += ends
        for column, (value, (_, kind)) in enumerate(zip(values, columns[2:], strict=True), start=2):
            book.cell(sheet, row, column, value, kind)


def heat(book: Book) -> None:
    """The grid of two varied figures, coloured from the least to the most."""
    found = book.document.get("heat")
    if not found:
        return
    sheet = book.sheet("xlsx.heat")
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, len(found["x"]["texts"]), 18)
    sheet.write_string(0, 0, _title(book, found["figure"]), book.bold)
    sheet.write_string(1, 0, f"↓ {found['y']['title'][book.lang]} · → {found['x']['title'][book.lang]}", book.wrap)
    for column, text in enumerate(found["x"]["texts"], start=1):
        book.cell(sheet, 2, column, *_typed(text))
    for row, (text, cells) in enumerate(zip(found["y"]["texts"], found["cells"], strict=True), start=3):
        book.cell(sheet, row, 0, *_typed(text))
        for column, value in enumerate(cells, start=1):
            book.cell(sheet, row, column, value, _unit(book, found["figure"]))
    colours = {"type": "3_color_scale", "min_color": "#F4C7BD", "mid_color": "#FFFFFF", "max_color": "#B7D8C4"}
    sheet.conditional_format(3, 1, 2 + len(found["cells"]), len(found["x"]["texts"]), colours)
    sheet.freeze_panes(3, 1)


def _unit(book: Book, name: str) -> Kind:
    stated = _stated(book, name)
    goal = next((one for one in book.document["goals"] if f"goal({one['id']})" == name), None)
    unit = stated["unit"] if stated else goal["unit"] if goal else described(name)[0]
    return UNITS[unit]


def _title(book: Book, name: str) -> str:
    """As the bands call it; in a replay, which has none, by the same words."""
    stated = _stated(book, name)
    if stated:
        return str(stated["title"][book.lang])
    d, inner = book.document, name.partition("(")[2].rstrip(")")
    titles = {one["id"]: one["title"] for one in d["tiers"]} | d["titles"] | {one["id"]: one["title"] for one in d["goals"]}
    own = titles.get(inner, {"zh": inner, "en": inner})[book.lang]
    return described(name)[1 if book.lang == "zh" else 2].format(own)


def _stated(book: Book, name: str) -> dict[str, Any] | None:
    figures = (book.document.get("worlds") or {"figures": []})["figures"]
    return next((one for one in figures if one["name"] == name), None)
