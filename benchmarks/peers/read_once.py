"""The limit: every cell that the kernel reads is read once, on all cores, and nothing is decided."""

from __future__ import annotations

import run as full

from peers.peer import Peer, Run


def prepare() -> Run:
    """Nothing to compare."""

    def once(history: object, _as_of: int) -> None:
        full.read_once(history)

    return once


PEER = Peer("the limit: columns read once", None, "", "nothing", "", (100_000, 2_000_000), prepare, (1_000_000, 20_000_000))
