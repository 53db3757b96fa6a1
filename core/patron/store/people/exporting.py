"""Everything that is stored of one member, for herself: the person, what happened, what was decided, and the ledger."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, Table, select

from patron.engine.amounts_text import decimal_text
from patron.engine.days import iso
from patron.store.deciding.accounts import postings
from patron.store.deciding.stored import lots, states, tier_changes
from patron.store.people.tables import audit_log, card_holders, card_postings, entitlements, vouchers
from patron.store.reading.chunks import rows_of
from patron.store.reading.histories import lines, movements, profile_fields, purchases, returns
from patron.store.reading.naming import aliases, find_member, ids_of, members, people, records_of
from patron.store.take_in import local_time

if TYPE_CHECKING:
    from patron.store.deciding.desk import Desk

Row = dict[str, Any]
_DAYS = frozenset(
    {"day", "on", "joined_on", "birthday", "opening_on", "opening_since", "since", "review_on", "decided_to", "next_due", "earned"}
    | {"available", "dies", "until", "issued_on", "ends_on", "first", "last", "valid_until"}
)
_INSTANTS = frozenset(["at", "recorded_at", "last_at", "erased_at"])
_MONEY = frozenset(["amount", "list_amount", "balance", "money", "commission"])
_MEMBERS = frozenset(["member", "to_member", "referred_by", "merged_into", "holder"])
_HOUSEKEEPING = frozenset(["version", "lots_known", "rights_version", "rights_on", "name_key"])


def export(desk: Desk, member: str) -> dict[str, Any]:
    """JSON values: amounts as decimal text, days and instants in ISO form (the scheme's zone), members by their own ids.

    Of a merged member the records before merging are in it too. Raises RefusedError for a member who is not known.
    """
    with desk.database.read() as connection:
        versions = desk.versions(connection)
        number = find_member(connection, member)
        records = sorted(records_of(connection, [number]))
        return _Exporting(connection, versions.places, versions.zone, records).told(number)


class _Exporting:
    """One export; the members that rows name are read at the end."""

    def __init__(self, connection: Connection, places: int, zone: str, records: Collection[int]) -> None:
        self._connection = connection
        self._places = places
        self._zone = zone
        self._records = records

    def told(self, number: int) -> dict[str, Any]:
        whose = self._records
        bought = self._rows(purchases, purchases.c.member, whose)
        of_purchase: dict[int, list[Row]] = {}
        for row in self._rows(lines, lines.c.purchase, [row["number"] for row in bought]):
            row["fields"] = json.loads(row["fields"]) if row["fields"] else {}
            of_purchase.setdefault(row.pop("purchase"), []).append(row)
        cards = self._rows(card_holders, card_holders.c.holder, whose)
        moved = self._rows(movements, movements.c.member, whose)
        given = [row for row in self._rows(movements, movements.c.to_member, whose) if row["member"] not in whose]
        parts = {
            "members": self._rows(members, members.c.number, whose),
            "people": self._rows(people, people.c.member, whose),
            "profile_fields": self._rows(profile_fields, profile_fields.c.member, whose),
            "aliases": self._rows(aliases, aliases.c.member, whose),
            "purchases": [{**row, "lines": of_purchase.get(row["number"], [])} for row in bought],
            "returns": self._rows(returns, returns.c.member, whose),
            "movements": moved + given,
            "states": self._rows(states, states.c.member, whose),
            "tier_changes": self._rows(tier_changes, tier_changes.c.member, whose),
            "postings": self._rows(postings, postings.c.member, whose),
            "lots": self._rows(lots, lots.c.member, whose),
            "vouchers": self._rows(vouchers, vouchers.c.member, whose),
            "entitlements": self._rows(entitlements, entitlements.c.member, whose),
            "cards": cards,
            "card_postings": self._rows(card_postings, card_postings.c.card, [row["card"] for row in cards]),
            "audit_log": [{**row, "content": json.loads(row["content"])} for row in self._rows(audit_log, audit_log.c.member, whose)],
        }
        ids = ids_of(self._connection, {number, *_named(parts.values())})
        shown = {name: [self._shown(row, ids, money=_MONEY | _own_money(name)) for row in rows] for name, rows in parts.items()}
        return {"member": ids[number], **shown}

    def _rows(self, table: Table, column: ColumnElement[Any], values: Collection[Any]) -> list[Row]:
        rows = [dict(row._mapping) for row in rows_of(self._connection, select(table), column, values)]
        keys = [key.name for key in table.primary_key]
        return sorted(rows, key=lambda row: [row[key] for key in keys])

    def _shown(self, row: Row, ids: dict[int, str], money: frozenset[str]) -> Row:
        return {name: self._cell(name, value, ids, money) for name, value in row.items() if name not in _HOUSEKEEPING}

    def _cell(self, name: str, value: Any, ids: dict[int, str], money: frozenset[str]) -> Any:
        if name == "lines":
            return [self._shown(line, ids, money) for line in value]
        if not isinstance(value, int) or isinstance(value, bool):
            return value
        if name in _MEMBERS:
            return ids[value]
        if name in _DAYS:
            return iso(value)
        if name in _INSTANTS:
            return local_time(value, self._zone).isoformat()
        if name in money:
            return decimal_text(value, self._places)
        return decimal_text(value, 3) if name == "quantity" else value


def _own_money(part: str) -> frozenset[str]:
    return frozenset({"value"}) if part == "card_postings" else frozenset()


def _named(parts: Iterable[list[Row]]) -> set[int]:
    return {row[name] for rows in parts for row in rows for name in _MEMBERS if row.get(name) is not None}
