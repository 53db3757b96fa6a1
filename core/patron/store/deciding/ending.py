"""Tiers that were granted until a day: at its start, if the tier still stems from the grant, the store takes it back by a movement."""

from __future__ import annotations

from sqlalchemy import exists, select

from patron.store.deciding.again import decide_again, redecide, standing_on
from patron.store.deciding.outcome import Outcome
from patron.store.deciding.recording import Happened, record_movement
from patron.store.deciding.transaction import Txn
from patron.store.reading.histories import movements
from patron.store.reading.naming import records_of
from patron.store.take_in import start_of_day

STORE = "store"
_GRANT = "grant"


def end_of(grant_id: str) -> str:
    """The id of the movement that ends a grant."""
    return f"{grant_id} end"


def end_grants(txn: Txn, member: int | None, day: int) -> list[Outcome]:
    """End what was granted to a member until a day up to this one, in order of those days."""
    if member is None:
        return []
    ended = movements.alias("ended")
    query = select(movements.c.movement_id, movements.c.day, movements.c.until)
    query = query.where(movements.c.member.in_(records_of(txn.connection, [member])), movements.c.until <= day)
    query = query.where(~exists().where(ended.c.movement_id == movements.c.movement_id + " end"))
    outcomes: list[Outcome] = []
    for grant, granted, until in txn.connection.execute(query.order_by(movements.c.until, movements.c.movement_id)).all():
        outcomes += _end(txn, member, grant, granted, until)
    return outcomes


def _end(txn: Txn, member: int, grant: str, granted: int, until: int) -> list[Outcome]:
    outcomes = redecide(txn, [member], until - 1)
    standing = standing_on(txn, member, until - 1)
    given = [change for change in standing.changes if change[3] == _GRANT and change[0] == granted]
    if not given or standing.state["reason"] != _GRANT or standing.state["since"] != granted:
        return outcomes
    event = Happened(end_of(grant), member, start_of_day(until, txn.versions.zone), until, txn.entry)
    record_movement(txn.connection, event, {"kind": "grant_tier", "value": given[-1][1], "by": STORE})
    return [*outcomes, *decide_again(txn, [member], until).outcomes]
