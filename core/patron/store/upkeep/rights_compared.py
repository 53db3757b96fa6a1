"""Whether stored vouchers and entitlements are what the events give, for those whose rows are of their last decision."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Table, select

from patron.engine.days import iso
from patron.store.deciding.stored import states_of
from patron.store.reading.chunks import rows_of
from patron.store.reading.naming import ids_of
from patron.store.rights import rights_of
from patron.store.rights.standing import entitlements, issues_anything, vouchers
from patron.store.schemes import Versions
from patron.store.upkeep.reports import Deviation

_NAMES = {"vouchers": "rule", "entitlements": "benefit"}
_DAYS = {"issued_on", "ends_on", "first", "last"}


def rights_at_odds(connection: Connection, versions: Versions, numbers: Collection[int]) -> dict[int, list[Deviation]]:
    """By member the rows that should not be there, and those that should; rows that wait to be renewed are not looked at."""
    found: dict[int, list[Deviation]] = {}
    if not issues_anything(versions):
        return found
    by_day: dict[int, list[int]] = defaultdict(list)
    for number, state in states_of(connection, numbers).items():
        if state["rights_version"] == state["version"] and state["rights_on"] is not None:
            by_day[state["rights_on"]].append(number)
    for day, group in by_day.items():
        ids = ids_of(connection, group)
        decided = rights_of(connection, versions, group, day)
        for table, right in ((vouchers, decided.vouchers), (entitlements, decided.entitlements)):
            for number, one in _compared(connection, table, group, right, ids):
                found.setdefault(number, []).append(one)
    return found


def _compared(
    connection: Connection, table: Table, group: Collection[int], right: Iterable[Mapping[str, Any]], ids: Mapping[int, str]
) -> Iterator[tuple[int, Deviation]]:
    columns = [column for column in table.c if column.name != "number"]
    stored = [dict(row._mapping) for row in rows_of(connection, select(*columns), table.c.member, group)]
    expected = [{column.name: row[column.name] for column in columns} for row in right]
    for row in stored:
        if row in expected:
            expected.remove(row)
        else:
            yield row["member"], Deviation(ids[row["member"]], table.name, _shown(table, row), "")
    for row in expected:
        yield row["member"], Deviation(ids[row["member"]], table.name, "", _shown(table, row))


def _shown(table: Table, row: Mapping[str, Any]) -> str:
    name = _NAMES[table.name]
    told = {key: value for key, value in row.items() if key not in {"member", name} and value is not None}
    return f"{row[name]}: {', '.join(f'{key} {iso(value) if key in _DAYS else value}' for key, value in told.items())}"
