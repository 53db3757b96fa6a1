"""Removing a person: who she was goes, what was decided stays, under a number that names nobody.

What rules read of her stays in a form that tells nothing: that a field was filled in, a choice of a scheme's, the day of the year of a
birthday. So everything decided of her and of others comes out the same when it is worked out again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, insert, select, update

from patron.store.answer import Decision
from patron.store.deciding.again import redecide
from patron.store.deciding.stored import outdate
from patron.store.deciding.transaction import Txn
from patron.store.people.answering import decided
from patron.store.people.answers import forget_asked, rename_in_answers
from patron.store.people.blanking import Kept
from patron.store.people.changing import PERSON, first_persons
from patron.store.people.told import ERASED
from patron.store.reading.chunks import rows_of
from patron.store.reading.closure import affected, needed
from patron.store.reading.histories import movements, profile_fields
from patron.store.reading.naming import aliases, members, people, records_of
from patron.store.refused import Refusal, RefusedError
from patron.store.tables.events import NAMES_INTRODUCER

if TYPE_CHECKING:
    from patron.store.deciding.desk import Desk

_NOTES = ("redeem", "give", "adjust")  # kinds whose `value` no rule reads: what stands there is somebody's note


def erase(desk: Desk, member: str, *, by: str, key: str | None = None, dry_run: bool = False) -> Decision:
    """Remove the person behind a member, and behind every record that was merged into hers. `by`: who approved it.

    Afterwards no id, card, phone or name finds her, and nothing more is taken of her. Raises RefusedError for a member who is not known.
    """
    asked = {"member": member, "by": by}
    return desk.transact("erase", asked, lambda txn: _erase(txn, member, by), key=key, dry_run=dry_run, forgets=True)


def _erase(txn: Txn, member: str, by: str) -> Decision:
    if not by.strip():
        raise RefusedError(Refusal("missing-value", "who approved the erasing is not said", "name her or him", "by"))
    number = txn.find(member)
    connection = txn.connection
    linked = affected(connection, {number}, txn.links)
    linked |= needed(connection, linked, txn.links)
    records = dict(rows_of(connection, select(members.c.number, members.c.member_id), members.c.number, records_of(connection, [number])))
    kept = Kept.of(txn.versions.plans, txn.versions.industry)
    for record, member_id in records.items():
        _blank_events(connection, record, kept)
        _blank_person(connection, record, kept)
        _rename(connection, record, member_id, txn.now)
    rename_in_answers(connection, {member_id: f"{ERASED}{record}" for record, member_id in records.items()})
    txn.ids |= {record: f"{ERASED}{record}" for record in records}
    outdate(connection, linked | set(records))  # they are known by her old id
    txn.touch(linked | set(records))
    outcomes = redecide(txn, {number})
    return decided(txn, "erase", number, outcomes, {"records": len(records), "by": by})


def _blank_events(connection: Connection, record: int, kept: Kept) -> None:
    """What movements say of her."""
    own = select(movements.c.number, movements.c.ref, movements.c.value).where(movements.c.member == record, movements.c.kind == "profile")
    for number, field, value in connection.execute(own).all():
        blank = kept.value(field or "", value)
        if blank != value:
            connection.execute(update(movements).where(movements.c.number == number).values(value=blank))
    notes = (movements.c.member == record) | (movements.c.to_member == record)
    connection.execute(update(movements).where(notes, movements.c.kind.in_(_NOTES), movements.c.value.is_not(None)).values(value=None))


def _blank_person(connection: Connection, record: int, kept: Kept) -> None:
    """Her row, and what rules read of it as fields that name nobody."""
    first = first_persons(connection, [record])[record]
    for field, value in connection.execute(
        select(profile_fields.c.field, profile_fields.c.value).where(profile_fields.c.member == record)
    ).all():
        own = (profile_fields.c.member == record) & (profile_fields.c.field == field)
        if (blank := kept.value(field, value)) is None:
            connection.execute(delete(profile_fields).where(own))
        elif blank != value:
            connection.execute(update(profile_fields).where(own).values(value=blank))
    stay = {field: blank for field, value in first.items() if (blank := kept.value(field, value)) is not None}
    connection.execute(delete(profile_fields).where(profile_fields.c.member == record, profile_fields.c.field.in_(PERSON)))
    if stay:
        connection.execute(insert(profile_fields), [{"member": record, "field": field, "value": value} for field, value in stay.items()])
    connection.execute(delete(people).where(people.c.member == record))


def _rename(connection: Connection, record: int, member_id: str, now: int) -> None:
    """The record, and wherever else events name it by its id."""
    name = f"{ERASED}{record}"
    connection.execute(delete(aliases).where(aliases.c.member == record))
    connection.execute(update(members).where(members.c.number == record).values(member_id=name, erased_at=now))
    introduced = NAMES_INTRODUCER & (movements.c.value == member_id)
    forget_asked(connection, select(movements.c.entry).where(introduced | (movements.c.to_member == record)))
    connection.execute(update(movements).where(introduced).values(value=name))
