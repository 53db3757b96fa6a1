"""Whether a column of texts stands as it is meant: no text is empty, or has blanks around it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.files.snapshot.arrow import INLINE, with_views

_LARGE = 100_000  # rows from which a compiled look is worth its start


def bare(texts: pl.Series) -> bool:
    """True if every text of a large column has 1 to INLINE bytes, the first and the last of which are visible ASCII.

    False says nothing: the column is small, or has other texts, which may or may not have blanks.
    """
    if len(texts) < _LARGE:
        return False
    from patron.engine.batch.steps import run_step

    texts = texts.drop_nulls() if texts.null_count() else texts
    longest = texts.head(_LARGE).str.len_bytes().max()  # None: no cell is filled
    if isinstance(longest, int) and longest > INLINE:
        return False
    plain: list[bool] = []
    with_views(texts, lambda views: plain.append(bool(run_step(all_visible, _LARGE, views, INLINE))))
    return all(plain)


def all_visible(views: npt.NDArray[np.uint32], most: int) -> bool:
    """Whether all texts have 1 to `most` bytes, which lie behind the length in each row of `views`, and begin and end visibly."""
    for n in range(len(views)):
        size = np.int64(views[n, 0])
        if size < 1 or size > most:
            return False
        last = 3 + size
        for byte in (np.int64(views[n, 1]) & 255, np.int64(views[n, last // 4]) >> (8 * (last % 4)) & 255):
            if byte <= 32 or byte >= 127:
                return False
    return True
