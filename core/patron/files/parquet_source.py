"""Parquet files, read lazily: only the columns that are used, and typed as they are."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from patron.files.problems import whole_file
from patron.files.source import Source
from patron.findings import FindingsError


def open_parquet(path: Path) -> Source:
    """Reads the file's footer; the cells are read when the frame is collected."""
    try:
        frame = pl.scan_parquet(path, glob=False, hive_partitioning=False)
        headings = tuple(frame.collect_schema())
        height = int(frame.select(pl.len()).collect().item())  # of the footer
    except (pl.exceptions.PolarsError, OSError, pl.exceptions.PanicException) as error:
        raise FindingsError(
            [whole_file(path, "not-a-table", "is no complete Parquet file", "export it again; it may have been cut short")]
        ) from error
    cells = frame.select(pl.col(name).alias(f"c{index}") for index, name in enumerate(headings))
    return Source(path, headings, cells, height=height)
