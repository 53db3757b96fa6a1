"""Ends of granted tiers: at the start of the day, if the tier still stems from the grant, the store takes it back by a movement."""

from __future__ import annotations

from collections.abc import Collection

from patron.engine.reference.calendar import BEGINNING
from patron.store.deciding.again import redecide, standing_on
from patron.store.deciding.grants import END, Limited, limited_grants
from patron.store.deciding.outcome import Outcome
from patron.store.deciding.recording import Happened, record_movement
from patron.store.deciding.stored import states_of
from patron.store.deciding.transaction import Txn
from patron.store.take_in import start_of_day

STORE = "store"
_GRANT = "grant"


def end_grants(txn: Txn, members: Collection[int], day: int, *, also_past: bool = False) -> list[Outcome]:
    """End what was granted to these members until a day up to this one, in order of those days.

    Whether a grant held to its end is asked once, when its day has come; with `also_past` again, where something late was decided.
    """
    outcomes: list[Outcome] = []
    limited = limited_grants(txn.connection, members)
    if not limited:
        return outcomes
    states = states_of(txn.connection, limited.keys())
    for member, grants in sorted(limited.items()):
        reached = (states[member]["decided_to"] if member in states else None) or BEGINNING
        for grant in grants:
            if grant.until <= day and (also_past or grant.until > reached):
                outcomes += _end(txn, member, grant)
    return outcomes


def _end(txn: Txn, member: int, grant: Limited) -> list[Outcome]:
    standing = standing_on(txn, member, grant.until - 1)
    given = [change for change in standing.changes if change[3] == _GRANT and change[0] == grant.day]
    holds = given and standing.state["reason"] == _GRANT and standing.state["since"] == grant.day
    before = given[-1][1] if given else standing.state["tier"]
    if not holds:
        return []
    event = Happened(grant.id + END, member, start_of_day(grant.until, txn.versions.zone), grant.until, txn.entry)
    record_movement(txn, event, {"kind": "grant_tier", "value": before, "by": STORE})
    return redecide(txn, [member], grant.until)
