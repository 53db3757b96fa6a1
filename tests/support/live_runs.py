"""Feeds the events of a case to a `Live` one by one, and shows what came of it in the reference runner's terms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import fields, is_dataclass, replace
from random import Random
from typing import Any

import polars as pl
from generators_agree import outcome, without_overspending
from generators_case import Case
from patron.engine.derived import derive
from patron.engine.history import History
from patron.engine.live import Dated, LateError, Live
from patron.engine.live.carrying import change_ids
from patron.engine.plan import Plan
from patron.engine.reference.events import Event, key_of, read_events
from patron.engine.reference.member import Member
from patron.engine.reference.output import member_row
from patron.engine.reference.profiles import first_profiles
from patron.engine.reference.runner import Run
from patron.engine.reference.trace import LotNow, lots_now
from patron.engine.results import Evaluation

Shown = dict[str, tuple[Any, ...]]


def without_refusals(case: Case) -> Case | None:
    """The case at the prices of its lines and without what a run refuses; None if that is not to be had."""
    known = {one.id for one in (*case.plan.points.exchange, *case.plan.points.quiz)}
    known |= {prize.id for one in case.plan.points.exchange for prize in one.prizes}
    kinds = {"exchange", "quiz", "win"}
    movements = [row for row in case.movements if row["kind"] not in kinds or row["ref"] in known]
    case = replace(case, prices=None, movements=movements)
    for _ in range(6):
        found = outcome(_reference, case)
        if not found.findings:
            return case
        case = without_overspending(case, found.findings)
    return None


def _reference(case: Case) -> Evaluation:
    from patron.engine.reference import run

    return run(case.plan, case.history(), case.as_of)


def shown_by_reference(plan: Plan, history: History, as_of: int) -> Shown:
    """Every member's row, changes, sums of postings and lots after a run over the whole history."""
    state = Run(plan, history, as_of, detail=True)
    state.go()
    return {mid: _shown(member, member_row(plan, member, as_of), lambda _on: plan) for mid, member in state.members.items()}


def shown_by_live(live: Live, as_of: int) -> Shown:
    """The same of a `Live`, once everybody has been brought to the start of the day."""
    live.start_days(list(live.members), as_of)
    return {mid: _shown(member, tuple(live.row(mid, as_of).values()), live.plan_on) for mid, member in live.members.items()}


def _shown(member: Member, row: tuple[object, ...], plan_on: Callable[[int], Plan]) -> tuple[Any, ...]:
    changes = [(one.on, *change_ids(plan_on(one.on), one), one.reason) for one in member.changes]
    postings: Counter[tuple[int, str, str]] = Counter()
    for posting in member.ledger.postings or ():
        postings[posting.on, posting.kind.value, posting.rule] += posting.points
    return (row, changes, sorted(postings.items()), [_lot(lot) for lot in lots_now(member.ledger)])


def _lot(lot: LotNow) -> tuple[Any, ...]:
    return (lot.number, lot.rule, lot.made, lot.points, lot.earned, lot.available, lot.dead, lot.waits_for)


def events_of(case: Case, live: Live) -> list[Event]:
    """Fresh events of the case in their order, derived."""
    return read_events(derive(case.plan, case.history()), case.as_of, live.columns.texts, live.columns.units).ordered


def listed_in(case: Case, live: Live) -> None:
    """Put the members of the members file into a `Live`."""
    profiles = first_profiles(case.plan, case.history())
    for row in case.members:
        live.add(
            row["member_id"],
            joined=row.get("joined_on"),
            introducer=row.get("referred_by"),
            profile=profiles.get(row["member_id"], {}),
            opening_on=row.get("opening_on"),
            opening_tier=row.get("opening_tier"),
            opening_since=row.get("opening_since"),
            opening_points=row.get("opening_points"),
        )


def up_to(case: Case, event: Event) -> History:
    """What the case tells up to an event, derived."""
    history, (at, _, name, kind) = derive(case.plan, case.history()), key_of(event)

    def earlier(column: str, own: int) -> pl.Expr:
        same = (pl.col("at") == at) & ((pl.col(column) < name) | ((pl.col(column) == name) & pl.lit(own <= kind)))
        return (pl.col("at") < at) | same

    return replace(
        history,
        lines=history.lines.filter(earlier("purchase_id", 0)),
        returns=history.returns.filter(earlier("purchase_id", 1)),
        movements=history.movements.filter(earlier("movement_id", 2)),
    )


def fed(case: Case, plans: Sequence[Dated], first: int, random: Random) -> tuple[Live, Case]:
    """Replay the first events and take the others one by one; where one is late, everything up to it is replayed.

    Now and then some members are brought to the start of a day. Gives back also the case without what was refused on the way.
    """
    live = Live(plans, case.plan.time_zone)
    events = events_of(case, live)
    if first:
        live, case = replayed(case, plans, events[first - 1])
    else:
        listed_in(case, live)
    for event in events[first:]:
        if random.random() < 0.3 and live.members:
            live.start_days(random.sample(sorted(live.members), random.randint(1, len(live.members))), event.day)
        try:
            before = deepcopy((live.members, live._stands)) if random.random() < 0.1 else None
            if live.take(event).findings:
                assert before is None or same((live.members, live._stands), before)
                case = replace(case, movements=[row for row in case.movements if row["movement_id"] != event.id])
        except LateError:
            assert before is None or same((live.members, live._stands), before)
            live, case = replayed(case, plans, event)
    return live, case


def replayed(case: Case, plans: Sequence[Dated], event: Event) -> tuple[Live, Case]:
    """A new `Live` after everything up to an event, and the case without the movements that it left out."""
    while True:
        live = Live(plans, case.plan.time_zone)
        findings = live.replay(up_to(case, event), event.day)
        if not findings:
            return live, case
        case = without_overspending(case, findings)


def same(one: object, other: object) -> bool:
    """Whether two states hold the same, objects of other identity by what they hold."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if is_dataclass(one):
        return all(same(getattr(one, part.name), getattr(other, part.name)) for part in fields(one))
    if hasattr(one, "__dict__"):
        return same(vars(one), vars(other))
    return one == other


def differences(ours: Shown, theirs: Shown) -> list[str]:
    """What is shown otherwise, by member and part."""
    found = [f"only one side has {mid}" for mid in sorted(ours.keys() ^ theirs.keys())]
    for mid in sorted(ours.keys() & theirs.keys()):
        for part, one, other in zip(("row", "changes", "postings", "lots"), ours[mid], theirs[mid], strict=True):
            if one != other:
                found.append(f"{mid} {part}:\n  {one}\n  {other}")
    return found
