"""How much memory there is."""

from __future__ import annotations

import os
from pathlib import Path

_KNOWN = Path("/proc/meminfo")
_UNKNOWN = 4 << 30


def available() -> int:
    """Bytes that can be had without driving others out; where the system does not say, half of its memory."""
    try:
        told = dict(line.split(":", 1) for line in _KNOWN.read_text(encoding="ascii").splitlines())
        return int(told["MemAvailable"].split()[0]) << 10
    except (OSError, KeyError, ValueError):
        pass
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2
    except (AttributeError, OSError, ValueError):
        return _UNKNOWN
