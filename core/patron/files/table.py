"""A file's cells, understood: every column read at once, and the cells that cannot be read found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from patron.files.cells import value_of
from patron.files.columns import Cell, Column
from patron.files.mapping import ColumnMap
from patron.files.match import Match, match_headings
from patron.files.misread import misread
from patron.files.problems import MOST_SHOWN, Problem, whole_file
from patron.files.source import Source
from patron.files.times import instants
from patron.findings import FindingsError

FIRST_ROW = 2  # the heading is row 1
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


def read_table(source: Source, columns: Sequence[Column], mapping: ColumnMap, zone: str, *, every_problem: bool = False) -> Table:
    """Reads the columns that the file has; the others are null. Raises FindingsError if a required one is missing."""
    match = match_headings(source, columns, mapping)
    if match.findings:
        raise FindingsError(match.findings)
    schema = source.frame.collect_schema()
    present = [_spelled(column, mapping) for column in columns if column.name in match.index]
    raw = {column.name: f"c{match.index[column.name]}" for column in present}
    if odd := [column for column in present if schema[raw[column.name]].is_nested() or schema[raw[column.name]] == pl.Binary]:
        heading = source.headings[match.index[odd[0].name]]
        raise FindingsError(
            [whole_file(source.path, "not-a-table", f"column {heading!r} holds {schema[raw[odd[0].name]]}, not plain values")]
        )
    exprs: list[pl.Expr] = []
    for column in present:
        dtype = schema[raw[column.name]]
        cell = pl.col(raw[column.name])
        cell = cell.fill_nan(None) if dtype.is_float() else cell
        if column.cell in {Cell.TIME, Cell.DATE}:
            exprs.append(cell.alias(column.name))
            continue
        value = value_of(column, cell, dtype)
        exprs.append(value.alias(column.name))
        if column.filled or column.cell != Cell.TEXT:
            exprs.append((value.is_null() if column.filled else value.is_null() & _filled(cell, dtype)).alias(f"!{column.name}"))
    try:
        frame = source.frame.select(exprs).collect()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise FindingsError(
            [whole_file(source.path, "not-a-table", "cannot be read to its end", "export it again; it may be damaged")]
        ) from error
    frame = _with_times(frame, present, mapping, zone).with_row_index("row", offset=FIRST_ROW).with_columns(pl.col("row").cast(pl.Int64))
    frame, problems, bad_rows = _without_bad_rows(source, frame, present, raw, every_problem=every_problem)
    return Table(_completed(frame, columns), match, problems, bad_rows)


def _spelled(column: Column, mapping: ColumnMap) -> Column:
    """The column with the company's own words for its values beside the known ones."""
    words = {theirs.lower(): ours for theirs, ours in mapping.values.get(column.name, {}).items()}
    if not words:
        return column
    if column.cell == Cell.CHOICE:
        words = column.spellings | {theirs: column.spellings.get(ours.lower(), ours) for theirs, ours in words.items()}
    return replace(column, spellings=words)


def _filled(cell: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    return (cell.str.strip_chars() != "").fill_null(value=False) if dtype == pl.String else cell.is_not_null()


def _with_times(frame: pl.DataFrame, present: Sequence[Column], mapping: ColumnMap, zone: str) -> pl.DataFrame:
    """TIME and DATE columns are read from the whole column, since the way to read it depends on what is in it."""
    for column in present:
        if column.cell not in {Cell.TIME, Cell.DATE}:
            continue
        cells = frame[column.name]
        is_time = column.cell == Cell.TIME
        read = instants(cells, zone, mapping.time_format if is_time else mapping.date_format)
        value = read["at"] if is_time else read["day"]
        missing = value.is_null() if column.filled else value.is_null() & _filled_cells(cells)
        new = [value.alias(column.name), missing.alias(f"!{column.name}"), *([read["day"].alias("day")] if is_time else [])]
        frame = frame.with_columns(new)
    return frame


def _filled_cells(cells: pl.Series) -> pl.Series:
    return (cells.str.strip_chars() != "").fill_null(value=False) if cells.dtype == pl.String else cells.is_not_null()


def _without_bad_rows(
    source: Source, frame: pl.DataFrame, present: Sequence[Column], raw: dict[str, str], *, every_problem: bool
) -> tuple[pl.DataFrame, tuple[Problem, ...], int]:
    broken = [problem.row for problem in source.broken]
    marks = [name for name in frame.columns if name.startswith("!")]
    bad = frame.select(bad=pl.any_horizontal(*marks, pl.col("row").is_in(broken)))["bad"]
    if not bad.any():
        return frame.drop(marks), (), 0
    at = frame.select("row", *marks).filter(bad & ~frame["row"].is_in(broken))
    cells = (
        source.frame.with_row_index("row", offset=FIRST_ROW)
        .with_columns(pl.col("row").cast(pl.Int64))
        .filter(pl.col("row").is_in(at["row"].implode()))
    )
    texts = cells.with_columns(pl.exclude("row").cast(pl.String, strict=False)).collect()
    blank = texts.select(pl.all_horizontal((pl.exclude("row").str.strip_chars() == "").fill_null(value=True)).alias("b"))["b"]
    problems = list(source.broken)
    wrong = texts.filter(~blank)
    explained = wrong if every_problem else wrong.head(MOST_SHOWN)
    columns = {f"!{column.name}": column for column in present}
    for texts_of_row in explained.join(at, on="row", how="left", maintain_order="left").iter_rows(named=True):
        for mark in marks:
            if texts_of_row[mark]:
                column = columns[mark]
                heading = source.headings[int(raw[column.name][1:])]
                problems.append(Problem(texts_of_row["row"], heading, *misread(column, texts_of_row[raw[column.name]])))
    return frame.filter(~bad).drop(marks), tuple(problems), wrong.height + len(broken)


def _completed(frame: pl.DataFrame, columns: Sequence[Column]) -> pl.DataFrame:
    """All the columns, those that the file has not as nulls."""
    absent = [
        pl.lit(None, dtype=_DTYPES.get(column.cell, pl.String())).alias(column.name)
        for column in columns
        if column.name not in frame.columns
    ]
    return frame.with_columns(absent)
