"""One cell's text or value to what a history holds, as polars expressions: exact, and null where it cannot be.

No amount goes through a float: text and floats (in their shortest form) are read as decimals.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from patron.files.columns import Cell, Column

MOST = 10**12  # minor units (or thousandths, …) that one cell may carry: keeps every later product within 63 bits
MOST_POINTS = 10**12
_LARGE, _FEW = 10_000, 1_000  # rows of a large column, and different words of one that is worth a list


def text(raw: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """The cell as text without spaces around; empty is null."""
    if dtype == pl.Null:
        return pl.lit(None, dtype=pl.String)
    if dtype.is_float():
        whole = (raw == raw.floor()) & (raw.abs() < 2**53)
        return pl.when(whole).then(raw.cast(pl.Int64, strict=False).cast(pl.String)).otherwise(raw.cast(pl.String))
    as_text = raw if dtype == pl.String else raw.cast(pl.String, strict=False)
    if dtype == pl.String or isinstance(dtype, pl.Categorical | pl.Enum):
        return as_text.map_batches(_stripped, return_dtype=pl.String(), is_elementwise=True)
    return as_text


def _stripped(cells: pl.Series) -> pl.Series:
    """Most columns hold no empty text: then nothing is replaced."""
    cells = cells.str.strip_chars()
    empty = cells == ""
    return cells.set(empty.fill_null(value=False), None) if empty.any() else cells


def decimal(raw: pl.Expr, dtype: pl.DataType, places: int) -> pl.Expr:
    """The cell as an integer of 10**-places, from 0 to MOST."""
    one: int = 10**places
    if dtype.is_integer():
        return _between(raw, 0, MOST // one) * one
    if isinstance(dtype, pl.Decimal):
        return _between(_of_decimal(raw, dtype.scale, places), 0, MOST)
    cell = text(raw + 0.0 if dtype.is_float() else raw, dtype)  # + 0.0: no negative zero
    fits = cell.str.contains(rf"^\+?[0-9]{{1,15}}(?:\.[0-9]{{0,{places}}}0*)?$")
    return _between(pl.when(fits).then(cell).str.strip_prefix("+").cast(pl.Decimal(38, places), strict=False).to_physical(), 0, MOST)


def count(raw: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """The cell as a whole number of either sign."""
    if dtype.is_integer():
        return _between(raw, -MOST_POINTS, MOST_POINTS)
    if isinstance(dtype, pl.Decimal):
        return _between(_of_decimal(raw, dtype.scale, 0), -MOST_POINTS, MOST_POINTS)
    cell = text(raw, dtype)
    fits = cell.str.contains(r"^[+-]?[0-9]{1,15}(?:\.0*)?$")
    return _between(
        pl.when(fits).then(cell).str.strip_prefix("+").cast(pl.Decimal(38, 0), strict=False).to_physical(), -MOST_POINTS, MOST_POINTS
    )


def choice(raw: pl.Expr, dtype: pl.DataType, spellings: dict[str, str]) -> pl.Expr:
    """The id that the cell's text spells."""
    return _each_word(
        text(raw, dtype),
        lambda words: words.str.to_lowercase().replace_strict(
            list(spellings), list(spellings.values()), default=None, return_dtype=pl.String
        ),
    )


def _each_word(cell: pl.Expr, meant: Callable[[pl.Series], pl.Series]) -> pl.Expr:
    """What each different text of a column stands for; columns of a few words are looked up once a word and not once a row."""

    def looked_up(cells: pl.Series) -> pl.Series:
        if len(cells) < _LARGE or cells.head(_LARGE).n_unique() > _FEW or (words := cells.drop_nulls().unique()).len() > _FEW:
            return meant(cells)
        return meant(words).gather(cells.cast(pl.Enum(words)).to_physical())

    return cell.map_batches(looked_up, return_dtype=pl.String(), is_elementwise=True)


def value_of(column: Column, raw: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """The expression for any column but a TIME or DATE, which `times` reads."""
    match column.cell:
        case Cell.DECIMAL:
            return decimal(raw, dtype, column.places)
        case Cell.COUNT:
            return count(raw, dtype)
        case Cell.CHOICE:
            return choice(raw, dtype, column.spellings)
        case _ if column.spellings:
            known = column.spellings
            return _each_word(
                text(raw, dtype),
                lambda words: words.str.to_lowercase().replace_strict(
                    list(known), list(known.values()), default=words, return_dtype=pl.String
                ),
            )
        case _:
            return text(raw, dtype)


def _of_decimal(raw: pl.Expr, scale: int, places: int) -> pl.Expr:
    digits = raw.to_physical()
    if scale <= places:
        up: int = 10 ** (places - scale)
        return digits if up == 1 else _between(digits, -MOST, MOST) * up
    down: int = 10 ** (scale - places)
    whole: pl.Expr = pl.when(digits % down == 0).then(digits // down)
    return whole


def _between(value: pl.Expr, low: int, high: int) -> pl.Expr:
    """As Int64, and null outside the bounds; most columns lie within them, so that nothing is replaced."""

    def bounded(cells: pl.Series) -> pl.Series:
        cells = cells.cast(pl.Int64, strict=False)
        least, most = cells.min(), cells.max()
        if least is None or most is None or (int(least) >= low and int(most) <= high):  # type: ignore[arg-type]
            return cells
        return cells.set((cells < low) | (cells > high), None)

    return value.map_batches(bounded, return_dtype=pl.Int64(), is_elementwise=True)
