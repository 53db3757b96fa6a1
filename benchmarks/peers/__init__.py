"""Other programs that decide the same policy: one small file a peer, each giving the rows of `evaluate` for a history.

A peer's file has `PEER`, a `Peer`; what it needs is imported when it is prepared, so that one that is not installed is told as such.
"""

from __future__ import annotations

from importlib import import_module

from peers.peer import Peer

FILES = (
    "read_once",
    "hand",
    "patron_batch",
    "numpy_rounds",
    "polars_rounds",
    "duckdb_sql",
    "plain_python",
    "patron_live",
    "patron_reference",
    "cel_rust",
    "rule_engine",
    "durable_rules",
    "business_rules",
    "json_rules_engine",
    "zen_engine",
)


def peer(file: str) -> Peer:
    """The peer of one of `FILES`."""
    found: Peer = import_module(f"peers.{file}").PEER
    return found


__all__ = ["FILES", "Peer", "peer"]
