"""A file of purchases, told apart into lines of sale and returns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import polars as pl

from patron.engine.history import LINES, RETURNS
from patron.files.pieces import pieces
from patron.files.problems import MOST_SHOWN, Problem
from patron.files.table import Cells, Table, completed

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sales:
    """The frames `lines` and `returns` of a history."""

    lines: pl.DataFrame
    returns: pl.DataFrame


def told_apart(frame: pl.DataFrame) -> Sales:
    """A table of purchases with all its columns, or with those alone that its file has."""
    returns = is_return(frame)
    if not returns.any():
        return Sales(as_lines(frame), as_returns(frame.clear()))
    return Sales(as_lines(frame.filter(~returns)), as_returns(frame.filter(returns)))


def is_return(frame: pl.DataFrame) -> pl.Series:
    """Which rows take something back."""
    named = frame["returns"].is_not_null() if "returns" in frame.columns else pl.repeat(value=False, n=frame.height, eager=True)
    return named.alias("is_return")


def as_lines(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows that take nothing back, with the columns of lines."""
    extra = [name for name in rows.columns if name not in LINES and name not in RETURNS]
    return rows.select(*_typed(LINES, rows), *extra)


def as_returns(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows that take something back, with the columns of returns."""
    return rows.select(_typed(RETURNS, rows))


def _typed(schema: Mapping[str, pl.DataType], frame: pl.DataFrame) -> list[pl.Expr]:
    return [pl.col(name).cast(dtype) for name, dtype in schema.items() if name in frame.columns]


def read_sales(cells: Cells, *, every_problem: bool = False) -> tuple[Sales, Table]:
    """The sales of a file, and its table without a row: what else there is to know of it. Raises FindingsError as reading does."""
    found, table = taken(cells, lambda _, rows: told_apart(rows), every_problem=every_problem)
    empty = told_apart(table.frame)
    lines = together([one.lines for one in found], empty.lines)
    return Sales(lines, together([one.returns for one in found], empty.returns)), table


def taken(cells: Cells, take: Callable[[int, pl.DataFrame], T], *, every_problem: bool = False) -> tuple[list[T], Table]:
    """What `take` makes of each piece's number and rows (with the columns that the file has), and the table of all without a row."""

    def part(number: int, table: Table) -> tuple[T, Table]:
        return take(number, table.frame), replace(table, frame=table.frame.clear())

    found: list[T] = []
    problems: list[Problem] = []
    bad_rows = 0
    for made, table in pieces(cells, part, every_problem=every_problem):
        found.append(made)
        problems += table.problems
        bad_rows += table.bad_rows
        last = table
    first = set(sorted({one.row for one in problems})[:MOST_SHOWN])
    kept = problems if every_problem or cells.source.height is None else [one for one in problems if one.row in first]
    return found, Table(completed(last.frame, cells.columns), last.match, tuple(kept), bad_rows)


def together(parts: Sequence[pl.DataFrame], blank: pl.DataFrame) -> pl.DataFrame:
    """The rows of all parts with the columns of `blank`; those that no part has are null. `parts` are empty afterwards."""
    names = parts[0].columns
    columns: dict[str, pl.Series] = {}
    for name in names:  # column by column, so that no more than one is there twice
        columns[name] = pl.concat([one.drop_in_place(name) for one in parts]).rechunk()
    frame = pl.DataFrame(columns)
    absent = [pl.lit(None, dtype=blank.schema[name]).alias(name) for name in blank.columns if name not in columns]
    return frame.with_columns(absent).select(blank.columns)
