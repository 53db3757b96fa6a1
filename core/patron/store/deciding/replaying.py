"""The slow way, which is always right: the events of a closed set of members, replayed from the first to a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.reference.calendar import add, dies_on
from patron.engine.reference.events import MOVEMENT, RETURN, SALE, Event, Purchase, Return
from patron.engine.reference.issuing import issue_days
from patron.engine.reference.judging import Judged
from patron.engine.reference.lots import Lot
from patron.engine.reference.member import Member
from patron.engine.reference.output import member_row
from patron.engine.reference.runner import Run
from patron.engine.reference.standing import due
from patron.engine.results import MEMBER_COLUMNS
from patron.findings import Finding, FindingsError
from patron.store.deciding.outcome import DECIDED, PostingKey, Row, Standing
from patron.store.schemes import Versions

_YEAR = 366


@dataclass
class Replayed:
    """`standings` by member id; `findings` are the movements that could not be."""

    standings: dict[str, Standing]
    findings: list[Finding]
    judged: list[Judged] = field(default_factory=list)  # of the member who was to be recorded


def replay(versions: Versions, history: History, as_of: int, members: Collection[str], record: str | None = None) -> Replayed:
    """Decide these members by a history that holds everything they depend on; `record` names one whose judgements are wanted."""
    plan = versions.latest.plan
    judged: list[Judged] = []
    keep: Callable[[str], Callable[[Judged], None] | None] = lambda one: judged.append if one == record else None  # noqa: E731
    run = Run(plan, history, as_of, detail=True, recorders=keep)
    findings: list[Finding] = []
    try:
        run.go()
    except FindingsError as error:
        findings = list(error.findings)
    last = _last_keys(run.events)
    return Replayed(
        {one: standing(plan, run.members[one], as_of, last.get(one)) for one in members if one in run.members}, findings, judged
    )


def standing(plan: Plan, member: Member, as_of: int, last: tuple[int, str, int] | None) -> Standing:
    """A member of the reference runner as the rows that should stand."""
    row = dict(zip(MEMBER_COLUMNS, member_row(plan, member, as_of), strict=True))
    state: Row = {name: row.get(name) for name in DECIDED}
    state |= {"last_at": None, "last_id": None, "last_kind": None, "decided_to": as_of, "next_due": next_due(plan, member, as_of)}
    if last is not None:
        state |= {"last_at": last[0], "last_id": last[1], "last_kind": last[2]}
    tiers = plan.tiers
    changes = tuple((one.on, tiers[one.before].id, tiers[one.after].id, one.reason) for one in member.changes)
    sums: Counter[PostingKey] = Counter()
    for posting in member.ledger.postings or ():
        sums[posting.on, posting.kind.value, posting.rule] += posting.points
    return Standing(state, changes, dict(sums), lots_of(plan, member))


def lots_of(plan: Plan, member: Member) -> dict[int, Row]:
    """The lots with points left, by number."""
    lots = [lot for lot in (*member.ledger.live, *member.ledger.waiting) if lot.left]
    return {lot.number: lot_row(plan, lot) for lot in lots}


def lot_row(plan: Plan, lot: Lot) -> Row:
    """The columns of `lots` beside the member."""
    row: Row = {"lot": lot.number, "rule": lot.rule, "made": lot.made, "left": lot.left, "earned": lot.earned}
    if lot.earned is None:
        waits = None if lot.pending_until is None else plan.tiers[lot.pending_until].id
        return {**row, "available": None, "dies": lot.lapses, "waits_for": waits}
    wait = plan.points.available_after
    available = None if wait is None else add(lot.earned, wait)
    return {**row, "available": available, "dies": dies_on(plan.points.expiry, lot.earned), "waits_for": None}


def next_due(plan: Plan, member: Member, as_of: int) -> int | None:
    """The first day after `as_of` at whose start something may happen by itself."""
    days = [due(plan, member.standing)]
    days += [dies_on(plan.points.expiry, lot.earned) for lot in member.ledger.live if lot.left and lot.earned is not None]
    days += [lot.lapses for lot in member.ledger.waiting if lot.left]
    if plan.points.vouchers is not None and member.ledger.balance > 0:
        days += issue_days(plan.points.vouchers, as_of + 1, as_of + _YEAR)[:1]
    return min((day for day in days if day is not None and day > as_of), default=None)


def _last_keys(events: Collection[Event]) -> dict[str, tuple[int, str, int]]:
    """Each member's last event."""
    last: dict[str, tuple[int, str, int]] = {}
    for event in events:
        kind = SALE if isinstance(event, Purchase) else RETURN if isinstance(event, Return) else MOVEMENT
        for member in (event.member, getattr(event, "to_member", None)):
            if member is not None:
                last[member] = (event.at, event.id, kind)
    return last
