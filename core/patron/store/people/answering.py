"""The decision of an operation on members, from what was decided of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from patron.store.answer import Decision
from patron.store.deciding.outcome import Outcome
from patron.store.deciding.stored import states_of
from patron.store.deciding.transaction import Txn
from patron.store.take_in import local_day


def today(txn: Txn) -> int:
    """The store's local date."""
    return local_day(txn.now, txn.versions.zone)


def decided(txn: Txn, op: str, number: int, outcomes: Iterable[Outcome], detail: dict[str, Any]) -> Decision:
    """The decision about member `number`, with what it changed for others; its id names nobody."""
    every = list(outcomes)
    own = next((one for one in every if one.number == number), None)
    state = states_of(txn.connection, [number]).get(number, {})
    before = state if own is None else (own.before or {})
    return Decision(
        op=op,
        id=txn.made_id(op),
        at=txn.shown(txn.now),
        version=txn.version(today(txn)).number,
        member=txn.name([number])[number],
        tier_before=before.get("tier", ""),
        tier=state.get("tier", ""),
        points=state.get("points", 0),
        points_pending=state.get("points_pending", 0),
        changes=tuple(change for one in every for change in one.changes),
        moved=tuple(moved for one in every for moved in one.moved),
        detail=detail,
    )
