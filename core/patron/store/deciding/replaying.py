"""The slow way, which is always right: the events of a closed set of members, replayed from the first to a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from patron.engine.history import History
from patron.engine.live import Live
from patron.engine.live.carrying import change_ids
from patron.engine.plan import Plan
from patron.engine.reference.judging import Judged
from patron.engine.reference.lots import Lot
from patron.engine.reference.member import Member
from patron.engine.reference.output import member_row
from patron.engine.reference.standing import Change
from patron.engine.results import MEMBER_COLUMNS
from patron.findings import Finding
from patron.store.deciding.outcome import DECIDED, ChangeKey, PostingKey, Row, Standing
from patron.store.schemes import Versions


@dataclass
class Replayed:
    """`standings` by member id; `findings` are the movements that could not be."""

    standings: dict[str, Standing]
    findings: list[Finding]
    judged: list[Judged] = field(default_factory=list)  # of the member who was to be recorded
    count: tuple[int, int] = (0, 0)  # judgements made, and those of them that durable-rules made


def replay(
    versions: Versions,
    history: History,
    as_of: int,
    members: Collection[str],
    *,
    record: str | None = None,
    decided: Mapping[str, int] | None = None,
) -> Replayed:
    """Decide these members by a history that holds everything they depend on; `record` names one whose judgements are wanted.

    `decided`: members who are brought only to the start of another day than `as_of`.
    """
    live = Live(versions.dated(), versions.zone)
    findings = live.replay(history, as_of, decided=decided, watch=None if record is None else lambda one: one == record)
    standings = {one: standing(live, versions, one) for one in members if one in live.members}
    return Replayed(standings, findings, [judged for _, judged in live.recorded], (live.judged, live.durable))


def standing(live: Live, versions: Versions, member_id: str) -> Standing:
    """A member in memory as the rows that should stand."""
    member, plan = live.members[member_id], live.plan_of(member_id)
    sums: Counter[PostingKey] = Counter()
    for posting in member.ledger.postings or ():
        sums[posting.on, posting.kind.value, posting.rule] += posting.points
    changes = tuple(change_key(versions, one) for one in member.changes)
    return Standing(state_of(live, member_id), changes, dict(sums), lots_of(plan, member))


def state_of(live: Live, member_id: str) -> Row:
    """The columns DECIDED."""
    member, decided_to = live.members[member_id], live.decided_to(member_id)
    row = dict(zip(MEMBER_COLUMNS, member_row(live.plan_of(member_id), member, decided_to or 0), strict=True))
    last = live.last_key(member_id) or (None, None, None)
    state: Row = {name: row.get(name) for name in DECIDED}
    state["last_at"], state["last_id"], state["last_kind"] = last
    state["decided_to"], state["next_due"] = decided_to, live.next_due(member_id)
    return state


def change_key(versions: Versions, change: Change) -> ChangeKey:
    """A change with tiers by their ids."""
    before, after = change_ids(versions.on(change.on).plan, change)
    return change.on, before, after, change.reason


def lots_of(plan: Plan, member: Member) -> dict[int, Row]:
    """The lots with points left, by number."""
    return {lot.number: lot_row(plan, lot) for lot in (*member.ledger.live, *member.ledger.waiting) if lot.left}


def lot_row(plan: Plan, lot: Lot) -> Row:
    """The columns of `lots` beside the member."""
    row: Row = {"lot": lot.number, "rule": lot.rule, "made": lot.made, "left": lot.left, "earned": lot.earned}
    if lot.earned is None:
        waits = None if lot.pending_until is None else plan.tiers[lot.pending_until].id
        return {**row, "available": None, "dies": lot.lapses, "waits_for": waits}
    return {**row, "available": lot.available, "dies": lot.dies, "waits_for": None}
