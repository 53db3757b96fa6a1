"""A workbook under construction: typed cells in the styles of the result."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from patron.simulation.report.words import LANGS, WORDS, Lang, word
from patron.simulation.report.workbook_words import SHEET_WORDS

Document = dict[str, Any]
Kind = Literal["text", "money", "share", "count", "number", "date", "month", "plain"]
Column = tuple[str, Kind]
_DAY_0 = date(1899, 12, 30)  # from which spreadsheets count days
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
        formats |= {"month": "yyyy-mm", "plain": "General"}
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
        return SHEET_WORDS[key][LANGS.index(self.lang)] if key in SHEET_WORDS else word(key, self.lang)

    def sheet(self, key: str) -> Worksheet:
        """A new sheet named by a phrase."""
        sheet: Worksheet = self.book.add_worksheet(self.word(key)[:31])
        return sheet

    def cell(self, sheet: Worksheet, row: int, column: int, value: Any, kind: Kind, *, given: bool = False) -> None:
        """One typed cell; None is left empty. Money comes in minor units. `given`: a cell that a planner changes."""
        style = (self.inputs if given else self.formats)[kind]
        if given:
            self._note(sheet, row, column, kind)
        if value is None:
            sheet.write_blank(row, column, None, style)
        elif kind == "text":
            sheet.write_string(row, column, str(value), style)
        elif kind == "date":
            sheet.write_datetime(row, column, date.fromisoformat(value), style)
        elif kind == "month":
            sheet.write_datetime(row, column, date.fromisoformat(f"{value}-01"), style)
        else:
            sheet.write_number(row, column, value / self.unit if kind == "money" else value, style)

    def formula(self, sheet: Worksheet, place: tuple[int, int], formula: str, *, value: Any, kind: Kind) -> None:
        """A formula with its result, for programs that do not calculate; money in minor units, words as they are."""
        cached = value / self.unit if kind == "money" and isinstance(value, int) else value
        if kind == "month" and cached is not None:
            cached = (date.fromisoformat(f"{value}-01") - _DAY_0).days
        sheet.write_formula(*place, formula, self.formats[kind], "" if cached is None else cached)

    def _note(self, sheet: Worksheet, row: int, column: int, kind: Kind) -> None:
        """What a spreadsheet shows beside a cell that a planner changes, and what it lets her put in."""
        share = kind == "share"
        told = {"input_title": self.word("xlsx.change"), "input_message": self.word("xlsx.change_share" if share else "xlsx.change_number")}
        bounds = {"minimum": 0 if share else -1e15, "maximum": 1 if share else 1e15}
        sheet.data_validation(row, column, row, column, {"validate": "decimal", "criteria": "between", **bounds, **told})

    def heads(self, sheet: Worksheet, row: int, headings: Sequence[str], first: int = 0) -> None:
        """Headings side by side from a column on: phrases by their keys, other texts as they are."""
        for index, heading in enumerate(headings, start=first):
            known = heading in WORDS or heading in SHEET_WORDS
            sheet.write_string(row, index, self.word(heading) if known else heading, self.head)

    def table(self, key: str, columns: list[Column], rows: list[list[Any]]) -> Worksheet:
        """A sheet with a heading row and typed rows."""
        sheet = self.sheet(key)
        self.heads(sheet, 0, [heading for heading, _ in columns])
        for index, (_, kind) in enumerate(columns):
            sheet.set_column(index, index, 30 if kind == "text" and index < 2 else 16)
        for number, row in enumerate(rows, start=1):
            for index, (value, (_, kind)) in enumerate(zip(row, columns, strict=True)):
                self.cell(sheet, number, index, value, kind)
        sheet.freeze_panes(1, 1)
        return sheet
