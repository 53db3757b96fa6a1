"""One cell's text or value to what a history holds, as polars expressions: exact, and null where it cannot be.

No amount goes through a float: text and floats (in their shortest form) are read as decimals.
"""

from __future__ import annotations

import polars as pl

from patron.files.columns import Cell, Column

MOST = 10**12  # minor units (or thousandths, …) that one cell may carry: keeps every later product within 63 bits
MOST_POINTS = 10**12


def text(raw: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """The cell as text without spaces around; empty is null."""
    if dtype == pl.Null:
        return pl.lit(None, dtype=pl.String)
    if dtype.is_float():
        whole = (raw == raw.floor()) & (raw.abs() < 2**53)
        return pl.when(whole).then(raw.cast(pl.Int64, strict=False).cast(pl.String)).otherwise(raw.cast(pl.String))
    as_text = raw if dtype == pl.String else raw.cast(pl.String, strict=False)
    if dtype == pl.String or isinstance(dtype, pl.Categorical | pl.Enum):
        stripped = as_text.str.strip_chars()
        return pl.when(stripped != "").then(stripped)
    return as_text


def decimal(raw: pl.Expr, dtype: pl.DataType, places: int) -> pl.Expr:
    """The cell as an integer of 10**-places, from 0 to MOST."""
    if dtype.is_integer():
        value = _bounded(raw.cast(pl.Int128), 0, MOST // 10**places) * 10**places
    elif isinstance(dtype, pl.Decimal):
        value = _of_decimal(raw, dtype.scale, places)
    else:
        cell = text(raw + 0.0 if dtype.is_float() else raw, dtype)
        fits = cell.str.contains(rf"^\+?\d{{1,15}}(?:\.\d{{0,{places}}}0*)?$")
        value = pl.when(fits).then(cell).str.strip_prefix("+").cast(pl.Decimal(38, places), strict=False).to_physical()
    return _bounded(value, 0, MOST).cast(pl.Int64)


def count(raw: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """The cell as a whole number of either sign."""
    if dtype.is_integer():
        value = raw.cast(pl.Int128)
    elif isinstance(dtype, pl.Decimal):
        value = _of_decimal(raw, dtype.scale, 0)
    else:
        cell = text(raw, dtype)
        value = (
            pl.when(cell.str.contains(r"^[+-]?\d{1,15}(?:\.0*)?$"))
            .then(cell)
            .str.strip_prefix("+")
            .cast(pl.Decimal(38, 0), strict=False)
            .to_physical()
        )
    return _bounded(value, -MOST_POINTS, MOST_POINTS).cast(pl.Int64)


def choice(raw: pl.Expr, dtype: pl.DataType, spellings: dict[str, str]) -> pl.Expr:
    """The id that the cell's text spells."""
    cell = text(raw, dtype).str.to_lowercase()
    return cell.replace_strict(list(spellings), list(spellings.values()), default=None, return_dtype=pl.String)


def value_of(column: Column, raw: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """The expression for any column but a TIME or DATE, which `times` reads."""
    match column.cell:
        case Cell.DECIMAL:
            return decimal(raw, dtype, column.places)
        case Cell.COUNT:
            return count(raw, dtype)
        case Cell.CHOICE:
            return choice(raw, dtype, column.spellings)
        case _:
            return text(raw, dtype)


def _of_decimal(raw: pl.Expr, scale: int, places: int) -> pl.Expr:
    digits: pl.Expr = raw.cast(pl.Decimal(38, scale)).to_physical().cast(pl.Int128)
    if scale <= places:
        return _bounded(digits, -MOST * 10**scale, MOST * 10**scale) * 10 ** (places - scale)
    more = 10 ** (scale - places)
    whole: pl.Expr = pl.when(digits % more == 0).then(digits // more)
    return whole


def _bounded(value: pl.Expr, low: int, high: int) -> pl.Expr:
    within: pl.Expr = pl.when((value >= low) & (value <= high)).then(value)
    return within
