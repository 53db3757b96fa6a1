"""Puts a history's lines in order of members and says so, as a snapshot does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
from patron.engine.history import History, MemberOrder


def stated(history: History) -> tuple[History, np.ndarray]:
    """The history with its lines by (member, instant, purchase), walk-ins last, and the row that each line had before."""
    lines = history.lines.with_row_index("was")
    bought = lines.filter(pl.col("member_id").is_not_null()).sort("member_id", "at", "purchase_id", maintain_order=True)
    placed = pl.concat([bought, lines.filter(pl.col("member_id").is_null())]).rechunk()
    ids = bought["member_id"].unique().sort()
    first = np.append(bought["member_id"].search_sorted(ids, side="left").to_numpy(), bought.height).astype(np.int64)
    own = placed.drop("was")
    single = bought["purchase_id"].n_unique() == bought.height
    return replace(history, lines=own, order=MemberOrder(own, ids, first, single)), placed["was"].to_numpy().astype(np.int64)
