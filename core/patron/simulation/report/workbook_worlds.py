"""Sheets of a run over many worlds: the summary with its bands, every world, assumptions and the population with their sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from patron.simulation.report.workbook_words import SHEET_WORDS

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from patron.simulation.report.book import Book, Column, Kind

ENDS = ("p10", "p50", "p90")
UNITS: dict[str, Kind] = {"money": "money", "share": "share", "uplift": "share", "count": "count", "months": "count"}
_MONTHLY = ("net", "cumulative", "cost", "extra_gross", "liability")


def summary(book: Book) -> None:
    """What was run, and the P10, P50 and P90 of every figure; no sheet in a replay."""
    d = book.document
    worlds = d.get("worlds")
    if not worlds:
        return
    sheet = book.sheet("xlsx.summary")
    sheet.set_column(0, 0, 58)
    sheet.set_column(1, 4, 18)
    sheet.write_string(0, 0, d["scheme"]["title"][book.lang], book.bold)
    population = d["population"]
    facts: list[tuple[str, Any, Kind]] = [
        ("xlsx.from", d["period"]["from"], "date"),
        ("xlsx.to", d["period"]["to"], "date"),
        ("xlsx.launch", population["launch"], "date"),
        ("xlsx.known", population["customers"], "count"),
        ("xlsx.count", worlds["count"], "count"),
        ("xlsx.seed", worlds["seed"], "text"),
        ("xlsx.middle", worlds["middle_world"], "count"),
    ]
    for row, (key, value, kind) in enumerate(facts, start=1):
        sheet.write_string(row, 0, book.word(key))
        book.cell(sheet, row, 1, value, kind)
    sheet.write_string(len(facts) + 1, 0, worlds["precision"][book.lang], book.wrap)
    head = len(facts) + 3
    book.heads(sheet, head, ("xlsx.figure", "P10", "P50", "P90", "xlsx.without"))
    for row, one in enumerate(worlds["figures"], start=head + 1):
        book.cell(sheet, row, 0, one["title"][book.lang], "text")
        for column, end in enumerate(ENDS, start=1):
            book.cell(sheet, row, column, one[end], UNITS[one["unit"]])
        book.cell(sheet, row, 4, one["without"], "count")
    sheet.freeze_panes(head + 1, 1)


def bands(book: Book) -> None:
    """Month by month: P10, P50 and P90 of money, then of each tier's members."""
    worlds = book.document.get("worlds")
    if not worlds:
        return
    months = worlds["months"]
    keys = [key for key in _MONTHLY if months and months[0][key] is not None]
    titles = {one["id"]: one["title"][book.lang] for one in book.document["tiers"]}
    columns: list[Column] = [("month", "month")]
    columns += [(f"{_heading(book, key)} {end.upper()}", "money") for key in keys for end in ENDS]
    columns += [(f"{title} {end.upper()}", "count") for title in titles.values() for end in ENDS]
    rows = [
        [
            one["month"],
            *(one[key][end] for key in keys for end in ENDS),
            *(one["members"][tier][end] for tier in titles for end in ENDS),
        ]
        for one in months
    ]
    book.table("xlsx.bands", columns, rows)


def _heading(book: Book, key: str) -> str:
    return book.word(f"xlsx.{key}" if f"xlsx.{key}" in SHEET_WORDS else key)


def every_world(book: Book) -> None:
    """Every world's net benefit and cost; beside them their percentiles as formulas, which are those of the summary."""
    worlds = book.document.get("worlds")
    if not worlds:
        return
    columns: list[Column] = [("xlsx.world", "count"), ("xlsx.net", "money"), ("total_cost", "money")]
    sheet = book.table("xlsx.worlds", columns, [[one["world"], one["net"], one["cost"]] for one in worlds["values"]])
    sheet.set_column(4, 4, 30)
    sheet.set_column(5, 6, 16)
    found = {one["name"]: one for one in worlds["figures"]}
    book.heads(sheet, 0, ("xlsx.figure", "xlsx.net", "total_cost"), first=4)
    last = len(worlds["values"]) + 1
    for column, (letter, name) in enumerate((("B", "net"), ("C", "cost")), start=5):
        if name not in found or found[name]["p50"] is None:
            continue
        cells = f"{letter}2:{letter}{last}"
        ends = [(1, "p50")] if found[name]["p10"] is None else list(enumerate(ENDS, start=1))
        for row, end in ends:
            rank = f"ROUNDUP(COUNT({cells})*{end[1:]}/100,0)"
            book.formula(sheet, (row, column), f"=SMALL({cells},{rank})", value=found[name][end], kind="money")
    for row, end in enumerate(ENDS, start=1):
        sheet.write_string(row, 4, end.upper())
    nets = [one["net"] for one in worlds["values"] if one["net"] is not None]
    if nets:
        sheet.write_string(4, 4, book.word("xlsx.share_positive"))
        positive = sum(net > 0 for net in nets) / len(nets)
        book.formula(sheet, (4, 5), f'=COUNTIF(B2:B{last},">0")/COUNT(B2:B{last})', value=positive, kind="share")


def assumptions(book: Book) -> None:
    """Every entry of the assumptions with its range and source."""
    entries = book.document.get("assumption_list")
    if not entries:
        return
    tiers = {one["id"]: one["title"][book.lang] for one in book.document["tiers"]}
    columns: list[Column] = [
        ("xlsx.id", "text"),
        ("assumptions", "text"),
        ("xlsx.effect", "text"),
        ("xlsx.for", "text"),
        ("xlsx.of", "text"),
        ("xlsx.low", "share"),
        ("xlsx.likely", "share"),
        ("xlsx.high", "share"),
        ("xlsx.days", "count"),
        ("xlsx.source", "text"),
    ]
    rows = [
        [
            one["id"],
            one["title"][book.lang],
            one["effect"],
            ", ".join(tiers.get(tier, tier) for tier in one["for"]) or None,
            one["of_title"][book.lang] if one.get("of_title") else one["of"],
            one["low"],
            one["likely"],
            one["high"],
            one["lasting_days"],
            one["source"],
        ]
        for one in entries
    ]
    _wide_last(book, book.table("xlsx.assumptions", columns, rows), len(columns) - 1)


def population(book: Book) -> None:
    """The parts of the population, each with its source."""
    found = book.document.get("population")
    if not found:
        return
    columns: list[Column] = [("xlsx.part", "text"), ("xlsx.stated", "text"), ("xlsx.source", "text")]
    rows = [[one["part"], one[book.lang], one["source"]] for one in found["parts"]]
    _wide_last(book, book.table("xlsx.population", columns, rows), 2)


def _wide_last(book: Book, sheet: Worksheet, column: int) -> None:
    sheet.set_column(column, column, 100)
