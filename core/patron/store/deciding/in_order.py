"""The quick way: an event that is later than all that was decided of its members is decided by what is in memory of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, update

from patron.engine.days import iso
from patron.engine.live import LateError, Live, Taken
from patron.engine.live.deriving import plain
from patron.engine.reference.events import Event, Movement, key_of
from patron.engine.reference.judging import Judged
from patron.engine.reference.lots import Posting
from patron.store.answer import Change
from patron.store.deciding.accounts import Posted, legs, postings
from patron.store.deciding.again import redecide, refused
from patron.store.deciding.differences import moved_of, write_state
from patron.store.deciding.memory import Held, Lots, Memory
from patron.store.deciding.outcome import ChangeKey, Outcome, PostingKey, Row
from patron.store.deciding.replaying import change_key, lot_row, state_of
from patron.store.deciding.stored import lots, states_of, tier_changes
from patron.store.hot import Hot, insert_into
from patron.store.reading.closure import introduced
from patron.store.reading.naming import numbers_of

if TYPE_CHECKING:
    from patron.store.deciding.transaction import Txn

_OWN = (lots.c.member == bindparam("of_member")) & (lots.c.lot == bindparam("of_lot"))
_MOVING = ("left", "earned", "available", "dies", "waits_for")  # columns of a lot that may change
_LESS = Hot(update(lots).where(_OWN).values({name: bindparam(f"new_{name}") for name in _MOVING}))
_GONE = Hot(delete(lots).where(_OWN))
_NONE = object()


@dataclass(slots=True)
class Quick:
    """Members who are in memory as they are stored, for one event; `states` are their rows, `until` the end of a tier that it grants."""

    memory: Memory
    states: dict[int, Row | None]
    until: int | None = None


def quick(txn: Txn, states: dict[int, Row | None]) -> Quick | None:
    """Make ready for an event of these members, before it is written down; None where it has to be decided from all events."""
    if txn.versions.tiers_by_cards:
        return None  # whatever happens to a card is read from all its movements
    memory = txn.desk.memory(txn.versions)
    txn.touch(states)
    newcomers = [number for number, state in states.items() if state is None]
    if newcomers and memory.links.referrer_tier and introduced(txn.connection, newcomers):
        return None  # those whom she introduced knew nobody until now
    return Quick(memory, states) if memory.ready(txn.connection, states) else None


def take(txn: Txn, ready: Quick, event: Event) -> tuple[list[Outcome], list[Judged]] | None:
    """Decide the event and write what came of it; None where it is not for memory to decide. Raises RefusedError."""
    memory, live = ready.memory, ready.memory.live
    closes = isinstance(event, Movement) and event.kind == "profile" and event.ref == "referred_by"  # other members are needed from now on
    if closes or not plain(live.plan_on(event.day), event):
        return None
    before = live.judged, live.durable
    try:
        taken = live.take(event)
    except LateError:
        return None
    except BaseException:
        txn.desk.forget_all()  # whom it had brought forward by then nobody knows
        raise
    if taken.findings:
        raise refused(taken.findings, None)
    _touch_others(txn, memory, event, taken)
    txn.count(live.judged - before[0], live.durable - before[1])
    people = _people(txn, ready, taken)
    outcomes, risen, first = [], [], event.day
    for one in people:
        keys = [change_key(txn.versions, change) for owner, change in taken.changes if owner == one.name]
        if any(left != to for _, left, to, _ in keys):
            risen.append(one.number)
            first = min(first, *(on for on, *_ in keys))
        outcomes.append(_write(txn, ready, one, keys, [posting for owner, posting in taken.postings if owner == one.name]))
    if risen and memory.links.referrer_tier:
        outcomes += _further(txn, risen, event, in_between=first < event.day)
    return outcomes, [judged for owner, judged in taken.judged if owner == event.member]


def _touch_others(txn: Txn, memory: Memory, event: Event, taken: Taken) -> None:
    """Introducers whose reviews were due were changed in memory, too, whatever becomes of the transaction from here on."""
    others = {owner for owner, _ in (*taken.changes, *taken.postings)} - {event.member, getattr(event, "to_member", None)}
    if others:
        txn.touch(number for number, one in memory.held.items() if one.name in others)


@dataclass(frozen=True, slots=True)
class _Person:
    number: int
    name: str
    before: Row | None


def _people(txn: Txn, ready: Quick, taken: Taken) -> list[_Person]:
    """The members of the event, and introducers whose reviews were due."""
    names = txn.name(ready.states.keys())
    known = ready.memory.live.members  # not a receiver of what her giver's opening contains
    people = [_Person(number, names[number], state) for number, state in ready.states.items() if names[number] in known]
    others = {name for name, _ in (*taken.changes, *taken.postings)} - set(names.values())
    if others:
        numbers = numbers_of(txn.connection, others)
        states = states_of(txn.connection, list(numbers.values()))
        people += [_Person(number, name, states[number]) for name, number in numbers.items()]
    return people


def _write(txn: Txn, ready: Quick, who: _Person, keys: list[ChangeKey], posted: list[Posting]) -> Outcome:
    """What came of the event for one member."""
    live, number = ready.memory.live, who.number
    held = ready.memory.held.get(number)
    place = len(live.members[who.name].changes) - len(keys)
    rows = [_change(txn, number, place + index, key) for index, key in enumerate(keys)]
    if rows:
        txn.add(tier_changes, rows)
    sums: Counter[PostingKey] = Counter()
    for one in posted:
        sums[one.on, one.kind.value, one.rule] += one.points
    moved = [Posted(*key, points) for key, points in sorted(sums.items())]
    if moved:
        txn.add(postings, legs(txn.entry, number, moved))
    right = state_of(live, who.name)
    ends = (*(held.ends if held else ()), *((ready.until,) if ready.until is not None and number in ready.states else ()))
    ahead = [day for day in (right["next_due"], *ends) if day is not None and day > right["decided_to"]]
    right["next_due"] = min(ahead, default=None)
    now = _write_lots(txn, live, who, held.lots if held else {})
    before = who.before or {}
    state = write_state(txn.connection, number, who.before, {key: value for key, value in right.items() if before.get(key, _NONE) != value})
    txn.decided[number] = Held(who.name, state["version"], now, ends)
    changes = tuple(Change(who.name, iso(on), left, to, reason) for on, left, to, reason in keys)
    return Outcome(number, who.name, who.before, state, changes, moved_of(who.name, moved))


def _change(txn: Txn, number: int, place: int, key: ChangeKey) -> Row:
    on, before, after, reason = key
    told = {"on": on, "place": place, "before": before, "after": after, "reason": reason}
    return {"member": number, "entry": txn.entry, **told, "scheme_version": txn.versions.on(on).number, "cancels": None}


def _write_lots(txn: Txn, live: Live, who: _Person, known: Lots) -> Lots:
    """Only the lots that changed; `known`, brought up to what is stored now. Memory forgets both if the transaction comes to nothing."""
    plan, ledger, number = live.plan_of(who.name), live.members[who.name].ledger, who.number
    touched = {lot.number: lot for lot in (*ledger.live, *ledger.waiting)} if ledger.touched is None else ledger.touched
    ledger.touched = {}
    gone = [lot for lot, found in touched.items() if not found.left and lot in known]
    if gone:
        _GONE.run_all(txn.connection, [{"of_member": number, "of_lot": lot} for lot in gone])
    rows = [lot_row(plan, lot) for lot in touched.values() if lot.left and known.get(lot.number) != (lot.left, lot.earned)]
    other = [row for row in rows if row["lot"] in known]
    if other:
        told = [{f"new_{key}": row[key] for key in _MOVING} | {"of_member": number, "of_lot": row["lot"]} for row in other]
        _LESS.run_all(txn.connection, told)
    new = [{"member": number, **row} for row in rows if row["lot"] not in known]
    if new:
        insert_into(lots, tuple(new[0])).run_all(txn.connection, new)
    for lot in gone:
        del known[lot]
    known.update({row["lot"]: (row["left"], row["earned"]) for row in rows})
    return known


def _further(txn: Txn, numbers: Iterable[int], event: Event, *, in_between: bool) -> list[Outcome]:
    """Those whom these introduced, as far as they were decided beyond the event that changed the tiers.

    `in_between`: tiers changed at the start of an earlier day, too.
    """
    states = states_of(txn.connection, introduced(txn.connection, list(numbers)))
    beyond = [number for number, state in states.items() if _is_beyond(state, event, in_between=in_between)]
    return redecide(txn, beyond) if beyond else []


def _is_beyond(state: Row, event: Event, *, in_between: bool) -> bool:
    """Whether something of a member may have been decided by what her introducer has only since the event.

    The start of the event's own day goes by the day before, and her events before it by what was held before them.
    """
    to = state["decided_to"]
    if to is None or to != event.day or in_between:
        return to is not None and bool(to >= event.day)
    at, _, name, kind = key_of(event)
    return state["last_at"] is not None and bool((state["last_at"], state["last_id"], state["last_kind"]) >= (at, name, kind))
