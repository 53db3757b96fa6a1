"""A basket that is not bought yet: a table with the columns of a purchase's lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath

import polars as pl

from patron.engine.history import LINES, History, SourceNames
from patron.engine.prices.amounts import fill_amounts
from patron.engine.validate.found import to_findings as found_to_findings
from patron.engine.validate.required import check_required
from patron.files.columns import Column, purchase_columns
from patron.files.mapping import Given, read_mapping
from patron.files.problems import to_findings, whole_file
from patron.files.sources import open_source
from patron.files.table import read_table
from patron.findings import FindingsError
from patron.vocabulary import Industry

_NOT_OF_LINES = {"purchase_id", "member_id", "at", "group_id", "returns"}


@dataclass(frozen=True, slots=True)
class Basket:
    """The lines, without id, member and time (schema `history.LINES` and the industry's fields); `amount` may be null.

    `unread` are headings that nothing reads.
    """

    lines: pl.DataFrame
    path: PurePath = field(default=PurePath("basket"))
    unread: tuple[str, ...] = ()


def read_basket(path: Path, *, industry: Industry, places: int, time_zone: str, mapping: Given = None) -> Basket:
    """Reads CSV, Excel or Parquet. Raises FindingsError for cells that cannot be read, and for a basket without lines or known headings."""
    columns: Sequence[Column] = [
        replace(column, required=False, filled=False) for column in purchase_columns(industry, places) if column.name not in _NOT_OF_LINES
    ]
    table = read_table(open_source(path), columns, read_mapping(mapping), time_zone)
    if table.problems:
        raise FindingsError(to_findings(path, table.problems, max(table.bad_rows, len(table.problems))))
    if not table.match.index:
        help_text = "the first row names the columns, such as category and amount; or map yours: --map THEIRS=OURS"
        raise FindingsError([whole_file(path, "missing-column", "no heading is one of a basket's", help_text)])
    if table.frame.is_empty():
        raise FindingsError([whole_file(path, "not-a-table", "the basket has no lines", "write one row for each item, below the headings")])
    extra = [name for name in table.frame.columns if name not in LINES]
    absent = [pl.lit(None, dtype=kind).alias(name) for name, kind in LINES.items() if name not in table.frame.columns]
    lines = table.frame.with_columns(*absent)
    number = pl.int_range(1, pl.len() + 1).cast(pl.String)
    lines = lines.with_columns(pl.col("line").fill_null(number)).select(*(pl.col(name).cast(kind) for name, kind in LINES.items()), *extra)
    return Basket(lines, path, table.match.unread)


def complete_basket(basket: Basket, industry: Industry, places: int) -> Basket:
    """The basket with every amount, by the industry's formulas where the file has none; `places` of the currency.

    Raises FindingsError for each line that lacks its amount, or a cell which the industry asks for: gold by weight its grams.
    """
    names = SourceNames(purchases=basket.path)
    lines, faults = fill_amounts(basket.lines, industry, places)
    told = {row for fault in faults for row in fault.rows["row"]}
    required = list(check_required(History(lines=basket.lines, names=names), industry.requires))
    faults += [replace(fault, rows=fault.rows.filter(~pl.col("row").is_in(list(told)))) for fault in required]
    found = [fault for fault in faults if fault.rows.height]
    if found:
        raise FindingsError(found_to_findings(found, names))
    return replace(basket, lines=lines)
