"""Whether the rows of each purchase agree, where they stand together; and whether any stand apart.

Purchases are told by hashes of 64 bits: what follows from two of one hash is only that rows are looked at more closely.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.batch import processors
from patron.files.in_parts.chains import Hashes, Parts

_AGREE = ("member_id", "at", "group_id")
_BUCKETS = 256
Keys = tuple[Hashes, npt.NDArray[np.int64]]


def agree(rows: pl.DataFrame) -> bool:
    """Whether rows that follow one of the same purchase name the same member, time and group order."""
    ids = rows["purchase_id"]
    same = (ids[1:] == ids[:-1]).arg_true()
    if same.is_empty():
        return True
    columns = rows.select(name for name in _AGREE if name in rows.columns)
    one, other = columns[same], columns[same + 1]
    return not any(one[name].ne_missing(other[name]).any() for name in columns.columns)


def keys_of(ids: pl.Series, place: Parts) -> Keys:
    """For the first of rows that follow one another and are of one purchase: its hash and its part, by the first byte of the hash.

    That byte is left out of the keys, which have the part for their last byte; where each byte's keys begin, and the end.
    """
    hashes = ids.hash().to_numpy()
    fresh = np.ones(len(hashes), dtype=np.bool_)
    fresh[1:] = hashes[1:] != hashes[:-1]
    hashes, place = hashes[fresh], place[fresh]
    first = (hashes >> np.uint64(56)).astype(np.uint8)
    keys = (hashes << np.uint64(8)) | place
    bounds = np.concatenate([[0], np.cumsum(np.bincount(first, minlength=_BUCKETS))])
    return keys[np.argsort(first, kind="stable")], bounds


def shared(keys: Sequence[Keys], parts: int) -> npt.NDArray[np.bool_] | None:
    """By part, whether a purchase has several keys in it; None if one has keys in several parts."""
    found = np.zeros(parts, dtype=np.bool_)

    def several(bucket: int) -> npt.NDArray[np.int64] | None:
        together = np.concatenate([one[bounds[bucket] : bounds[bucket + 1]] for one, bounds in keys])
        together.sort()
        differ = together[1:] ^ together[:-1]
        if bool(((differ > 0) & (differ < 256)).any()):
            return None
        again: npt.NDArray[np.int64] = (together[1:][differ == 0] & np.uint64(255)).astype(np.int64)
        return again

    with ThreadPoolExecutor(processors.threads()) as pool:
        for bucket in pool.map(several, range(_BUCKETS)):
            if bucket is None:
                return None
            found[bucket] = True
    return found
