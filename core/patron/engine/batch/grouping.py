"""Bringing the lines of each member together where a file has them in another order, such as by time.

Rows are first spread over parts by the hash of their member, which writes to few places at a time, then
put together inside each part, which fits in the cache. Members come out in no order that means anything.
Members are told apart by two hashes of 64 bits each, so that in practice no two are taken for one.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.batch import processors
from patron.engine.batch.steps import group_parts, partition, pick, run_step, spread

_Cell = TypeVar("_Cell", bound=np.generic)
_BITS = 9  # of the hash that choose the part


@dataclass(frozen=True, slots=True)
class Grouped:
    """Rows by member: `place` and `inner` are the two steps of the way, `first` the first place of each member and the end.

    `heads` are the first row of each member.
    """

    place: npt.NDArray[np.int32]
    inner: npt.NDArray[np.int32]
    first: npt.NDArray[np.int64]
    heads: npt.NDArray[np.int32]

    def put(self, values: npt.NDArray[_Cell]) -> npt.NDArray[_Cell]:
        """A column by row, by member."""
        spread_out = np.empty(len(values), dtype=values.dtype)
        found = np.empty(len(values), dtype=values.dtype)
        run_step(spread, len(values), values, self.place, spread_out)
        run_step(pick, len(values), spread_out, self.inner, found)
        return found

    def rows(self) -> npt.NDArray[np.int32]:
        """The row at each place."""
        return self.put(np.arange(len(self.place), dtype=np.int32))


def group(ids: pl.Series) -> Grouped:
    """Bring equal texts together; rows of one text keep their order."""
    height = len(ids)
    hashes = ids.hash(seed=1).to_numpy()
    place = np.empty(height, dtype=np.int32)
    bounds = np.empty((1 << _BITS) + 1, dtype=np.int64)
    run_step(partition, height, hashes, 64 - _BITS, place, bounds)
    keys = np.empty(height, dtype=np.uint64)
    run_step(spread, height, hashes, place, keys)
    del hashes
    others = np.empty(height, dtype=np.uint64)
    run_step(spread, height, ids.hash(seed=2).to_numpy(), place, others)
    inner, heads, counts = (np.empty(height, dtype=np.int32) for _ in range(3))
    groups = np.empty(len(bounds) - 1, dtype=np.int64)
    threads = processors.threads()
    cuts = [len(groups) * n // (4 * threads) for n in range(4 * threads + 1)]

    def work(low: int, high: int) -> None:
        run_step(group_parts, height, keys, others, bounds, low, high, inner, heads, counts, groups)

    work(0, 0)  # so that it is compiled once
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, cuts[:-1], cuts[1:]))
    taken = np.concatenate([np.arange(start, start + many) for start, many in zip(bounds[:-1], groups, strict=True)])
    first = np.concatenate([[0], np.cumsum(counts[taken])]).astype(np.int64)
    back = np.empty(height, dtype=np.int32)
    back[place] = np.arange(height, dtype=np.int32)
    return Grouped(place, inner, first, back[heads[taken]])
