"""The files of a comparison's folder: compare.html, compare.xlsx, compare.json, and compare.csv of the members whom it affects."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

import polars as pl

from patron.simulation.report.book import Book, Kind
from patron.simulation.report.compare_page import page
from patron.simulation.report.compare_words import WORDS
from patron.simulation.report.outputs import dumps
from patron.simulation.report.words import LANGS, Lang, word
from patron.simulation.search.moves import COLUMNS, Moves

Document = dict[str, Any]
_KINDS: dict[str, Kind] = {"money": "money", "share": "share"}  # others are counted


def write_comparison(document: Document, moves: Moves, folder: Path, lang: Lang) -> list[Path]:
    """Writes the files and gives their paths; other files in the folder stay. Raises OSError as writing does."""
    folder.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=".patron-", dir=folder))
    names = ["compare.html", "compare.xlsx", "compare.json"]
    try:
        (scratch / "compare.json").write_text(dumps(document), encoding="utf-8")
        (scratch / "compare.html").write_text(page(document, lang), encoding="utf-8")
        _workbook(document, scratch / "compare.xlsx", lang)
        if moves.members is not None:
            names.append("compare.csv")
            _members(moves, document["places"]).write_csv(scratch / "compare.csv")
        for name in names:
            (scratch / name).replace(folder / name)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return [folder / name for name in names]


def _members(moves: Moves, places: int) -> pl.DataFrame:
    """Everyone whom it affects, the most affected first; discounts in units of money."""
    unit = pl.lit(10**places)
    shown_money = [(pl.col(f"discount_{side}") / unit).round(places).alias(f"discount_{side}") for side in ("a", "b")]
    return moves.affected().with_columns(*shown_money)


def _workbook(document: Document, path: Path, lang: Lang) -> None:
    """Typed cells; the differences are formulas."""
    title = document["b"]["title"]
    book = Book(path, {"scheme": {"places": document["places"], "title": title}}, lang)
    said = {key: texts[LANGS.index(lang)] for key, texts in WORDS.items()}
    sides: list[tuple[str, Kind]] = [("A", "money"), ("B", "money"), (said["difference"], "money")]
    costs = [[one["title"][lang], word(f"kind.{one['kind']}", lang), one["a"], one["b"]] for one in document["costs"]]
    _sheet(book, said["costs"], [(said["rule"], "text"), (word("kind", lang), "text"), *sides], costs, differ=(2, 3))
    _figures(book, document, said)
    tiers = {key: pair[lang] for key, pair in document["tier_titles"].items()}
    matrix = [[tiers[one["from"]], tiers[one["to"]], one["members"]] for one in document["matrix"]]
    _sheet(book, said["members"], [("A", "text"), ("B", "text"), (said["members"], "count")], matrix)
    if document["most"] is not None:
        kinds: dict[str, Kind] = {"tier": "text", "points": "count", "points_earned": "count", "discount": "money"}
        heads = [(said["member"], "text"), *((f"{name}_{side}", kinds[name]) for name in COLUMNS for side in ("a", "b"))]
        _sheet(book, said["most"], heads, [list(one.values()) for one in document["most"]])
    notes = [[one["code"], one[lang]] for one in document["notes"]]
    notes += [[key.upper(), f"{document[key]['file']} sha256 {document[key]['sha256']}"] for key in ("a", "b")]
    _sheet(book, said["notes"], [("", "text"), ("", "text")], notes)
    book.book.close()


def _figures(book: Book, document: Document, said: dict[str, str]) -> None:
    """Every figure in its unit: of sales with the difference as a formula, of worlds with its percentiles."""
    ends = ("p10", "p50", "p90") if document["worlds"] else ("",)
    sides = [("a", "A"), ("b", "B"), ("difference", said["difference"])]
    sheet = book.book.add_worksheet(said["figures"][:31])
    heads = [said["figure"], said["unit"], *(f"{name} {end.upper()}".strip() for _, name in sides for end in ends)]
    book.heads(sheet, 0, heads)
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, len(heads), 16)
    for number, row in enumerate(document["figures"], start=1):
        kind: Kind = _KINDS.get(row["unit"], "number")
        book.cell(sheet, number, 0, row["title"][book.lang], "text")
        book.cell(sheet, number, 1, said[f"unit.{row['unit'] if row['unit'] in _KINDS else 'count'}"], "text")
        for place, (key, _) in enumerate(sides):
            for step, end in enumerate(ends):
                value = row[key][end] if isinstance(row[key], dict) else row[key]
                column = 2 + place * len(ends) + step
                if key == "difference" and not document["worlds"] and value is not None:
                    book.formula(sheet, (number, column), f"=D{number + 1}-C{number + 1}", value=value, kind=kind)
                else:
                    book.cell(sheet, number, column, value, kind)
    sheet.freeze_panes(1, 1)


def _sheet(book: Book, name: str, heads: list[Any], rows: list[list[Any]], *, differ: tuple[int, int] | None = None) -> None:
    """A sheet with a heading row; `differ`: two columns whose difference is the one behind the last."""
    sheet = book.book.add_worksheet(name.replace("：", " ").replace(":", " ").replace("→", "-")[:31])
    for index, (heading, kind) in enumerate(heads):
        sheet.write_string(0, index, heading, book.head)
        sheet.set_column(index, index, 34 if kind == "text" and index < 2 else 16)
    for number, row in enumerate(rows, start=1):
        for index, value in enumerate(row):
            book.cell(sheet, number, index, value, heads[index][1])
        if differ is not None:
            first, second = (f"{chr(ord('A') + column)}{number + 1}" for column in differ)
            result = ((row[differ[1]] or 0) - (row[differ[0]] or 0)) / book.unit
            sheet.write_formula(number, len(row), f"={second}-{first}", book.formats["money"], result)
    sheet.freeze_panes(1, 1)
