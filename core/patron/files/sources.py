"""Opens a table file by what it holds: CSV, Excel or Parquet."""

from __future__ import annotations

from pathlib import Path

from patron.files.problems import whole_file
from patron.files.source import Source
from patron.findings import FindingsError

MAGIC = 8


def open_source(path: Path) -> Source:
    """Opens a CSV, Excel or Parquet file by what it holds, not by its name; raises FindingsError if it is none of them."""
    try:
        if path.is_dir():
            raise FindingsError([whole_file(path, "not-a-table", "is a folder, not a file")])
        with path.open("rb") as file:
            magic = file.read(MAGIC)
    except OSError as error:
        raise FindingsError(
            [whole_file(path, "cannot-read", f"cannot be opened: {error.strerror}", "check the path and the file's permissions")]
        ) from error
    if not magic:
        raise FindingsError([whole_file(path, "not-a-table", "is empty", "the first row must name the columns")])
    if magic[:4] == b"PAR1" or path.suffix.lower() in {".parquet", ".pq"}:
        from patron.files.parquet_source import open_parquet

        return open_parquet(path)
    if (
        magic[:4] == b"PK\x03\x04"
        or magic == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        or path.suffix.lower() in {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"}
    ):
        from patron.files.excel_source import open_excel

        return open_excel(path)
    from patron.files.csv_source import open_csv

    return open_csv(path)
