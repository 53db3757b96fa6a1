"""Deciding again: members of a closed set from their first event on; what comes out otherwise than it stands is posted."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from patron.engine.history import History
from patron.engine.reference.calendar import BEGINNING
from patron.engine.reference.judging import Judged
from patron.findings import Finding
from patron.store.deciding.differences import NOTHING, Difference, difference, write_difference
from patron.store.deciding.grants import Limited, limited_grants
from patron.store.deciding.memory import days_of, whole_history
from patron.store.deciding.outcome import DECIDED, Outcome, Standing
from patron.store.deciding.replaying import Replayed, replay
from patron.store.deciding.stored import outdate, states_of, stored_of
from patron.store.deciding.transaction import Txn
from patron.store.reading.chunks import rows_of
from patron.store.reading.closure import Links, affected, needed
from patron.store.reading.naming import ids_of, members
from patron.store.refused import Refusal, RefusedError
from patron.store.rights.ends import card_ends
from patron.store.schemes import Versions

Standings = dict[int, Standing]
_FIELDS = {  # that a finding about the event itself is about
    "points-not-available": "points",
    "points-missing": "points",
    "not-above-zero": "points",
    "exchange-disagrees": "points",
    "gives-to-oneself": "to_member",
    "unknown-tier": "value",
    "unknown-exchange": "ref",
    "exchange-not-open": "at",
    "return-before-purchase": "at",
    "more-than-left": "rows",
    "category-unclear": "rows",
}


@dataclass(frozen=True, slots=True)
class Told:
    """The event that asks for the decision: row of its table, and whose judgements are to be kept."""

    row: int
    is_movement: bool
    member: str


@dataclass(slots=True)
class Again:
    """What came of deciding again; `judged` are the judgements of the member who was asked for."""

    outcomes: list[Outcome]
    judged: list[Judged]
    as_of: int


def redecide(txn: Txn, members: Iterable[int], to_day: int | None = None) -> list[Outcome]:
    """Decide these members, and all whom they affect, again from their events, up to `to_day` or as far as they had been decided.

    Posts the differences; raises RefusedError where a stored movement became impossible.
    """
    return decide_again(txn, members, to_day).outcomes


def decide_again(txn: Txn, members: Iterable[int], to_day: int | None = None, told: Told | None = None) -> Again:
    """As `redecide`, with the judgements of the event that was told."""
    connection, asked = txn.connection, set(members)
    merged = _merged(connection, asked)
    numbers = affected(connection, asked - merged, txn.links)
    txn.touch(numbers | merged)
    every = needed(connection, numbers, txn.links)
    history = whole_history(connection, txn.versions, every)
    ids = txn.name(every | merged)
    stored = stored_of(connection, numbers | merged)
    decided = [one.state["decided_to"] for one in stored.values() if one.state is not None and one.state["decided_to"] is not None]
    as_of = _as_of(history, [ids[number] for number in numbers], [*decided, *([] if to_day is None else [to_day])])
    others = _reached(connection, every - numbers)
    done = replay(
        txn.versions,
        history,
        as_of,
        [ids[number] for number in every],
        record=None if told is None else told.member,
        decided={ids[number]: day for number, day in others.items()},
    )
    if done.findings:
        raise refused(done.findings, told)
    txn.count(*done.count)
    further = {number for number, day in others.items() if _day(done, ids[number]) > day}  # introducers whose tiers were asked for
    if further:
        txn.touch(further)
        stored |= stored_of(connection, further)
        numbers |= further
    grants = limited_grants(connection, numbers)
    cards = card_ends(connection, txn.versions, numbers)
    outcomes = []
    for number in sorted(numbers | merged):
        right = _right(done, ids[number], merged=number in merged, versions=txn.versions)
        if right is None:
            continue
        one = difference(number, ids[number], stored[number], with_ends(right, grants.get(number, []), cards.get(number, [])))
        if one.matters:
            outcomes.append(write_difference(txn, one, stored[number]))
    outdate(connection, asked - {one.number for one in outcomes})  # an event that changed nothing yet is one that memory does not know
    return Again(outcomes, done.judged, as_of)


def differences(connection: Connection, versions: Versions, members: Iterable[int]) -> list[Difference]:
    """The same comparison for these members and all whom they affect, each as far as she was decided; writes nothing."""
    links = Links.of(versions.plans)
    merged = _merged(connection, set(members))
    numbers = affected(connection, set(members) - merged, links)
    history = whole_history(connection, versions, needed(connection, numbers, links))
    ids = ids_of(connection, numbers | merged)
    stored = stored_of(connection, numbers | merged)
    decided = {ids[number]: one.state["decided_to"] for number, one in stored.items() if one.state and one.state["decided_to"] is not None}
    as_of = _as_of(history, [ids[number] for number in numbers], decided.values())
    done = replay(versions, history, as_of, list(ids.values()), decided=decided)
    grants = limited_grants(connection, numbers)
    cards = card_ends(connection, versions, numbers)
    found = []
    for number in sorted(numbers):
        right = _right(done, ids[number], merged=False, versions=versions)
        if right is not None:
            found.append(difference(number, ids[number], stored[number], with_ends(right, grants.get(number, []), cards.get(number, []))))
    for number in sorted(merged):
        right = _right(None, ids[number], merged=True, versions=versions)
        if right is not None and stored[number].state is not None:
            found.append(difference(number, ids[number], stored[number], right))
    return [one for one in found if one.deviates]


def advance(txn: Txn, members: Iterable[int], day: int) -> list[Outcome]:
    """The starts of days up to `day` for those of these members who have something due until then."""
    from patron.store.deciding.ending import end_grants

    found = states_of(txn.connection, set(members))
    due = {number for number, state in found.items() if state["next_due"] is not None and state["next_due"] <= day}
    if not due:
        return []
    return [*end_grants(txn, due, day), *redecide(txn, due, day)]


def _reached(connection: Connection, numbers: Collection[int]) -> dict[int, int]:
    """The days up to which members were decided."""
    found = states_of(connection, numbers).items()
    return {number: state["decided_to"] for number, state in found if state["decided_to"] is not None}


def _day(done: Replayed, member: str) -> int:
    right = done.standings.get(member)
    return BEGINNING if right is None or right.state["decided_to"] is None else int(right.state["decided_to"])


def with_ends(right: Standing, grants: Iterable[Limited], cards: Iterable[int]) -> Standing:
    """With the next end of a granted tier, and of one that a card gives, among what is due; `cards`: the days after their last."""
    ends = [day for day in (*(one.until for one in grants), *cards) if day > right.state["decided_to"]]
    due = right.state["next_due"]
    return replace(right, state={**right.state, "next_due": min([*ends, *([] if due is None else [due])], default=None)}) if ends else right


def _right(done: Replayed | None, member: str, *, merged: bool, versions: Versions) -> Standing | None:
    """What should stand; of a record that was merged into another, nothing."""
    if not merged:
        return None if done is None else done.standings.get(member)
    state = {name: NOTHING.get(name) for name in DECIDED} | {"tier": versions.latest.plan.tiers[0].id}
    return Standing(state, (), {}, {})


def _merged(connection: Connection, numbers: Collection[int]) -> set[int]:
    query = select(members.c.number).where(members.c.merged_into.is_not(None))
    return {number for (number,) in rows_of(connection, query, members.c.number, numbers)}


def _as_of(history: History, ids: Collection[str], days: Collection[int]) -> int:
    """The last of the days, and of the days of these members' events and openings."""
    return max([*days_of(history, ids), *days], default=0)


def refused(findings: Collection[Finding], told: Told | None) -> RefusedError:
    """What the rules do not allow: the event that was told, or, made impossible by it, one that was accepted before."""
    refusals = []
    for one in findings:
        own = told is not None and told.is_movement and getattr(one.place, "row", None) == told.row
        if own or told is None:
            refusals.append(Refusal(one.code, one.message, one.help, _FIELDS.get(one.code, "")))
        else:
            refusals.append(
                Refusal(
                    "too-late",
                    f"a movement that was accepted since would become impossible: {one.message}",
                    "record it with today's time",
                    "at",
                )
            )
    return RefusedError(*refusals)


def standing_on(txn: Txn, member: int, day: int) -> Standing:
    """Where a member stood at the end of a day, by all that is known now of what happened up to it."""
    numbers = needed(txn.connection, affected(txn.connection, [member], txn.links), txn.links)
    name = txn.name([member])[member]
    done = replay(txn.versions, whole_history(txn.connection, txn.versions, numbers), day, [name])
    nothing = {column: NOTHING.get(column) for column in DECIDED}
    return done.standings.get(name) or Standing(nothing, (), {}, {})
