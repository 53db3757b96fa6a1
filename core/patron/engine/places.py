"""Where each line of a history stands: its purchase, its member, and the price level of its purchase, as numbers.

Programs that go through all lines of a run look these up by row instead of by the texts of ids.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from patron.engine.results import LinePlaces

if TYPE_CHECKING:
    from patron.engine.history import History
    from patron.engine.results import Evaluation


def places_of(history: History, evaluation: Evaluation) -> LinePlaces:
    """The places of `history.lines`: the runner's own, else by the ids of its purchases. The run must have been asked for detail."""
    known = evaluation.lines
    if known is not None and len(known.purchase) == history.lines.height:
        return known
    assert evaluation.purchases is not None, "places of lines need a run with detail"
    lines = history.lines.select("purchase_id", "member_id")
    raised = pl.when(pl.col("tier_after") > pl.col("tier")).then("tier_after").otherwise(-1).cast(pl.Int16).alias("brought")
    told = evaluation.purchases.select("purchase_id", "level", raised)
    found = lines.join(told, on="purchase_id", how="left", maintain_order="left")
    names = lines["member_id"].drop_nulls().unique().sort()
    numbers = pl.DataFrame({"member_id": names, "number": np.arange(len(names), dtype=np.int32)})
    member = lines.join(numbers, on="member_id", how="left", maintain_order="left")["number"]
    return LinePlaces(
        purchase=lines["purchase_id"].rank("dense").cast(pl.Int32).to_numpy(),
        member=member.fill_null(-1).to_numpy(),
        level=found["level"].cast(pl.Int16).fill_null(-1).to_numpy(),
        brought=found["brought"].fill_null(-1).to_numpy(),
        names=names,
    )
