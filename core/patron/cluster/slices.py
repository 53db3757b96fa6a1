"""The files in slices that tasks read by themselves, by the same reader as ever."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from patron.engine.history import History
from patron.engine.plan import Plan
from patron.files.columns import Column, member_columns, movement_columns, purchase_columns
from patron.files.csv_slices import read_csv_slice
from patron.files.mapping import ColumnMap
from patron.files.problems import Problem
from patron.files.profile_words import in_our_words
from patron.files.read import joined
from patron.files.source import Source
from patron.files.sources import open_source
from patron.files.table import Table, read_table
from patron.files.tier_words import in_our_tiers
from patron.vocabulary import Industry

SLICE_ROWS = 1_000_000  # of a Parquet file; whole row groups, so that none is read twice


@dataclass(frozen=True, slots=True)
class Slice:
    """Rows of one file: `kind` is purchases, members or movements.

    Of a Parquet file `rows` from the row `first` on (0 is the first below the heading); of a CSV file the bytes `start` to `end`;
    without either the whole file.
    """

    kind: str
    path: Path
    first: int = 0
    rows: int | None = None
    start: int = 0
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """How slices are read: the plan's zone and places, the industry's columns, the company's own names."""

    plan: Plan
    industry: Industry
    mapping: ColumnMap

    def columns(self, kind: str) -> Sequence[Column]:
        """The columns that such a file may have."""
        match kind:
            case "purchases":
                return purchase_columns(self.industry, self.plan.places)
            case "members":
                return member_columns(self.industry, self.plan.profile_fields)
            case _:
                return movement_columns(self.plan.places)

    def read(self, part: Slice) -> tuple[History, tuple[Problem, ...], int]:
        """The rows as a history of one file, with the rows' numbers in it; the first problems, and how many rows have any."""
        table = read_table(_source(part), self.columns(part.kind), self.mapping, self.plan.time_zone)
        table = replace(table, frame=table.frame.with_columns(pl.col("row") + part.first))
        problems = tuple(replace(one, row=one.row + part.first) for one in table.problems)
        return self.history({part.kind: table}, part.path), problems, table.bad_rows

    def history(self, tables: dict[str, Table], path: Path) -> History:
        """The tables as a history in the scheme's own words."""
        found = joined(tables, dict.fromkeys(tables, path))
        words = in_our_words(found.movements, member_columns(self.industry, self.plan.profile_fields))
        return in_our_tiers(replace(found, movements=words), self.plan.tiers)


def _source(part: Slice) -> Source:
    if part.end is not None:
        return read_csv_slice(part.path, part.start, part.end)
    source = open_source(part.path)
    return source if part.rows is None else replace(source, frame=source.frame.slice(part.first, part.rows))


def parquet_slices(kind: str, path: Path, at_least: int) -> Iterator[Slice]:
    """Slices of whole row groups, of about `at_least` to SLICE_ROWS rows each."""
    import pyarrow.parquet as pq

    footer = pq.read_metadata(path)
    first = rows = 0
    for group in range(footer.num_row_groups):
        rows += footer.row_group(group).num_rows
        if rows >= min(at_least, SLICE_ROWS):
            yield Slice(kind, path, first, rows)
            first, rows = first + rows, 0
    if rows or not first:
        yield Slice(kind, path, first, rows)
