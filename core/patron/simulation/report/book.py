"""A workbook under construction: typed cells in the styles of the result."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from patron.simulation.report.words import WORDS, Lang, word

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
