"""The result as an Excel file: typed cells, and a planner sheet whose formulas follow the yellow cells."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from patron.simulation import figures
from patron.simulation.planner import planner
from patron.simulation.words import LANGS, WORDS, Lang, word

Document = dict[str, Any]
Kind = Literal["text", "money", "share", "count", "number", "date"]
Column = tuple[str, Kind]
_CREATED = datetime(2000, 1, 1)  # fixed, so that the same result is the same file


class Book:
    """A workbook under construction: texts are only ever written as texts, so that none becomes a formula."""

    def __init__(self, path: Path, document: Document, lang: Lang) -> None:
        self.document = document
        self.lang = lang
        self.unit: int = 10 ** document["scheme"]["places"]
        self.book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
        self.book.set_properties({"title": document["scheme"]["title"][lang], "created": _CREATED})
        money = "#,##0." + "0" * document["scheme"]["places"] if document["scheme"]["places"] else "#,##0"
        formats = {"text": "@", "money": money, "share": "0.00%", "count": "#,##0", "number": "#,##0.00", "date": "yyyy-mm-dd"}
        self.formats: dict[str, Format] = {kind: self.book.add_format({"num_format": shape}) for kind, shape in formats.items()}
        self.inputs: dict[str, Format] = {
            kind: self.book.add_format(
                {"num_format": shape, "bg_color": "#FFF2CC", "border": 1, "border_color": "#D6B656", "locked": False}
            )
            for kind, shape in formats.items()
        }
        self.head = self.book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.bold = self.book.add_format({"bold": True, "font_size": 13})
        self.wrap = self.book.add_format({"text_wrap": True, "valign": "top"})

    def word(self, key: str) -> str:
        """A phrase in the workbook's language."""
        return word(key, self.lang)

    def sheet(self, key: str) -> Worksheet:
        """A new sheet named by a phrase."""
        sheet: Worksheet = self.book.add_worksheet(self.word(key)[:31])
        return sheet

    def cell(self, sheet: Worksheet, row: int, column: int, value: Any, kind: Kind, *, given: bool = False) -> None:
        """One typed cell; None is left empty. Money comes in minor units. `given`: a cell that a planner changes."""
        style = (self.inputs if given else self.formats)[kind]
        if value is None:
            sheet.write_blank(row, column, None, style)
        elif kind == "text":
            sheet.write_string(row, column, str(value), style)
        elif kind == "date":
            sheet.write_datetime(row, column, date.fromisoformat(value), style)
        else:
            sheet.write_number(row, column, value / self.unit if kind == "money" else value, style)

    def table(self, key: str, columns: list[Column], rows: list[list[Any]]) -> Worksheet:
        """A sheet with a heading row and typed rows."""
        sheet = self.sheet(key)
        for index, (heading, kind) in enumerate(columns):
            sheet.write_string(0, index, self.word(heading) if heading in WORDS else heading, self.head)
            sheet.set_column(index, index, 30 if kind == "text" and index < 2 else 16)
        for number, row in enumerate(rows, start=1):
            for index, (value, (_, kind)) in enumerate(zip(row, columns, strict=True)):
                self.cell(sheet, number, index, value, kind)
        sheet.freeze_panes(1, 1)
        return sheet


def write_workbook(document: Document, path: Path, lang: Lang) -> None:
    """Writes the file; the same document and language give the same bytes."""
    book = Book(path, document, lang)
    planner(book)
    _tiers(book)
    _months(book)
    _costs(book)
    _moves(book)
    _points(book)
    _goals(book)
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
    columns: list[Column] = [("month", "text"), ("customers", "count")]
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
    columns: list[Column] = [("rule", "text"), ("kind", "text"), ("tier", "text"), ("month", "text"), ("amount", "money")]
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
        rows.append([*names, figures.reason(one["reason"], book.lang), one["times"], nothing.get(key)])
    for one in d["kept"]:
        tier = figures.name(d, one["tier"], book.lang)
        rows.append([tier, tier, figures.reason(one["reason"], book.lang), one["times"], None])
    book.table("flows", columns, rows)


def _points(book: Book) -> None:
    keys = ("issued", "redeemed", "expired", "taken_back", "balance", "pending")
    columns: list[Column] = [("month", "text"), *((key, "count") for key in keys), ("liability", "money")]
    rows = [[row["month"], *(row[key] for key in keys), row["liability"]] for row in book.document["points"]["months"]]
    book.table("points", columns, rows)


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
