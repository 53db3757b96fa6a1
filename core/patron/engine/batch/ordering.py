"""Putting rows in the order of events: by member, then instant, then id as text."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

Numbers = npt.NDArray[np.int64]


def ranges(first: Numbers, count: Numbers) -> tuple[Numbers, Numbers]:
    """The numbers first[n] .. first[n] + count[n] - 1 for every n, one after another, and the n of each."""
    owner = np.repeat(np.arange(len(count)), count)
    return np.repeat(first - (np.cumsum(count) - count), count) + np.arange(len(owner)), owner


def in_event_order(code: Numbers, at: Numbers, ids: pl.Series, *ranks: Numbers) -> Numbers:
    """Positions of the rows by code, instant, id as text, and `ranks`; rows equal in all keep their order."""
    order = np.lexsort((at, code))
    untie(order, code[order], at[order], ids, *ranks)
    return order


def untie(
    order: Numbers | npt.NDArray[np.int32], code: Numbers | npt.NDArray[np.int32], at: Numbers, ids: pl.Series, *ranks: Numbers
) -> None:
    """Order rows of one member and instant, which stand together in `order`, by their ids and ranks, in place.

    `code` and `at` are in that order; `ids` and `ranks` are by row.
    """
    same = (code[1:] == code[:-1]) & (at[1:] == at[:-1])
    if not bool(same.any()):
        return
    tied = np.zeros(len(order), dtype=np.bool_)
    tied[1:] |= same
    tied[:-1] |= same
    places = np.flatnonzero(tied)
    rows = order[places]
    fresh = np.ones(len(places), dtype=np.bool_)
    fresh[1:] = ~same[places[1:] - 1] | (places[1:] != places[:-1] + 1)
    keys = {"group": np.cumsum(fresh), "id": ids.gather(rows), **{f"rank{n}": rank[rows] for n, rank in enumerate(ranks)}}
    order[places] = rows[pl.DataFrame(keys).with_row_index("position").sort(list(keys), maintain_order=True)["position"].to_numpy()]
