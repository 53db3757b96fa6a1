"""Python alone: the host with its conditions in Python, too."""

from __future__ import annotations

import platform

from peers import host
from peers.judge import INTRODUCED, INTRODUCED_TOTAL, KEEP_SINGLE, KEEP_TOTAL, SINGLE, TOTAL
from peers.peer import Peer, Run


class InPython:
    """The rules as comparisons."""

    @staticmethod
    def qualify(purchase: int, spend: int, introducer: int) -> str | None:
        """In the order of the scheme."""
        if purchase >= SINGLE:
            return "single-purchase"
        if spend >= TOTAL:
            return "twelve-month-total"
        return "introduced-by-vip" if introducer >= 1 and (purchase >= INTRODUCED or spend >= INTRODUCED_TOTAL) else None

    @staticmethod
    def keep(largest: int, spend: int) -> str | None:
        """In the order of the scheme."""
        if largest >= KEEP_SINGLE:
            return "keep-by-single-purchase"
        return "keep-by-year-total" if spend >= KEEP_TOTAL else None


def prepare() -> Run:
    """Nothing to import."""
    return lambda history, as_of: host.run(InPython(), history, as_of)


PEER = Peer(
    "plain Python",
    None,
    "",
    "everything",
    "everything, 250 lines (host.py, plain_python.py)",
    (2_000, 40_000),
    prepare,
    (20_000, 400_000),
    told_version=platform.python_version,
)
