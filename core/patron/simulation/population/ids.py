"""Ids of made members and purchases: a letter and a number of fixed width, so that their order as text is that of the numbers."""

from __future__ import annotations

from functools import lru_cache

import polars as pl

_WIDTH = 7
_ROOM = 1 << 16  # ids are made in multiples of this, and kept for the next world


def ids(letter: str, count: int) -> pl.Series:
    """The ids 0 to count - 1."""
    width = max(_WIDTH, len(str(count)))
    return _made(letter, width, -(-max(count, 1) // _ROOM) * _ROOM).head(count)


@lru_cache(maxsize=12)
def _made(letter: str, width: int, count: int) -> pl.Series:
    numbers = pl.DataFrame({"n": pl.int_range(count, eager=True)})
    return numbers.select(id=pl.lit(letter) + pl.col("n").cast(pl.String).str.zfill(width))["id"]
