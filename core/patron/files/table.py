"""A file's cells, understood: every column read at once, and the cells that cannot be read found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from patron.files.as_text import as_texts
from patron.files.cells import value_of
from patron.files.columns import Cell, Column
from patron.files.mapping import ColumnMap
from patron.files.match import Match, match_headings
from patron.files.misread import misread
from patron.files.problems import MOST_SHOWN, Problem, whole_file
from patron.files.source import Source
from patron.files.times import instants
from patron.findings import Finding, FindingsError

_DIGITS = 38  # of the longest decimals that polars reads
_DTYPES = {Cell.DECIMAL: pl.Int64(), Cell.COUNT: pl.Int64(), Cell.DATE: pl.Int32()}


@dataclass(frozen=True, slots=True)
class Table:
    """`frame`: `row` and every column, without the rows of `problems`.

    `problems` are the first ones only unless all were asked for; `bad_rows` counts the rows they are in.
    """

    frame: pl.DataFrame
    match: Match
    problems: tuple[Problem, ...]
    bad_rows: int


@dataclass(frozen=True, slots=True)
class Cells:
    """Which column of a file is which of ours: `present` are those of `columns` that it has, `raw` their names in its frame."""

    source: Source
    match: Match
    columns: tuple[Column, ...]
    present: tuple[Column, ...]
    raw: dict[str, str]
    mapping: ColumnMap
    zone: str


def cells_of(source: Source, columns: Sequence[Column], mapping: ColumnMap, zone: str) -> Cells:
    """Finds the columns by their headings; raises FindingsError if a required one is missing, or holds no plain values."""
    match = match_headings(source, columns, mapping)
    if match.findings:
        raise FindingsError(match.findings)
    schema = source.frame.collect_schema()
    present = [_spelled(column, mapping) for column in columns if column.name in match.index]
    raw = {column.name: f"c{match.index[column.name]}" for column in present}
    if odd := next((finding for name, held in raw.items() if (finding := _odd(source, match.index[name], schema[held]))), None):
        raise FindingsError([odd])
    return Cells(source, match, tuple(columns), tuple(present), raw, mapping, zone)


def _odd(source: Source, index: int, held: pl.DataType) -> Finding | None:
    """What is wrong with a column of a type that no cell is read from."""
    heading = source.headings[index]
    if held.is_nested() or held in (pl.Binary, pl.Duration):
        return whole_file(source.path, "not-a-table", f"column {heading!r} holds {held}, not plain values")
    if isinstance(held, pl.Decimal) and held.precision is not None and held.precision > _DIGITS:
        message = f"column {heading!r} holds decimals of {held.precision} digits"
        return whole_file(source.path, "not-a-table", message, f"write decimals of at most {_DIGITS} digits")
    return None


def read_table(source: Source, columns: Sequence[Column], mapping: ColumnMap, zone: str, *, every_problem: bool = False) -> Table:
    """Reads the columns that the file has; the others are null. Raises FindingsError if a required one is missing."""
    return read_cells(cells_of(source, columns, mapping, zone), every_problem=every_problem)


def read_cells(cells: Cells, *, every_problem: bool = False) -> Table:
    """As `read_table`, of columns that have been found."""
    table = understood(cells, every_problem=every_problem)
    return replace(table, frame=completed(table.frame, cells.columns))


def understood(cells: Cells, *, every_problem: bool = False) -> Table:
    """The table, with the columns that the file has. Raises FindingsError if the file cannot be read."""
    source, present = cells.source, cells.present
    wanted = dict.fromkeys(cells.raw.values())
    try:
        values = source.frame.select(*wanted).collect()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise FindingsError(
            [whole_file(source.path, "not-a-table", "cannot be read to its end", "export it again; it may be damaged")]
        ) from error
    found: list[pl.Series] = [_numbered(source.first, values.height)]
    for column in present:
        raw = values.drop_in_place(cells.raw[column.name]).rechunk()  # rows are picked ten times as fast from one piece of memory
        raw = raw.fill_nan(None) if raw.dtype.is_float() else raw
        if column.cell in {Cell.TIME, Cell.DATE}:
            found += _times(column, raw, cells)
            continue
        value = value_of(column, raw).alias(column.name)
        found.append(value)
        if (missing := _missing(column, value, raw)) is not None:
            found.append(missing)
    frame, problems, bad_rows = _without_bad_rows(cells, pl.DataFrame(found), every_problem=every_problem)
    return Table(frame, cells.match, problems, bad_rows)


def _numbered(first: int, height: int) -> pl.Series:
    return pl.int_range(first, first + height, dtype=pl.Int64, eager=True).alias("row")


def _missing(column: Column, value: pl.Series, raw: pl.Series) -> pl.Series | None:
    """The rows in which a cell is not what its column takes, as the column `!name`; None if there are none."""
    if value.null_count() <= (0 if column.filled else raw.null_count()):  # an empty cell has no value
        return None
    if column.filled:
        return value.is_null().alias(f"!{column.name}")
    if column.cell == Cell.TEXT:
        return None
    return (value.is_null() & _filled(raw)).alias(f"!{column.name}")


def _spelled(column: Column, mapping: ColumnMap) -> Column:
    """The column with the company's own words for its values beside the known ones."""
    words = {theirs.lower(): ours for theirs, ours in mapping.values.get(column.name, {}).items()}
    if not words:
        return column
    if column.cell == Cell.CHOICE:
        words = column.spellings | {theirs: column.spellings.get(ours.lower(), ours) for theirs, ours in words.items()}
    return replace(column, spellings=words)


def _times(column: Column, raw: pl.Series, cells: Cells) -> list[pl.Series]:
    """A TIME or DATE is read from the whole column, since the way to read it depends on what is in it."""
    is_time = column.cell == Cell.TIME
    read = instants(raw, cells.zone, cells.mapping.time_format if is_time else cells.mapping.date_format)
    value = (read["at"] if is_time else read["day"]).alias(column.name)
    missing = _missing(column, value, raw)
    return [value, *([] if missing is None else [missing]), *([read["day"]] if is_time else [])]


def _filled(cells: pl.Series) -> pl.Series:
    return (cells.str.strip_chars() != "").fill_null(value=False) if cells.dtype == pl.String else cells.is_not_null()


def _without_bad_rows(cells: Cells, frame: pl.DataFrame, *, every_problem: bool) -> tuple[pl.DataFrame, tuple[Problem, ...], int]:
    source = cells.source
    broken = [problem.row for problem in source.broken]
    marks = [name for name in frame.columns if name.startswith("!")]
    if not marks and not broken:
        return frame, (), 0
    bad = frame.select(bad=pl.any_horizontal(*marks, pl.col("row").is_in(broken)))["bad"]
    if not bad.any():
        return frame.drop(marks), (), 0
    at = frame.select("row", *marks).filter(bad & ~frame["row"].is_in(broken))
    rows = (
        source.frame.with_row_index("row", offset=source.first)
        .with_columns(pl.col("row").cast(pl.Int64))
        .filter(pl.col("row").is_in(at["row"].implode()))
    )
    texts = as_texts(rows.collect())
    blank = texts.select(pl.all_horizontal((pl.exclude("row").str.strip_chars() == "").fill_null(value=True)).alias("b"))["b"]
    problems = list(source.broken)
    wrong = texts.filter(~blank)
    explained = wrong if every_problem else wrong.head(MOST_SHOWN)
    columns = {f"!{column.name}": column for column in cells.present}
    for texts_of_row in explained.join(at, on="row", how="left", maintain_order="left").iter_rows(named=True):
        for mark in marks:
            if texts_of_row[mark]:
                column = columns[mark]
                heading = source.headings[int(cells.raw[column.name][1:])]
                problems.append(Problem(texts_of_row["row"], heading, *misread(column, texts_of_row[cells.raw[column.name]])))
    return frame.filter(~bad).drop(marks), tuple(problems), wrong.height + len(broken)


def completed(frame: pl.DataFrame, columns: Sequence[Column]) -> pl.DataFrame:
    """All the columns, those that the file has not as nulls."""
    absent = [
        pl.lit(None, dtype=_DTYPES.get(column.cell, pl.String())).alias(column.name)
        for column in columns
        if column.name not in frame.columns
    ]
    return frame.with_columns(absent)
