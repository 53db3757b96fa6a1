"""How many threads the runner's own work is spread over."""

from __future__ import annotations

import os


def threads() -> int:
    """One for each processor, or as many as OMP_NUM_THREADS says: a process among many of one command is told to take one."""
    told = os.environ.get("OMP_NUM_THREADS", "")
    return max(1, int(told)) if told.isascii() and told.isdigit() else os.cpu_count() or 1
