"""Columns of made frames: ids (a letter and a number of fixed width, so that their order as text is that of the numbers), and nulls."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

_WIDTH = 7
_ROOM = 1 << 16  # ids are made in multiples of this, and kept for the next world


def ids(letter: str, count: int) -> pl.Series:
    """The ids 0 to count - 1."""
    width = max(_WIDTH, len(str(count)))
    return _made(letter, width, -(-max(count, 1) // _ROOM) * _ROOM).head(count)


def nothing(kind: pl.DataType, count: int) -> pl.Series:
    """Nulls, made once in multiples of rows and shared by every frame."""
    return _nulls(kind, -(-max(count, 1) // _ROOM) * _ROOM).head(count)


def picked(values: pl.Series, index: npt.NDArray[np.integer[Any]]) -> pl.Series:
    """Values by their row; by unsigned 32 bits, which need no further look."""
    return values[index.astype(np.uint32, copy=False)]


@lru_cache(maxsize=12)
def _nulls(kind: pl.DataType, count: int) -> pl.Series:
    return pl.repeat(None, count, dtype=kind, eager=True)


@lru_cache(maxsize=12)
def _made(letter: str, width: int, count: int) -> pl.Series:
    numbers = pl.DataFrame({"n": pl.int_range(count, eager=True)})
    return numbers.select(id=pl.lit(letter) + pl.col("n").cast(pl.String).str.zfill(width))["id"]
