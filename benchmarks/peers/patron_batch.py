"""The batch runner, from sorted columns."""

from __future__ import annotations

from patron.engine import batch
from policy import PLAN

from peers.peer import Peer, Run


def prepare() -> Run:
    """All columns of `evaluate`."""
    return lambda history, as_of: batch.run(PLAN, history, as_of).members


PEER = Peer("patron, batch runner", None, "", "everything: a scheme file", "", (100_000, 2_000_000), prepare, (1_000_000, 20_000_000))
