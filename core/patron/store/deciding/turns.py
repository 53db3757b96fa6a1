"""One event's turn: what is due before it, whether it is late, and which way it is decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from patron.engine.reference.events import MOVEMENT, Event
from patron.store.answer import Decision
from patron.store.deciding.again import Told, decide_again
from patron.store.deciding.answering import decision
from patron.store.deciding.ending import end_grants
from patron.store.deciding.in_order import Quick, quick, take
from patron.store.deciding.outcome import Outcome, Row
from patron.store.deciding.recording import Happened, mark_known
from patron.store.deciding.transaction import Txn
from patron.store.rights.rechecking import recheck


@dataclass(slots=True)
class Turn:
    """An event of one of `members`, which is not written down yet. `quick` is None where it is decided from all events."""

    event: Happened
    kind: int
    members: tuple[int, ...]
    before: list[Outcome]
    quick: Quick | None


def begin(txn: Txn, event: Happened, kind: int, receiver: int | None = None, due: Sequence[Outcome] = ()) -> Turn:
    """What is due before an event of a member (`kind` is SALE, RETURN or MOVEMENT), and how it will be decided.

    `due`: what was found due, and decided, before.
    """
    assert event.member is not None
    members = (event.member,) if receiver is None or receiver == event.member else (event.member, receiver)
    before = list(due)
    states = txn.states(members)
    if any(state is not None and state["next_due"] is not None and state["next_due"] <= event.day for state in states.values()):
        before += end_grants(txn, members, event.day)
        states = txn.states(members)
    txn.late = txn.late or any(is_late(state, event, kind) for state in states.values())
    return Turn(event, kind, members, before, None if txn.late else quick(txn, states))


def finish(txn: Txn, op: str, turn: Turn, row: int, told: Event | None, **detail: Any) -> Decision:
    """Decide an event that has been written down as a row; `told` is the same for the engine, None to read all events."""
    event = turn.event
    assert event.member is not None
    mark_known(txn, turn.members)
    if turn.quick is not None and told is not None:
        done = take(txn, turn.quick, told)
        if done is not None:
            return decision(txn, op, event, [*turn.before, *done[0]], done[1], **detail)
    again = decide_again(txn, turn.members, event.day, Told(row, turn.kind == MOVEMENT, txn.name([event.member])[event.member]))
    outcomes = [*turn.before, *again.outcomes]
    if txn.late:
        recheck(txn, {*turn.members, *(one.number for one in outcomes)})
        outcomes += end_grants(txn, [one.number for one in again.outcomes], again.as_of, also_past=True)
    judged = [
        one for one in again.judged if one.purchase == event.id or (turn.kind == MOVEMENT and one.day == event.day and not one.purchase)
    ]
    return decision(txn, op, event, outcomes, judged, **detail)


def is_late(state: Row | None, event: Happened, kind: int) -> bool:
    """Whether the event comes before something that had been decided."""
    if state is None:
        return False
    if state["last_at"] is not None and (event.at, event.id, kind) <= (state["last_at"], state["last_id"], state["last_kind"]):
        return True
    return state["decided_to"] is not None and bool(event.day < state["decided_to"])
