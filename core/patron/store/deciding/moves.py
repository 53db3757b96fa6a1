"""Movements: what is done to points and tiers is decided here, rights and cards by `patron.store.rights`."""

from __future__ import annotations

from dataclasses import replace

from patron.engine.validate.kinds import KINDS
from patron.store.answer import Decision
from patron.store.deciding.again import Told, redecide
from patron.store.deciding.answering import decision
from patron.store.deciding.checking import check_movement
from patron.store.deciding.ending import end_grants
from patron.store.deciding.outcome import Outcome, Row
from patron.store.deciding.recording import Happened, mark_known, record_movement
from patron.store.deciding.sales import decided
from patron.store.deciding.transaction import Txn
from patron.store.inputs import MovementIn
from patron.store.people.changing import PERSON, refresh_persons, value_of
from patron.store.refused import Refusal, RefusedError
from patron.store.rights import concerns, decide_right, hold, is_right
from patron.store.take_in import day_of, minor

_TEXTS = ("ref", "value", "by")


def take_movement(txn: Txn, told: MovementIn) -> Decision:
    """A movement: written down, decided."""
    if told.kind not in KINDS:
        raise RefusedError(Refusal("unknown-kind", "is no kind of movement", f"known are {', '.join(KINDS)}", "kind"))
    member = None if told.member is None else txn.find(told.member)
    if member is None and KINDS[told.kind].of_a_member:
        raise RefusedError(Refusal("missing-value", "the member is missing", "name her by id, card or phone", "member"))
    if is_right(told.kind):
        hold(txn.connection, told.kind, member, told.ref)
    at, day = txn.when(told.at)
    event = Happened(told.id or txn.made_id("m"), member, at, day, txn.entry)
    cells = _cells(txn, told, event)
    check_movement(txn.version(day).plan, event, cells)
    ended = [] if member is None else end_grants(txn, [member], day)
    number = record_movement(txn, event, cells)
    if told.kind == "profile" and member is not None and told.ref in PERSON:
        refresh_persons(txn.connection, [member])
    receiver = cells.get("to_member")
    if told.kind == "give" and receiver is not None:
        mark_known(txn.connection, [receiver])
    made = _decided(txn, told.kind, event, ended, number)
    return replace(made, detail={**made.detail, **decide_right(txn, number)}, late=txn.late) if is_right(told.kind) else made


def _decided(txn: Txn, kind: str, event: Happened, ended: list[Outcome], number: int) -> Decision:
    """What the movement of a row does to points and tiers: its member's, and those of the holder of its card."""
    others = concerns(txn.connection, txn.versions, number) - {event.member} if is_right(kind) else set()
    before = [*ended, *(redecide(txn, others, event.day) if others else ())]
    if event.member is None:
        return decision(txn, kind, event, before)
    return decided(txn, kind, event, before, Told(number, is_movement=True, member=txn.name([event.member])[event.member]))


def _cells(txn: Txn, told: MovementIn, event: Happened) -> Row:
    cells: Row = {"kind": told.kind, **{name: getattr(told, name) for name in _TEXTS}}
    cells["points"] = told.points
    cells["amount"] = None if told.amount is None else minor(told.amount, txn.versions.places, "amount")
    cells["to_member"] = None if told.to_member is None else txn.find(told.to_member)
    cells["until"] = _until(told, event)
    if told.kind == "profile" and told.ref is not None:
        cells["value"] = value_of(told.ref, told.value, txn.versions.plans, txn.versions.industry)
    if told.kind == "profile" and told.ref == "referred_by" and told.value is not None:
        cells["value"] = txn.name([number := txn.find(told.value)])[number]
    return cells


def _until(told: MovementIn, event: Happened) -> int | None:
    until = day_of(told.until)
    if until is None:
        return None
    if told.kind != "grant_tier":
        raise RefusedError(Refusal("key-without-effect", "only a granted tier ends on a day", "leave it out", "until"))
    if until <= event.day:
        raise RefusedError(Refusal("not-valid", "ends before it begins", "name a day after that of the grant", "until"))
    if told.by is None:
        raise RefusedError(Refusal("missing-value", "does not say who approved it", "fill in by", "by"))
    return until
