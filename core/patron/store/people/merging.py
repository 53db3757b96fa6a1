"""Two records of one person become one: the survivor takes over events, cards, aliases and introductions, and is decided again.

Rows of events stay as they are and are read as the survivor's; what was posted to the other record is taken back by differences.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, delete, insert, select, update

from patron.store.answer import Decision
from patron.store.deciding.again import redecide
from patron.store.deciding.stored import outdate, states_of
from patron.store.deciding.transaction import Txn
from patron.store.people.answering import decided
from patron.store.people.changing import PERSON, first_persons, refresh_persons, write_person
from patron.store.people.tables import card_holders, entitlements, states, vouchers
from patron.store.reading.chunks import rows_of
from patron.store.reading.closure import affected, needed
from patron.store.reading.histories import movements, profile_fields, purchases, returns
from patron.store.reading.naming import aliases, members, records_of
from patron.store.refused import Refusal, RefusedError
from patron.store.rights import recheck

if TYPE_CHECKING:
    from patron.store.deciding.desk import Desk

Row = dict[str, Any]
_APART = "keep both records, and give the points of one to the other"
_OPENING = ("opening_on", "opening_tier", "opening_since", "opening_points")


def merge(desk: Desk, member: str, into: str, *, by: str, key: str | None = None, dry_run: bool = False) -> Decision:
    """`into` takes over the record of `member`. `by`: who approved it.

    Raises RefusedError where both are one record already, where both bring opening balances that differ, and where the events of both
    together are impossible (more points were spent than one member would have had).
    """
    asked = {"member": member, "into": into, "by": by}
    return desk.transact("merge", asked, lambda txn: _merge(txn, member, into, by), key=key, dry_run=dry_run)


def _merge(txn: Txn, member: str, into: str, by: str) -> Decision:
    if not by.strip():
        raise RefusedError(Refusal("missing-value", "who approved the merging is not said", "name her or him", "by"))
    gone, kept = txn.find(member), txn.find(into, "into")
    if gone == kept:
        raise RefusedError(Refusal("same-member", "both are one record already", "name two records", "into"))
    connection = txn.connection
    rows = {row["number"]: row for row in _rows(connection, gone, kept)}
    _take_record(connection, rows[gone], rows[kept])
    _take_person(connection, gone, kept)
    _take_names(connection, rows[gone]["member_id"], gone, kept)
    _take_rights(connection, gone, kept)
    connection.execute(update(members).where(members.c.number == gone).values(merged_into=kept))
    refresh_persons(connection, [kept])
    linked = affected(connection, {kept}, txn.links)
    linked |= needed(connection, linked, txn.links) | {gone}
    outdate(connection, linked)
    txn.touch(linked)
    reached = [state["decided_to"] for state in states_of(connection, [gone, kept]).values() if state["decided_to"] is not None]
    try:
        outcomes = redecide(txn, {gone, kept}, max(reached, default=None))
        recheck(txn, {kept, *(one.number for one in outcomes if one.number != gone)})
    except RefusedError as error:  # no time of another event would help
        raise RefusedError(*(replace(one, help=_APART) for one in error.refusals)) from None
    return decided(txn, "merge", kept, outcomes, {"merged": rows[gone]["member_id"], "merged_number": gone, "by": by})


def _rows(connection: Connection, *numbers: int) -> list[Row]:
    return [dict(row._mapping) for row in rows_of(connection, select(members), members.c.number, numbers)]


def _take_record(connection: Connection, gone: Row, kept: Row) -> None:
    """The survivor is listed if either was, joined when the first did, and has the one opening balance that there is."""
    row = {"listed": gone["listed"] or kept["listed"], "known": gone["known"] or kept["known"]}
    row["joined_on"] = min((one["joined_on"] for one in (gone, kept) if one["joined_on"] is not None), default=None)
    introducer = gone["referred_by"] if kept["referred_by"] is None else kept["referred_by"]
    row["referred_by"] = introducer
    row |= _opening(connection, gone, kept)
    connection.execute(update(members).where(members.c.number == kept["number"]).values(row))


def _opening(connection: Connection, gone: Row, kept: Row) -> Row:
    first, second = ({name: one[name] for name in _OPENING} for one in (gone, kept))
    if first["opening_on"] is None or second["opening_on"] is None:
        opening, other = (first, kept) if second["opening_on"] is None else (second, gone)
        _refuse_before(connection, opening["opening_on"], other)
        return opening
    if first != second:
        raise RefusedError(
            Refusal(
                "two-openings",
                "both records bring opening balances, and they differ: "
                f"{first['opening_points'] or 0:,} and {second['opening_points'] or 0:,} points",
                _APART,
                "member",
            )
        )
    return second


def _refuse_before(connection: Connection, opened: int | None, other: Row) -> None:
    """An opening balance contains all that happened up to its day; what the other record was decided by until then would be lost."""
    if opened is None:
        return
    records = list(records_of(connection, [other["number"]]))
    asked = [(table.c.member, table) for table in (purchases, returns, movements)] + [(movements.c.to_member, movements)]
    for whose, table in asked:
        if connection.execute(select(table.c.number).where(whose.in_(records), table.c.day <= opened).limit(1)).first() is not None:
            raise RefusedError(
                Refusal(
                    "before-opening",
                    f"member {other['member_id']!r} has events that the other record's opening balance would swallow",
                    _APART,
                    "member",
                )
            )


def _take_person(connection: Connection, gone: int, kept: int) -> None:
    """What the survivor does not say of herself, the other record says; its own row stays, so that she is found by it."""
    persons = first_persons(connection, [gone, kept])
    write_person(connection, kept, {**persons[gone], **persons[kept]})
    fields = rows_of(connection, select(profile_fields), profile_fields.c.member, [gone, kept])
    said = {row.field for row in fields if row.member == kept} | set(PERSON)
    new = [{"member": kept, "field": row.field, "value": row.value} for row in fields if row.member == gone and row.field not in said]
    if new:
        connection.execute(insert(profile_fields), new)


def _take_names(connection: Connection, gone_id: str, gone: int, kept: int) -> None:
    """Cards and former ids find the survivor."""
    connection.execute(update(aliases).where(aliases.c.member == gone).values(member=kept))
    connection.execute(delete(aliases).where(aliases.c.alias == gone_id, aliases.c.kind == "member"))
    connection.execute(insert(aliases), [{"alias": gone_id, "kind": "member", "member": kept}])


def _take_rights(connection: Connection, gone: int, kept: int) -> None:
    """Prepaid cards are the survivor's; vouchers and entitlements are worked out again when they are next asked for."""
    connection.execute(update(card_holders).where(card_holders.c.holder == gone).values(holder=kept, version=card_holders.c.version + 1))
    for table in (vouchers, entitlements):
        connection.execute(delete(table).where(table.c.member == gone))
    connection.execute(update(states).where(states.c.member.in_([gone, kept])).values(rights_version=None))
