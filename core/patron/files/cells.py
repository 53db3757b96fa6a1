"""A column's cells, texts or values, to what a history holds: exact, and null where a cell cannot be.

No amount goes through a float: text and floats (in their shortest form) are read as decimals. Columns are read at once and not in
expressions with callbacks: several may be read side by side, and no thread may wait for another inside polars.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from patron.files.as_text import as_text
from patron.files.bare import bare
from patron.files.columns import Cell, Column

MOST = 10**12  # minor units (or thousandths, …) that one cell may carry: keeps every later product within 63 bits
MOST_POINTS = 10**12
_LARGE, _FEW = 10_000, 1_000  # rows of a large column, and different words of one that is worth a list


def value_of(column: Column, raw: pl.Series) -> pl.Series:
    """The values of any column but a TIME or DATE, which `times` reads; of a float, NaN is null already."""
    match column.cell:
        case Cell.DECIMAL:
            return decimal(raw, column.places)
        case Cell.COUNT:
            return count(raw)
        case Cell.CHOICE:
            return choice(raw, column.spellings)
        case _ if column.spellings:
            known = column.spellings
            return _each_word(
                raw,
                lambda words: words.str.to_lowercase().replace_strict(
                    list(known), list(known.values()), default=words, return_dtype=pl.String
                ),
            )
        case _:
            return text(raw)


def text(raw: pl.Series) -> pl.Series:
    """The cells as text without spaces around; empty is null."""
    dtype = raw.dtype
    if dtype == pl.Null:
        return raw.cast(pl.String)
    if dtype.is_float():
        return _by(raw, _float_text(pl.col(raw.name)))
    texts = as_text(raw)
    return _stripped(texts) if dtype == pl.String or isinstance(dtype, pl.Categorical | pl.Enum) else texts


def _float_text(cell: pl.Expr) -> pl.Expr:
    whole = (cell == cell.floor()) & (cell.abs() < 2**53)
    return pl.when(whole).then(cell.cast(pl.Int64, strict=False).cast(pl.String)).otherwise(cell.cast(pl.String))


def _stripped(cells: pl.Series) -> pl.Series:
    """Most columns hold neither blanks around texts nor empty ones: then nothing is replaced."""
    if bare(cells):
        return cells
    cells = cells.str.strip_chars()
    empty = cells == ""
    return cells.set(empty.fill_null(value=False), None) if empty.any() else cells


def decimal(raw: pl.Series, places: int) -> pl.Series:
    """The cells as integers of 10**-places, from 0 to MOST."""
    one: int = 10**places
    if raw.dtype.is_integer():
        return _between(raw, 0, MOST // one) * one
    if isinstance(raw.dtype, pl.Decimal):
        return _between(_of_decimal(raw, raw.dtype.scale, places), 0, MOST)
    cells = text(raw + 0.0 if raw.dtype.is_float() else raw)  # + 0.0: no negative zero
    return _between(_digits(cells, rf"^\+?[0-9]{{1,15}}(?:\.[0-9]{{0,{places}}}0*)?$", places), 0, MOST)


def count(raw: pl.Series) -> pl.Series:
    """The cells as whole numbers of either sign."""
    if raw.dtype.is_integer():
        return _between(raw, -MOST_POINTS, MOST_POINTS)
    if isinstance(raw.dtype, pl.Decimal):
        return _between(_of_decimal(raw, raw.dtype.scale, 0), -MOST_POINTS, MOST_POINTS)
    return _between(_digits(text(raw), r"^[+-]?[0-9]{1,15}(?:\.0*)?$", 0), -MOST_POINTS, MOST_POINTS)


def _digits(cells: pl.Series, shape: str, places: int) -> pl.Series:
    """Texts of a shape as integers of 10**-places; null for others."""
    cell = pl.col(cells.name)
    fits = pl.when(cell.str.contains(shape)).then(cell)
    return _by(cells, fits.str.strip_prefix("+").cast(pl.Decimal(38, places), strict=False).to_physical())


def choice(raw: pl.Series, spellings: dict[str, str]) -> pl.Series:
    """The ids that the cells' texts spell."""
    return _each_word(
        raw,
        lambda words: words.str.to_lowercase().replace_strict(
            list(spellings), list(spellings.values()), default=None, return_dtype=pl.String
        ),
    )


def _each_word(raw: pl.Series, meant: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """What each different text of a column stands for; columns of a few words are looked up once a word and not once a row."""
    cells = raw if raw.dtype == pl.String else text(raw)
    if len(cells) < _LARGE or cells.head(_LARGE).n_unique() > _FEW or (words := cells.drop_nulls().unique()).len() > _FEW:
        return meant(_stripped(cells))
    known = meant(_stripped(words))
    return cells if known.equals(words) else known.gather(cells.cast(pl.Enum(words)).to_physical())


def _of_decimal(raw: pl.Series, scale: int, places: int) -> pl.Series:
    digits = raw.to_physical()
    if scale <= places:
        up: int = 10 ** (places - scale)
        return digits if up == 1 else _between(digits, -MOST, MOST) * up
    down: int = 10 ** (scale - places)
    cell = pl.col(digits.name)
    return _by(digits, pl.when(cell % down == 0).then(cell // down))


def _between(cells: pl.Series, low: int, high: int) -> pl.Series:
    """As Int64, and null outside the bounds; most columns lie within them, so that nothing is replaced."""
    cells = cells.cast(pl.Int64, strict=False)
    least, most = cells.min(), cells.max()
    if least is None or most is None or (int(least) >= low and int(most) <= high):  # type: ignore[arg-type]
        return cells
    return cells.set((cells < low) | (cells > high), None)


def _by(cells: pl.Series, expression: pl.Expr) -> pl.Series:
    """A column worked out of one by an expression of its name."""
    return cells.to_frame().select(expression).to_series()
