"""Makes compiled code ready to run in a thread of its own, while files are read: that takes longer than most runs do."""

from __future__ import annotations

from threading import Thread

import numpy as np

from patron.engine.batch.steps import LARGE, pick, run_step


def begin() -> Thread:
    """Starts it, and goes on."""
    thread = Thread(target=_load, name="compiled code")
    thread.start()
    return thread


def _load() -> None:
    """Runs one compiled step over nothing: the first loads Numba and all that it compiles with."""
    nothing = np.zeros(0, dtype=np.int64)
    run_step(pick, LARGE, nothing, nothing.astype(np.int32), nothing)
