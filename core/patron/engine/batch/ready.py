"""Makes compiled code ready to run in a thread of its own, while files are read: that takes longer than most runs do."""

from __future__ import annotations

import sys
from threading import Thread

import numpy as np

from patron.engine.batch.steps import LARGE, pick, run_step

_ALGEBRA = "scipy.linalg"


def begin() -> Thread:
    """Starts it, and goes on. For commands that import nothing of SciPy themselves."""
    thread = Thread(target=_load, name="compiled code")
    thread.start()
    return thread


def _load() -> None:
    """Runs one compiled step over nothing: the first loads Numba and all that it compiles with."""
    # For linear algebra, which no kernel has, Numba imports what it finds of SciPy: a third of its start.
    known = _ALGEBRA in sys.modules
    if not known:
        sys.modules[_ALGEBRA] = None  # type: ignore[assignment]
    try:
        nothing = np.zeros(0, dtype=np.int64)
        run_step(pick, LARGE, nothing, nothing.astype(np.int32), nothing)
    finally:
        if not known:
            sys.modules.pop(_ALGEBRA, None)
