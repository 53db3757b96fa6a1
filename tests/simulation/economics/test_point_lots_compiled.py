"""The loop that tells lots again gives the same compiled as in plain Python."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit
from patron.simulation.replay.point_lots import follow


def _ages(loop: Callable[..., Any]) -> np.ndarray:
    random = np.random.default_rng(1)
    sizes = random.integers(1, 60, 50)
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    rows = int(starts[-1])
    on = np.concatenate([np.sort(random.integers(0, 400, size)) for size in sizes]).astype(np.int64)
    kind, rule, points = random.choice([0, 1, 1, 1, 2, 3], rows), random.integers(0, 3, rows), random.integers(1, 50, rows)
    returned, given = np.where(random.random(rows) < 0.5, on - 5, -(10**9)), np.where(random.random(rows) < 0.1, 5, 0)
    ends = np.arange(30, 420, 30)
    oldest = np.stack([ends - 90, ends - 180, ends - 365], 1)
    found = np.zeros((len(ends), 6), dtype=np.int64)
    loop(starts, on, kind, rule, points, returned, given, ends, oldest, np.zeros((60, 3), dtype=np.int64), found)
    return found


def test_compiled_and_plain_tell_the_same_lots() -> None:
    plain = _ages(follow)
    assert (plain == _ages(njit(follow))).all()
    assert plain[:, :4].sum() > 0
    assert plain[:, 4].sum() < 0  # some are below zero
