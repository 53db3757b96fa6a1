"""Events of members who stand in the store already: written down, and decided with all that had happened, event by event."""

from __future__ import annotations

import polars as pl

from patron.store.deciding.again import redecide
from patron.store.deciding.transaction import Txn
from patron.store.importing.events import write_events
from patron.store.importing.parts import Ready
from patron.store.importing.people import enroll, known_ids
from patron.store.importing.writing import Summed, Writing


def write_again(txn: Txn, ready: Ready, as_of: int) -> tuple[int, int, int, Writing]:
    """Write a part and decide its members anew; gives how many members were decided, changes, postings, and what was written.

    Raises RefusedError where a movement that was accepted before would become impossible.
    """
    to = Writing(txn.connection, txn.entry, txn.versions, written=Summed(txn.written))
    enrolled = enroll(txn.connection, ready.history)
    to.members = enrolled.numbers
    write_events(to, ready.history)
    known = to.members.put(known_ids(ready.history).to_frame("member_id")).filter(pl.col("member").is_not_null())
    outcomes = redecide(txn, known["member"].to_list(), as_of)
    return (
        len(known),
        sum(len(one.changes) for one in outcomes),
        sum(len(one.moved) for one in outcomes),
        to,
    )
