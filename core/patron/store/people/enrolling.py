"""A new member: her record, her person, what she is found by, and the balances that she brings."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from patron.store.answer import Decision
from patron.store.deciding.again import redecide
from patron.store.deciding.stored import outdate
from patron.store.deciding.transaction import Txn
from patron.store.inputs import MemberIn
from patron.store.people.answering import decided, today
from patron.store.people.told import person_of, profile_of, record_of, refuse_reserved
from patron.store.reading.histories import profile_fields
from patron.store.reading.naming import aliases, find_member, ids_of, members, people, survivor
from patron.store.reading.phones import spellings
from patron.store.refused import Refusal, RefusedError
from patron.store.tables import AliasRow

if TYPE_CHECKING:
    from patron.store.deciding.desk import Desk

_MOST_LISTED = 10


def enroll(desk: Desk, told: MemberIn, *, key: str | None = None, dry_run: bool = False) -> Decision:
    """Take a member in. Raises RefusedError for an id or a card that is taken, and for balances that are not complete.

    Someone who was only named as an introducer, or who had events before, becomes a member of the members file; whom she introduced
    is decided again. An introducer whom nobody knows is kept as a record without anything, until she is enrolled herself.
    """
    return desk.transact(
        "enroll", told.model_dump(mode="json", exclude_none=True), lambda txn: _enroll(txn, told), key=key, dry_run=dry_run
    )


def _enroll(txn: Txn, told: MemberIn) -> Decision:
    day = today(txn)
    tiers = [tier.id for tier in txn.version(day if told.opening_on is None else _on(told)).plan.tiers]
    record = record_of(told, tiers, day) | {"listed": True, "known": True}
    person = person_of(told, day)
    profile = profile_of(told.profile, txn.versions.plans, txn.versions.industry)
    others = _same_phone(txn, person["phone"])
    number = _written(txn, told.member, record)
    _told_apart(txn, told.card, number)
    introducer = None if told.referred_by is None else _introducer(txn, told, number)
    if introducer is not None:
        txn.connection.execute(update(members).where(members.c.number == number).values(referred_by=introducer))
    if any(value is not None for value in person.values()):
        txn.connection.execute(insert(people), [{"member": number, **person}])
    if profile:
        txn.connection.execute(
            insert(profile_fields), [{"member": number, "field": field, "value": value} for field, value in profile.items()]
        )
    outdate(txn.connection, [number])  # her record may have been in memory without all this
    txn.touch([number])
    outcomes = redecide(txn, {number}, day if told.opening_on is not None else None)
    return decided(txn, "enroll", number, outcomes, _detail(txn, told, introducer, others))


def _on(told: MemberIn) -> int:
    from patron.engine.days import day_of

    found = day_of(told.opening_on)
    assert found is not None
    return found


def _written(txn: Txn, member_id: str, record: dict[str, Any]) -> int:
    """The number of the record, which is new or was not in the members file until now."""
    taken = Refusal("duplicate-id", f"member {member_id!r} is enrolled already", "give each member an id of her own", "member")
    refuse_reserved(member_id, "member")
    row = txn.connection.execute(select(members).where(members.c.member_id == member_id)).one_or_none()
    if row is not None:
        if row.listed or row.merged_into is not None or row.erased_at is not None:
            raise RefusedError(taken)
        txn.connection.execute(update(members).where(members.c.number == row.number).values(record))
        return int(row.number)
    if txn.connection.execute(select(aliases.c.member).where(aliases.c.alias == member_id)).first() is not None:
        raise RefusedError(replace(taken, message=f"{member_id!r} is another member's card"))
    key = txn.connection.execute(insert(members).values({"member_id": member_id, **record})).inserted_primary_key
    assert key is not None
    return int(key[0])


def _told_apart(txn: Txn, card: str | None, number: int) -> None:
    """Her card, which may be nobody else's."""
    if card is None:
        return
    others = txn.connection.execute(select(aliases.c.member).where(aliases.c.alias == card)).scalars().all()
    named = txn.connection.execute(select(members.c.number).where(members.c.member_id == card, members.c.number != number)).first()
    if any(survivor(txn.connection, other) != number for other in others) or named is not None:
        raise RefusedError(Refusal("duplicate-card", "another member is found by this card", "check the card's number", "card"))
    if not others:
        txn.connection.execute(insert(AliasRow.__table__), [{"alias": card, "kind": "card", "member": number}])  # type: ignore[attr-defined]


def _introducer(txn: Txn, told: MemberIn, number: int) -> int:
    """The introducer's number; of one whom nobody knows, that of a new record."""
    text = told.referred_by
    assert text is not None
    if text == told.member:
        return number
    try:
        return find_member(txn.connection, text)
    except RefusedError as error:
        if [one.code for one in error.refusals] != ["unknown-member"]:
            raise RefusedError(*(replace(one, field="referred_by") for one in error.refusals)) from None
    refuse_reserved(text, "referred_by")
    key = txn.connection.execute(insert(members).values(member_id=text, listed=False, known=False)).inserted_primary_key
    assert key is not None
    return int(key[0])


def _same_phone(txn: Txn, phone: str | None) -> list[str]:
    """Who else has this phone: families share one, but a second record of one person should be merged."""
    if phone is None:
        return []
    found = txn.connection.execute(select(people.c.member).where(people.c.phone.in_(spellings(phone)))).scalars().all()
    return sorted(ids_of(txn.connection, {survivor(txn.connection, number) for number in found}).values())[:_MOST_LISTED]


def _detail(txn: Txn, told: MemberIn, introducer: int | None, others: list[str]) -> dict[str, Any]:
    detail: dict[str, Any] = {}
    if introducer is not None:
        row = txn.connection.execute(select(members.c.member_id, members.c.known).where(members.c.number == introducer)).one()
        detail |= {"referred_by": row.member_id, "introducer_known": bool(row.known)}
    if others:
        detail["same_phone"] = others
    return detail
