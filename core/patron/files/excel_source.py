"""Excel workbooks: the first sheet, every cell as the text that it stands for."""

from __future__ import annotations

import zipfile
from pathlib import Path

import fastexcel

from patron.files.problems import whole_file
from patron.files.source import Source
from patron.findings import Finding, FindingsError

MOST_BYTES = 2 * 1024**3  # unpacked; a workbook's million rows need far less


def open_excel(path: Path) -> Source:
    """Reads the first sheet; numbers come in their shortest form (15 digits, as Excel shows them), dates as ISO text."""
    if refused := _refused(path):
        raise FindingsError([refused])
    try:
        book = fastexcel.read_excel(path)
        frame = book.load_sheet(0, header_row=None, dtypes="string", skip_whitespace_tail_rows=True).to_polars()
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a damaged workbook may make the library panic, which is no Exception
        raise FindingsError(
            [
                whole_file(
                    path,
                    "not-a-table",
                    "is no Excel workbook that can be read",
                    "it may be damaged or protected by a password; save it again as .xlsx without one",
                )
            ]
        ) from error
    if frame.height == 0 or frame.width == 0:
        raise FindingsError(
            [whole_file(path, "not-a-table", "its first sheet is empty", "the first row of the first sheet must name the columns")]
        )
    headings = tuple(str(cell or "") for cell in frame.row(0))
    cells = frame.slice(1).rename({name: f"c{index}" for index, name in enumerate(frame.columns)})
    return Source(path, headings, cells.lazy())


def _refused(path: Path) -> Finding | None:
    """Files that would only fill the memory, or that cannot be opened without their password."""
    with path.open("rb") as file:
        magic = file.read(4)
    if magic == b"\xd0\xcf\x11\xe0" and path.suffix.lower() != ".xls":
        return whole_file(path, "not-a-table", "is protected by a password", "save it without a password")
    if magic != b"PK\x03\x04":
        return (
            None if magic == b"\xd0\xcf\x11\xe0" else whole_file(path, "not-a-table", "is no Excel workbook", "if it is text, name it .csv")
        )
    try:
        with zipfile.ZipFile(path) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_BYTES:
                return whole_file(path, "not-a-table", "unpacks to more than 2 GB", "save it as CSV or Parquet")
    except (zipfile.BadZipFile, OSError):
        return whole_file(path, "not-a-table", "is a damaged workbook", "save it again as .xlsx")
    return None
