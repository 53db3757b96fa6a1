"""A history of frames as rows of the store's tables, undecided: for tests of what reads them."""

from __future__ import annotations

import json

from patron.engine.history import LINES, MEMBERS, History
from patron.store.tables import AliasRow, GroupRow, LineRow, MemberRow, MovementRow, PersonRow, ProfileRow, PurchaseRow, ReturnRow, metadata
from sqlalchemy import Connection, create_engine, insert

_OWN = ("joined_on", "opening_on", "opening_tier", "opening_since", "opening_points")
_PERSON = ("name", "phone", "birthday")


def empty_tables() -> Connection:
    """A database in memory with the tables, in a transaction."""
    connection = create_engine("sqlite://").connect()
    connection.begin()
    metadata.create_all(connection)
    return connection


def stored(history: History) -> Connection:
    """Tables with everything in the history; members are numbered from 1 in order of their ids."""
    connection = empty_tables()
    listed = {row["member_id"]: row for row in history.members.to_dicts()}
    movements = history.movements.to_dicts()
    named = {row["member_id"] for frame in (history.lines, history.returns, history.movements) for row in frame.to_dicts()}
    named |= {row["to_member"] for row in movements} | {row["referred_by"] for row in listed.values()} | set(listed)
    numbers = {member: place for place, member in enumerate(sorted(named - {None}), 1)}
    for member, number in numbers.items():
        row = listed.get(member, {})
        told = {"number": number, "member_id": member, "listed": member in listed, "known": True}
        told |= {name: row.get(name) for name in _OWN} | {"referred_by": None}
        connection.execute(insert(MemberRow), told)
        if any(row.get(name) is not None for name in _PERSON):
            connection.execute(insert(PersonRow), {"member": number} | {name: row[name] for name in _PERSON})
        for name in set(row) - set(MEMBERS):
            if row[name] is not None:
                connection.execute(insert(ProfileRow), {"member": number, "field": name, "value": row[name]})
    for member, row in listed.items():
        if row["referred_by"] is not None:
            connection.execute(
                MemberRow.__table__.update().where(MemberRow.number == numbers[member]).values(referred_by=numbers[row["referred_by"]])
            )
    _sales(connection, history, numbers)
    for row in movements:
        told = {name: row[name] for name in ("movement_id", "at", "day", "kind", "points", "amount", "ref", "value", "by")}
        told |= {"member": numbers.get(row["member_id"]), "to_member": numbers.get(row["to_member"]), "entry": 1}
        connection.execute(insert(MovementRow), told)
    return connection


def _sales(connection: Connection, history: History, numbers: dict[str, int]) -> None:
    purchases: dict[str, tuple[int, int]] = {}
    groups = {row["group_id"] for row in history.lines.to_dicts()} - {None}
    for group in groups:
        connection.execute(insert(GroupRow), {"group_id": group})
    for row in history.lines.to_dicts():
        if row["purchase_id"] not in purchases:
            told = {name: row[name] for name in ("purchase_id", "at", "day", "group_id")} | {"member": numbers.get(row["member_id"])}
            number = connection.execute(insert(PurchaseRow), told | {"entry": 1}).inserted_primary_key[0]
            purchases[row["purchase_id"]] = (number, 0)
        number, place = purchases[row["purchase_id"]]
        purchases[row["purchase_id"]] = (number, place + 1)
        fields = {name: value for name, value in row.items() if name not in LINES and value is not None}
        own = ("line", "amount", "category", "quantity", "list_amount", "store", "channel", "staff", "tender")
        told = {"purchase": number, "place": place, "fields": json.dumps(fields) if fields else None}
        connection.execute(insert(LineRow), told | {name: row[name] for name in own})
    for row in history.returns.to_dicts():
        told = {name: row[name] for name in ("at", "day", "line", "category", "amount", "group_id")}
        told |= {"return_id": row["purchase_id"], "purchase_id": row["returns"], "member": numbers.get(row["member_id"]), "entry": 1}
        connection.execute(insert(ReturnRow), told)


def alias(connection: Connection, text: str, member: int, kind: str = "card") -> None:
    """A card or a former id of a member."""
    connection.execute(insert(AliasRow), {"alias": text, "kind": kind, "member": member})


def merged(connection: Connection, number: int, into: int) -> None:
    """Marks a record as merged into another."""
    connection.execute(MemberRow.__table__.update().where(MemberRow.number == number).values(merged_into=into))
