"""A large CSV file in slices: only where every line is a row, so that a slice's rows are those that the whole file has there.

That is so in UTF-8 without quotation marks, empty lines, carriage returns that end no line, and null bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from patron.files.csv_source import first_row, row_by_row, split
from patron.files.source import Source

_NEWLINE = b"\n"


@dataclass(frozen=True, slots=True)
class Stretch:
    """The bytes `start` to `end` of a file: how many lines end in them, and whether every line there is a row."""

    start: int
    end: int
    lines: int
    plain: bool


def look_at(path: Path, start: int, end: int) -> Stretch:
    """Counts the lines of whole lines from `start` to `end`; both must be where lines begin (`line_start`)."""
    with path.open("rb") as file:
        file.seek(start)
        data = file.read(end - start)
    try:
        data.decode()
        readable = True
    except UnicodeDecodeError:
        readable = False
    odd = b'"' in data or b"\x00" in data or b"\n\n" in data or b"\n\r\n" in data or data.startswith((b"\n", b"\r\n"))
    plain = readable and not odd and data.count(b"\r") == data.count(b"\r\n")
    return Stretch(start, end, data.count(_NEWLINE), plain)


def line_start(path: Path, at: int) -> int:
    """The first place from `at` on where a line begins; the end of the file if there is none."""
    with path.open("rb") as file:
        file.seek(max(at - 1, 0))
        if at:
            file.readline()
        return file.tell()


def read_csv_slice(path: Path, start: int, end: int) -> Source:
    """The lines from `start` to `end` below the file's own heading."""
    with path.open("rb") as file:
        heading = file.readline()
        file.seek(start)
        body = file.read(end - start)
    data = heading + body
    headings, delimiter = first_row(path, heading)
    try:
        frame = split(data, delimiter)
    except pl.exceptions.PolarsError:
        return row_by_row(path, data, delimiter)
    if frame.width != len(headings):
        return row_by_row(path, data, delimiter)
    return Source(path, headings, frame.rename({name: f"c{index}" for index, name in enumerate(frame.columns)}).lazy())
