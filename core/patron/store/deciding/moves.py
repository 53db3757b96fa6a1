"""Movements: what is done to points and tiers is decided here, rights and cards by `patron.store.rights`."""

from __future__ import annotations

from dataclasses import replace

from patron.engine.amounts_text import decimal_text
from patron.engine.days import day_of, iso
from patron.engine.reference.events import MOVEMENT
from patron.engine.validate.kinds import KINDS
from patron.store.answer import Decision
from patron.store.deciding.again import redecide
from patron.store.deciding.answering import decision
from patron.store.deciding.checking import check_movement
from patron.store.deciding.grants import END
from patron.store.deciding.outcome import Row
from patron.store.deciding.recording import Happened, event_id, record_movement
from patron.store.deciding.telling import movement_event
from patron.store.deciding.transaction import Txn
from patron.store.deciding.turns import Turn, begin, finish
from patron.store.inputs import MovementIn
from patron.store.people.changing import PERSON, refresh_persons, value_of
from patron.store.refused import Refusal, RefusedError
from patron.store.rights import RIGHTS, concerns, decide_right, hold, is_card, is_right, recheck
from patron.store.take_in import minor

OWN_KINDS = {"redeem", "give", "adjust", "grant_tier", "profile"}  # that the live runner checks by itself
_TEXTS = ("ref", "value", "by")


def take_movement(txn: Txn, told: MovementIn) -> Decision:
    """A movement: written down, decided."""
    if told.kind not in KINDS:
        raise RefusedError(Refusal("unknown-kind", "is no kind of movement", f"known are {', '.join(KINDS)}", "kind"))
    missing = [need for need in KINDS[told.kind].needs if getattr(told, need.column) is None]
    if missing:
        raise RefusedError(*(Refusal(need.code, f"{told.kind} {need.message}", need.help, need.column) for need in missing))
    member = None if told.member is None else txn.find(told.member)
    if member is None and KINDS[told.kind].of_a_member:
        raise RefusedError(Refusal("missing-value", "the member is missing", "name her by id, card or phone", "member"))
    if is_right(told.kind):
        hold(txn.connection, told.kind, member, told.ref)
    if told.id is not None and told.id.endswith(END):
        raise RefusedError(Refusal("not-valid", f"ids that end in {END!r} are those of grants that have ended", "choose another id", "id"))
    at, day = txn.when(told.at)
    event = Happened(event_id(txn, told.id, "m"), member, at, day, txn.entry)
    cells = _cells(txn, told, event)
    own = told.kind in OWN_KINDS
    receiver = cells["to_member"] if told.kind == "give" else None
    turn = None if member is None else begin(txn, event, MOVEMENT, receiver)
    if not own or turn is None or turn.quick is None:
        check_movement(txn.version(day).plan, event, cells)
    if turn is not None and turn.quick is not None:
        turn.quick.until = cells["until"]
    number = record_movement(txn, event, cells)
    if told.kind == "profile" and member is not None and told.ref in PERSON:
        refresh_persons(txn.connection, [member])
    detail = decide_right(txn, number) if is_card(told.kind) else {}  # a tier that a card gives follows from the card
    made = _decided(txn, turn, event, number, cells)
    if told.kind == "redeem" and (rate := txn.version(day).plan.points.rate) is not None:
        detail = {**detail, "worth": decimal_text((told.points or 0) // rate[0] * rate[1], txn.versions.places)}
    if cells["until"] is not None:
        detail = {**detail, "until": iso(cells["until"])}
    detail = {**detail, **decide_right(txn, number)} if told.kind in RIGHTS else detail
    return replace(made, detail={**made.detail, **detail}, late=txn.late) if detail else made


def _decided(txn: Txn, turn: Turn | None, event: Happened, number: int, cells: Row) -> Decision:
    """What the movement of a row does to points and tiers: its member's, and those of the holder of its card."""
    kind = cells["kind"]
    others = concerns(txn.connection, txn.versions, number) - {event.member} if is_right(kind) else set()
    before = redecide(txn, others, event.day) if others else []
    if before and txn.late:
        recheck(txn, others | {one.number for one in before})
    if turn is None or event.member is None:
        return decision(txn, kind, event, before)
    turn.before += before
    told = None
    if turn.quick is not None and not others:
        names = txn.name(turn.members)
        told = movement_event(event, names[event.member], names.get(cells["to_member"]), cells)
    return finish(txn, kind, turn, number, told)


def _cells(txn: Txn, told: MovementIn, event: Happened) -> Row:
    cells: Row = {"kind": told.kind, **{name: getattr(told, name) for name in _TEXTS}}
    cells["points"] = told.points
    cells["amount"] = None if told.amount is None else minor(told.amount, txn.versions.places, "amount")
    cells["to_member"] = None if told.to_member is None else txn.find(told.to_member, "to_member")
    cells["until"] = _until(told, event)
    if told.kind == "profile" and told.ref is not None:
        cells["value"] = value_of(told.ref, told.value, txn.versions.plans, txn.versions.industry)
    if told.kind == "profile" and told.ref == "referred_by" and told.value is not None:
        cells["value"] = txn.name([number := txn.find(told.value, "value")])[number]
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
