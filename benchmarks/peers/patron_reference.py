"""The reference runner: pure Python that also explains itself."""

from __future__ import annotations

from patron.engine import reference
from policy import PLAN

from peers.peer import Peer, Run


def prepare() -> Run:
    """All columns of `evaluate`."""
    return lambda history, as_of: reference.run(PLAN, history, as_of).members


PEER = Peer("patron, reference runner", None, "", "everything: a scheme file", "", (2_000, 40_000), prepare)
