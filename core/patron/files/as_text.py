"""Any column as texts, for messages and for rows that are set aside: also what polars has no text for."""

from __future__ import annotations

import polars as pl

_YEAR = 366 * 86_400
_UNITS = {"ms": 10**3, "us": 10**6, "ns": 10**9}


def as_text(cells: pl.Series) -> pl.Series:
    """The cells as texts: lists and stretches of time as Python shows them, times thousands of years away as the numbers they are."""
    dtype = cells.dtype
    if dtype == pl.String:
        return cells
    if dtype == pl.Binary:
        return pl.Series(cells.name, [None if cell is None else cell.decode(errors="replace") for cell in cells.to_list()], dtype=pl.String)
    if dtype.is_nested() or dtype == pl.Duration:
        return pl.Series(cells.name, [None if cell is None else str(cell) for cell in cells.to_list()], dtype=pl.String)
    if isinstance(dtype, pl.Datetime) and _far(cells, _UNITS[dtype.time_unit]):
        cells = cells.to_physical()
    return cells.cast(pl.String, strict=False)


def as_texts(rows: pl.DataFrame) -> pl.DataFrame:
    """Every column but `row` as texts."""
    return rows.with_columns(as_text(rows[name]) for name in rows.columns if name != "row")


def _far(times: pl.Series, second: int) -> bool:
    """Whether any lies more than 10,000 years from 1970: polars ends with an error of its own over some that do."""
    numbers = times.to_physical()
    least, most = numbers.min(), numbers.max()
    bound = 10_000 * _YEAR * second
    return least is not None and most is not None and (int(least) < -bound or int(most) > bound)  # type: ignore[arg-type]
