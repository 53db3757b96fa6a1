"""Which part a member belongs to: a hash of the id that every machine works out alike."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl
from numba import njit

_BASIS, _PRIME = np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3)  # of FNV-1a with 64 bits
_HIGH = np.uint64(33)


@njit(cache=True, nogil=True)
def _fnv(data: npt.NDArray[np.uint8], offsets: npt.NDArray[np.int64], out: npt.NDArray[np.uint64]) -> None:
    for n in range(len(out)):
        value = _BASIS
        for at in range(offsets[n], offsets[n + 1]):
            value = (value ^ np.uint64(data[at])) * _PRIME
        out[n] = value ^ (value >> _HIGH)  # the low bits alone mix little of short texts


def hashes(ids: pl.Series) -> npt.NDArray[np.uint64]:
    """FNV-1a of each id's UTF-8 bytes, folded; that of the empty text for null."""
    texts = ids.cast(pl.String).fill_null("")
    data = np.frombuffer("".join(texts.to_list()).encode(), dtype=np.uint8)
    offsets = np.concatenate([[0], texts.str.len_bytes().cast(pl.Int64).cum_sum().to_numpy()]).astype(np.int64)
    out = np.empty(len(texts), dtype=np.uint64)
    _fnv(data, offsets, out)
    return out


def parts_of(ids: pl.Series, parts: int) -> pl.Series:
    """The part of each id, from 0, int32; null for null."""
    place = pl.Series("part", (hashes(ids) % np.uint64(parts)).astype(np.int32))
    return place.set(ids.is_null(), None) if ids.null_count() else place
