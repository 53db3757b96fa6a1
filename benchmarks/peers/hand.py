"""The kernel written by hand in Numba for this policy alone."""

from __future__ import annotations

import hand_kernel

from peers.peer import Peer, Run


def prepare() -> Run:
    """From sorted columns."""
    return hand_kernel.evaluate


PEER = Peer(
    "hand-written kernel (Numba)",
    "numba",
    "",
    "everything, for this policy alone",
    "everything (hand_kernel*.py)",
    (100_000, 2_000_000),
    prepare,
    (1_000_000, 20_000_000),
)
