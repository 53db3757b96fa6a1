"""CSV files: UTF-8 with or without BOM, UTF-16 with BOM, else GB18030 (which holds GBK); `,`, `;` or tab between."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import polars as pl

from patron.files.problems import Problem, whole_file
from patron.files.source import Source
from patron.findings import CellPlace, Finding, FindingsError

_HEAD = 1 << 16
_DELIMITERS = (",", "\t", ";")


def open_csv(path: Path) -> Source:
    """Reads the whole file as text. A file that polars cannot split is split again row by row, to say which rows are broken."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    utf16 = head[:2] in {b"\xff\xfe", b"\xfe\xff"}
    if b"\x00" in head and not utf16:
        raise FindingsError(
            [whole_file(path, "not-a-table", "is binary: neither text, Excel nor Parquet", "export it as CSV, .xlsx or Parquet")]
        )
    data: Path | bytes = _decoded(path, "utf-16") if utf16 else path if _is_utf8(head) else _decoded(path, "gb18030")
    headings, delimiter = first_row(path, data if isinstance(data, bytes) else head)
    try:
        frame = split(data, delimiter)
    except pl.exceptions.PolarsError as error:
        if "utf-8" in str(error) or "utf8" in str(error):
            data = _decoded(path, "gb18030")
        try:
            frame = split(data, delimiter)
        except pl.exceptions.PolarsError:
            return row_by_row(path, data, delimiter)
    if frame.width != len(headings):
        return row_by_row(path, data, delimiter)
    return Source(path, headings, frame.rename({name: f"c{index}" for index, name in enumerate(frame.columns)}).lazy())


def _is_utf8(head: bytes) -> bool:
    """Whether the first bytes are UTF-8 as far as they go; polars looks at the cells, but not at the headings."""
    try:
        head.decode()
    except UnicodeDecodeError as error:
        return len(head) == _HEAD and error.start >= _HEAD - 3
    return True


def _decoded(path: Path, encoding: str) -> bytes:
    """The file as UTF-8."""
    try:
        return path.read_bytes().decode(encoding).encode()
    except UnicodeDecodeError as error:
        raise FindingsError(
            [whole_file(path, "wrong-encoding", f"is neither UTF-8 nor GBK text (byte {error.start:,})", "save it as CSV UTF-8")]
        ) from error


def first_row(path: Path, head: bytes) -> tuple[tuple[str, ...], str]:
    """The headings, and what stands between them: of the delimiters the most frequent in the first row."""
    text = head[:_HEAD].decode("utf-8-sig", errors="replace")
    first = text.splitlines()[0] if text.strip() else ""
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        headings = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
    except csv.Error as error:
        raise FindingsError(
            [whole_file(path, "not-a-table", f"its first row cannot be read: {error}", "the first row must name the columns")]
        ) from error
    if not any(heading.strip() for heading in headings):
        raise FindingsError([whole_file(path, "not-a-table", "its first row is empty", "the first row must name the columns")])
    return tuple(heading.strip() for heading in headings), delimiter


def split(data: Path | bytes, delimiter: str) -> pl.DataFrame:
    """The cells as text."""
    source = io.BytesIO(data) if isinstance(data, bytes) else data
    return pl.read_csv(source, separator=delimiter, infer_schema=False, glob=False)


def row_by_row(path: Path, data: Path | bytes, delimiter: str) -> Source:
    """The careful way, for files with rows that are too long or quoted amiss."""
    raw = data if isinstance(data, bytes) else data.read_bytes()
    text = io.StringIO(raw.decode("utf-8-sig", errors="replace"), newline=None)
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    rows: list[list[str | None]] = []
    broken: list[Problem] = []
    number = 1
    try:
        headings = tuple(cell.strip() for cell in next(reader))
        width = len(headings)
        for number, cells in enumerate(reader, start=2):
            if any(cell.strip() for cell in cells[width:]):
                broken.append(_too_long(number, len(cells), width))
            rows.append([*cells[:width], *[None] * (width - len(cells))])
    except csv.Error as error:
        place = CellPlace(number + 1, "")
        help_text = "close every quotation mark, and double those that belong to the text"
        raise FindingsError([Finding(str(path), place, "broken-row", f"cannot be split: {error}", help_text)]) from error
    columns = {f"c{index}": [row[index] for row in rows] for index in range(width)}
    return Source(path, headings, pl.LazyFrame(columns, schema=dict.fromkeys(columns, pl.String())), tuple(broken))


def _too_long(number: int, cells: int, headings: int) -> Problem:
    message = f"has {cells} cells, but there are {headings} headings"
    return Problem(number, "", "broken-row", message, "put quotation marks around text that holds the delimiter")
