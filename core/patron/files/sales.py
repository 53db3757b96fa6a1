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
    extra = [name for name in frame.columns if name not in LINES and name not in RETURNS]
    if "returns" not in frame.columns or frame["returns"].null_count() == frame.height:
        return Sales(frame.select(*_typed(LINES, frame), *extra), frame.clear().select(_typed(RETURNS, frame)))
    is_return = pl.col("returns").is_not_null()
    lines = frame.filter(~is_return) if frame["returns"].null_count() else frame.clear()
    return Sales(lines.select(*_typed(LINES, frame), *extra), frame.filter(is_return).select(_typed(RETURNS, frame)))


def _typed(schema: Mapping[str, pl.DataType], frame: pl.DataFrame) -> list[pl.Expr]:
    return [pl.col(name).cast(dtype) for name, dtype in schema.items() if name in frame.columns]


def read_sales(cells: Cells, *, every_problem: bool = False) -> tuple[Sales, Table]:
    """The sales of a file, and its table without a row: what else there is to know of it. Raises FindingsError as reading does."""
    found, table = taken(cells, lambda _, sales: sales, every_problem=every_problem)
    empty = told_apart(table.frame)
    lines = together([one.lines for one in found], empty.lines)
    return Sales(lines, together([one.returns for one in found], empty.returns)), table


def taken(cells: Cells, take: Callable[[int, Sales], T], *, every_problem: bool = False) -> tuple[list[T], Table]:
    """What `take` makes of each piece, with the columns that the file has, in their order; and the table of them all without a row."""

    def part(number: int, table: Table) -> tuple[T, Table]:
        return take(number, told_apart(table.frame)), replace(table, frame=table.frame.clear())

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
