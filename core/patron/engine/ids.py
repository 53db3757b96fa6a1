"""Numbers of ids: where each of some texts stands among others."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl


def places_among(known: pl.Series, ids: pl.Series) -> npt.NDArray[np.int64]:
    """The row of each id in `known`, which are all different; -1 for ids that are not among them, and for null."""
    places = np.full(len(ids), -1, dtype=np.int64)
    if len(ids):
        told = pl.DataFrame({"id": known}).with_row_index("place")
        found = pl.DataFrame({"id": ids}).with_row_index("row").join(told, on="id", how="inner")  # the table is made of the smaller side
        places[found["row"].to_numpy()] = found["place"].to_numpy()
    return places
