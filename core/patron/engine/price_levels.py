"""Prices as runners take them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Levels = npt.NDArray[np.int64] | Sequence[npt.NDArray[np.int64]]
"""int64 minor units: for each tier what each row of `history.lines` costs at it; as an array of shape (tiers, rows),
or tier by tier, where tiers with the same prices may share one array."""
