"""Tables to files: CSV, Parquet or Excel by the ending, all of them or none, the same bytes for the same tables."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

ENDINGS = (".csv", ".parquet", ".xlsx")
MOST_EXCEL_ROWS = 1_048_575
_FORMULA = r"^(?:[=@\t\r]|[+\-].*[^\w.])"  # numbers and ids such as +8613800000000 stay as they are


@dataclass(frozen=True, slots=True)
class Output:
    """A table and where it goes."""

    path: Path
    frame: pl.DataFrame


def write_table(frame: pl.DataFrame, path: Path) -> None:
    """Writes one table; dates are ISO in CSV, nulls are empty cells. Raises ValueError for an unknown ending, OSError as writing does."""
    write_tables([Output(path, frame)])


def write_tables(outputs: Sequence[Output]) -> None:
    """Writes every table beside its place first, and moves them there once all are complete."""
    for output in outputs:
        if output.path.suffix.lower() not in ENDINGS:
            raise ValueError(f"{output.path}: the ending must be one of {', '.join(ENDINGS)}")
        if output.path.suffix.lower() == ".xlsx" and output.frame.height > MOST_EXCEL_ROWS:
            raise ValueError(
                f"{output.path}: Excel holds at most {MOST_EXCEL_ROWS:,} rows, these are {output.frame.height:,}; choose .csv or .parquet"
            )
    written: list[tuple[Path, Path]] = []
    try:
        for output in outputs:
            output.path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=f".{output.path.name}.", suffix=output.path.suffix, dir=output.path.parent)
            os.close(handle)
            written.append((Path(name), output.path))
            _write(output.frame, Path(name), output.path.suffix.lower())
        for temporary, path in written:
            temporary.chmod(0o666 & ~_umask())
            temporary.replace(path)
    finally:
        for temporary, _ in written:
            temporary.unlink(missing_ok=True)


def _write(frame: pl.DataFrame, path: Path, ending: str) -> None:
    if ending == ".parquet":
        frame.write_parquet(path)
    elif ending == ".xlsx":
        _write_excel(frame, path)
    else:
        _guarded(frame).write_csv(path, line_terminator="\n")


def csv_text(frame: pl.DataFrame, *, heading: bool = True) -> bytes:
    """The bytes of a CSV file; without the heading those of a piece of one."""
    return _guarded(frame).write_csv(include_header=heading, line_terminator="\n").encode()


def _guarded(frame: pl.DataFrame) -> pl.DataFrame:
    """Text that a spreadsheet would run as a formula gets an apostrophe before it."""
    texts = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    return frame.with_columns(
        pl.when(pl.col(name).str.contains(_FORMULA)).then("'" + pl.col(name)).otherwise(pl.col(name)).alias(name) for name in texts
    )


def _write_excel(frame: pl.DataFrame, path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}) as book:
        book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)})  # the clock would change the bytes
        frame.write_excel(book, "Sheet1", dtype_formats={pl.Date: "yyyy-mm-dd"}, table_style=None, autofilter=False)


def _umask() -> int:
    """The process's file mask, which can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
