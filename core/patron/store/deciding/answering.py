"""The decision that is answered, and what of it the audit log keeps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from patron.engine.reference.judging import Judged
from patron.store.answer import Decision
from patron.store.deciding.outcome import Outcome, Row
from patron.store.deciding.reasons import reasons_of
from patron.store.deciding.recording import Happened
from patron.store.deciding.stored import states_of
from patron.store.deciding.transaction import Txn

# Never in the audit log: what names a person, and texts by which she is found.
PERSONAL = {"name", "phone", "birthday", "profile", "member", "to_member", "card", "referred_by", "value", "into", "by"}

PERSONAL_DETAIL = {"referred_by", "same_phone", "merged"}  # members' own ids


def decision(txn: Txn, op: str, event: Happened, outcomes: Iterable[Outcome], judged: Iterable[Judged] = (), **detail: Any) -> Decision:
    """What came of an event, for its member; changes and points of others whom it affected stand behind hers."""
    version = txn.version(event.day)
    mine, others = _split(outcomes, event.member)
    before, after = _states(txn, event.member, mine)
    told = [*mine, *others]
    return Decision(
        op=op,
        id=event.id,
        at=txn.shown(event.at),
        version=version.number,
        member="" if event.member is None else txn.name([event.member])[event.member],
        tier_before="" if before is None else before["tier"],
        tier="" if after is None else after["tier"],
        points=0 if after is None else after["points"],
        points_pending=0 if after is None else after["points_pending"],
        changes=tuple(change for one in told for change in one.changes),
        moved=tuple(moved for one in told for moved in one.moved),
        reasons=reasons_of(judged, version.plan),
        late=txn.late,
        detail=detail,
    )


def _split(outcomes: Iterable[Outcome], member: int | None) -> tuple[list[Outcome], list[Outcome]]:
    every = list(outcomes)
    return [one for one in every if one.number == member], [one for one in every if one.number != member]


def _states(txn: Txn, member: int | None, mine: list[Outcome]) -> tuple[Row | None, Row | None]:
    """Before and after."""
    if member is None:
        return None, None
    if not mine:
        state = states_of(txn.connection, [member]).get(member)
        return state, state
    before = mine[0].before
    if before is None:
        before = {"tier": txn.versions.all[0].plan.tiers[0].id}
    return before, mine[-1].state


def content_of(txn: Txn, asked: Mapping[str, Any], made: Decision) -> dict[str, Any]:
    """The content of the audit entry: ids of events, figures, and members by number only."""
    numbers = {name: number for number, name in txn.ids.items()}
    decided = made.as_json()
    for kept in ("member", "op", "dry_run"):
        decided.pop(kept)
    decided["detail"] = {name: value for name, value in made.detail.items() if name not in PERSONAL_DETAIL}
    for part in ("changes", "moved"):
        decided[part] = [{**one, "member": numbers.get(one["member"])} for one in decided[part]]
    decided["reasons"] = [[one["rule"], one["occasion"], one["holds"]] for one in decided["reasons"]]
    return {"asked": {name: value for name, value in asked.items() if name not in PERSONAL}, "decided": decided}
