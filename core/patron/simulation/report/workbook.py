"""The result as an Excel file: typed cells, and sheets whose formulas follow the yellow cells."""

from __future__ import annotations

from pathlib import Path

from patron.simulation.report import figures
from patron.simulation.report import workbook_economics as economics
from patron.simulation.report import workbook_search as search
from patron.simulation.report import workbook_worlds as worlds
from patron.simulation.report.book import Book, Column, Document
from patron.simulation.report.planner import planner
from patron.simulation.report.summary_cards import EVERY
from patron.simulation.report.words import LANGS, Lang


def write_workbook(document: Document, path: Path, lang: Lang) -> None:
    """Writes the file; the same document and language give the same bytes."""
    book = Book(path, document, lang)
    worlds.summary(book)
    planner(book)
    economics.rules(book)
    economics.payback(book)
    economics.lifetime(book)
    search.tornado(book)
    search.curves(book)
    search.heat(book)
    economics.brought(book)
    worlds.bands(book)
    worlds.every_world(book)
    _tiers(book)
    _months(book)
    _costs(book)
    _moves(book)
    _points(book)
    economics.ages(book)
    _vouchers(book)
    _cards(book)
    economics.card_float(book)
    _goals(book)
    worlds.assumptions(book)
    worlds.population(book)
    _notes(book)
    book.book.close()


def _tiers(book: Book) -> None:
    d = book.document
    columns: list[Column] = [
        ("tier", "text"),
        ("members", "count"),
        ("share_of_customers", "share"),
        ("sales", "money"),
        ("share_of_sales", "share"),
        ("purchases", "count"),
        ("member_years", "number"),
        ("cost", "money"),
        ("cost_per_member_year", "money"),
        ("full_year_cost", "money"),
    ]
    keys = (
        "customers",
        "share_of_customers",
        "sales",
        "share_of_sales",
        "purchases",
        "member_years",
        "cost",
        "cost_per_member_year",
        "full_year_cost",
    )
    rows = [[one["title"][book.lang], *(one[key] for key in keys)] for one in d["tiers"]]
    for key in ("group", "walk_in"):
        one = d["company"][key]
        rows.append([book.word(key), None, None, one["sales"], one["share_of_sales"], one["purchases"], None, None, None, None])
    company = d["company"]
    rows.append(
        [
            book.word("company"),
            company["customers"],
            None,
            company["sales"],
            None,
            company["purchases"],
            None,
            d["costs"]["total"],
            None,
            None,
        ]
    )
    book.table("tiers", columns, rows)


def _months(book: Book) -> None:
    d = book.document
    titles = [one["title"][book.lang] for one in d["tiers"]]
    columns: list[Column] = [("month", "month"), ("customers", "count")]
    columns += [(f"{book.word('members')}: {title}", "count") for title in titles]
    columns += [(f"{book.word('sales')}: {title}", "money") for title in titles]
    columns += [("group", "money"), ("walk_in", "money"), ("sales", "money"), ("cost", "money")]
    rows = [
        [
            row["month"],
            row["customers"],
            *row["members"].values(),
            *row["sales_by_tier"].values(),
            row["group_sales"],
            row["walk_in_sales"],
            row["sales"],
            row["cost"],
        ]
        for row in d["months"]
    ]
    book.table("months", columns, rows)


def _costs(book: Book) -> None:
    d = book.document
    titles = {one["rule"]: one["title"][book.lang] for one in d["costs"]["by_rule"]}
    columns: list[Column] = [("rule", "text"), ("kind", "text"), ("tier", "text"), ("month", "month"), ("amount", "money")]
    rows = [
        [
            titles.get(one["rule"], one["rule"]),
            book.word(f"kind.{one['kind']}"),
            figures.name(d, one["tier"], book.lang),
            one["month"],
            one["amount"],
        ]
        for one in d["costs"]["cells"]
    ]
    book.table("costs", columns, rows)


def _moves(book: Book) -> None:
    d = book.document
    columns: list[Column] = [("from", "text"), ("to", "text"), ("reason", "text"), ("times", "count"), ("bought_nothing", "count")]
    nothing = {(one["from"], one["to"], one["reason"]): one["bought_nothing"] for one in d["falls"]}
    rows = []
    for one in d["changes"]:
        key = (one["from"], one["to"], one["reason"])
        names = [figures.name(d, tier, book.lang) for tier in key[:2]]
        rows.append([*names, figures.reason(d, one["reason"], book.lang), one["times"], nothing.get(key)])
    for one in d["kept"]:
        tier = figures.name(d, one["tier"], book.lang)
        rows.append([tier, tier, figures.reason(d, one["reason"], book.lang), one["times"], None])
    book.table("flows", columns, rows)


def _points(book: Book) -> None:
    keys = ("issued", "redeemed", "expired", "taken_back", "balance", "pending")
    columns: list[Column] = [("month", "month"), *((key, "count") for key in keys), ("liability", "money")]
    rows = [[row["month"], *(row[key] for key in keys), row["liability"]] for row in book.document["points"]["months"]]
    book.table("points", columns, rows)


def _vouchers(book: Book) -> None:
    """One row a rule; no sheet without vouchers."""
    found = book.document["points"]["vouchers"]
    if found:
        columns: list[Column] = [("rule", "text"), ("vouchers.points", "count"), ("vouchers.issued", "money"), ("vouchers.left", "money")]
        book.table("vouchers", columns, [[one["title"][book.lang], one["points"], one["issued"], one["left"]] for one in found])


def _cards(book: Book) -> None:
    """Months, and the period as a last row; no sheet without cards."""
    cards = book.document["cards"]
    if cards is None:
        return
    columns: list[Column] = [("month", "month"), *((f"card.{key}", unit) for key, unit in EVERY)]
    rows = [[row["month"], *(row[key] for key, _ in EVERY)] for row in cards["months"]]
    sheet = book.table("prepaid", columns, rows)
    total = len(rows) + 1
    book.cell(sheet, total, 0, book.word("period"), "text")
    for column, (key, unit) in enumerate(EVERY, start=1):
        book.cell(sheet, total, column, cards["total"][key], unit)


def _goals(book: Book) -> None:
    places = book.document["scheme"]["places"]
    columns: list[Column] = [("goal", "text"), ("how", "text"), ("bound", "text"), ("value", "text"), ("state", "text")]
    rows = [
        [
            goal["title"][book.lang],
            book.word(f"measured.{goal['measured']}"),
            figures.bound(goal, places, book.lang),
            figures.goal_figure(goal, goal["value"], places),
            book.word(f"goal.{goal['state']}"),
        ]
        for goal in book.document["goals"]
    ]
    book.table("goals", columns, rows)


def _notes(book: Book) -> None:
    d = book.document
    sheet = book.sheet("notes")
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 100)
    facts = [
        (book.word("scheme_file"), f"{d['scheme']['id']} sha256 {d['scheme']['sha256']}"),
        *((one["role"], f"{one['name']} sha256 {one['sha256']}") for one in d["data"]["files"]),
        (book.word("versions"), ", ".join(f"{key} {value}" for key, value in d["versions"].items())),
        *((one["code"], one[book.lang]) for one in d["notes"]),
    ]
    for row, (label, text) in enumerate(facts):
        sheet.write_string(row, 0, label, book.wrap)
        sheet.write_string(row, 1, text, book.wrap)


__all__ = ["LANGS", "Book", "write_workbook"]
