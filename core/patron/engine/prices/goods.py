"""Which lines a goods filter lets through, over columns."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.plan import RATE_SCALE, GoodsFilter

Mask = npt.NDArray[np.bool_]


def goods_mask(lines: pl.DataFrame, goods: GoodsFilter) -> Mask:
    """True for each row of `lines` that passes every part of the filter; an empty cell passes only negated parts."""
    parts = [
        ("category", goods.category, False),
        ("category", goods.category_not, True),
        ("tender", goods.tender, False),
        ("tender", goods.tender_not, True),
        *goods.fields,
    ]
    mask = np.ones(lines.height, dtype=np.bool_)
    for column, values, negated in parts:
        if values:
            mask &= _one_of(lines, column, values) ^ negated
    if goods.sold_below is not None:
        mask &= sold_below(lines, goods.sold_below)
    if goods.sold_from is not None:
        mask &= ~sold_below(lines, goods.sold_from)
    return mask


def sold_below(lines: pl.DataFrame, share: int) -> Mask:
    """True where less than `share` (scaled by RATE_SCALE) of the list amount was paid; never without a list amount."""
    if "list_amount" not in lines.columns:
        return np.zeros(lines.height, dtype=np.bool_)
    paid, listed = pl.col("amount").cast(pl.Int128), pl.col("list_amount").cast(pl.Int128)
    below = paid * pl.lit(RATE_SCALE, pl.Int128) < listed * pl.lit(share, pl.Int128)
    found: Mask = lines.select(below=below.fill_null(value=False))["below"].to_numpy()
    return found


def unit_mask(lines: pl.DataFrame, only_where: tuple[tuple[str, tuple[str, ...]], ...]) -> Mask:
    """True for each row that has the unit: every choice column is empty or has one of the values."""
    mask = np.ones(lines.height, dtype=np.bool_)
    for column, values in only_where:
        if column in lines.columns:
            mask &= lines[column].is_null().to_numpy() | _one_of(lines, column, values)
    return mask


def _one_of(lines: pl.DataFrame, column: str, values: tuple[str, ...]) -> Mask:
    """True where the cell is one of the values; a column that the file does not have is empty."""
    if column not in lines.columns:
        return np.zeros(lines.height, dtype=np.bool_)
    found: Mask = lines[column].is_in(list(values)).fill_null(value=False).to_numpy()
    return found
