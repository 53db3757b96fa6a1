"""Points that wait at the end of each month, all months in one pass."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from patron.engine.results import PostingKind
from patron.simulation.replay.period import Month

_NO_LONGER = [PostingKind.LAPSED, PostingKind.WITHDRAWN, PostingKind.RELEASED]


def waiting_by_month(postings: pl.DataFrame, months: Sequence[Month]) -> list[int]:
    """Points that wait at the end of the last day of each month; `postings` as `results.POSTING_COLUMNS`, from the first on."""
    signed = pl.when(pl.col("kind") == PostingKind.PENDING).then(pl.col("points")).otherwise(-pl.col("points"))
    moved = postings.filter(pl.col("kind").is_in([PostingKind.PENDING, *_NO_LONGER])).group_by("on").agg(signed.sum().alias("points"))
    ends = np.array([month.last for month in months], dtype=np.int64)
    steps = np.zeros(len(months) + 1, dtype=np.int64)  # the change from month to month; the last cell is after the period
    np.add.at(steps, np.searchsorted(ends, moved["on"].to_numpy()), moved["points"].to_numpy())
    return [int(total) for total in np.cumsum(steps[:-1])]
