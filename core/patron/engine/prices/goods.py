"""Which lines a goods filter lets through, over columns."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.plan import RATE_SCALE, GoodsFilter

Mask = npt.NDArray[np.bool_]
_SAFE = 2**62


Parts = dict[object, Mask]


def goods_mask(lines: pl.DataFrame, goods: GoodsFilter, known: Parts | None = None) -> Mask:
    """True for each row of `lines` that passes every part of the filter; an empty cell passes only negated parts.

    `known` keeps what filters have in common, where several are asked of the same lines.
    """
    known = {} if known is None else known
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
            if (column, values) not in known:
                known[column, values] = _one_of(lines, column, values)
            mask &= known[column, values] ^ negated
    for share, negated in ((goods.sold_below, False), (goods.sold_from, True)):
        if share is not None:
            if share not in known:
                known[share] = sold_below(lines, share)
            mask &= known[share] ^ negated
    return mask


def sold_below(lines: pl.DataFrame, share: int) -> Mask:
    """True where less than `share` (scaled by RATE_SCALE) of the list amount was paid; never without a list amount."""
    if "list_amount" not in lines.columns:
        return np.zeros(lines.height, dtype=np.bool_)
    largest = lines.select(pl.max_horizontal(pl.col("amount").max(), pl.col("list_amount").max())).item() or 0
    wide = pl.Int64() if largest * RATE_SCALE < _SAFE else pl.Int128()  # 64 bits hold the products of all but absurd amounts
    paid, listed = pl.col("amount").cast(wide), pl.col("list_amount").cast(wide)
    below = paid * pl.lit(RATE_SCALE, wide) < listed * pl.lit(share, wide)
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
