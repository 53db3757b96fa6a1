"""What members hold beside points, as it stands on a day: rows of `vouchers`, `entitlements` and `cards`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl
from sqlalchemy import Connection, Table, delete, insert, select, update

from patron.engine.plan import GrantKind
from patron.engine.vouchers import has_vouchers
from patron.store.reading.chunks import chunks, rows_of
from patron.store.reading.naming import numbers_of
from patron.store.rights.benefits import Held, Source, held_of, source_of
from patron.store.schemes import Versions
from patron.store.tables import CardRow, EntitlementRow, MemberStateRow, VoucherRow

if TYPE_CHECKING:
    from patron.store.deciding.transaction import Txn

vouchers: Table = VoucherRow.__table__  # type: ignore[attr-defined]
entitlements: Table = EntitlementRow.__table__  # type: ignore[attr-defined]
cards: Table = CardRow.__table__  # type: ignore[attr-defined]
states: Table = MemberStateRow.__table__  # type: ignore[attr-defined]
Row = dict[str, Any]
_ISSUE = {"from": "first", "until": "last"}


@dataclass(frozen=True, slots=True)
class Rights:
    """Rows without `number`, as the tables have them, by member, then by benefit or rule and day."""

    vouchers: list[Row]
    entitlements: list[Row]
    cards: list[Row]


def rights_of(connection: Connection, versions: Versions, numbers: Collection[int], day: int) -> Rights:
    """What these members (survivors) hold on a day, decided anew from their events; writes nothing."""
    if not issues_anything(versions):
        return Rights([], [], _cards(connection, numbers))
    source = source_of(connection, versions, numbers, day, later=False)
    held = held_of(source, versions, connection, check=False)
    return Rights(*_rows(connection, held), _cards(connection, numbers))


def refresh_rights(txn: Txn, numbers: Collection[int], day: int) -> int:
    """Write what these members hold on a day; of how many.

    Not where benefits go to those who spent most, which only everyone's purchases can say: `rights_of` says it when it is asked for.
    """
    if not issues_anything(txn.versions) or _compares(txn.versions):
        return 0
    for part in chunks(numbers, 500):
        source = source_of(txn.connection, txn.versions, part, day)
        write(txn.connection, part, held_of(source, txn.versions, txn.connection, check=False), source.as_of)
    return len(numbers)


def _compares(versions: Versions) -> bool:
    return any(grant.kind is GrantKind.TOP for plan in versions.plans for grant in plan.benefits.grants)


def issues_anything(versions: Versions) -> bool:
    """Whether some version hands out vouchers or counted benefits."""
    return any(has_vouchers(plan) or plan.benefits.grants for plan in versions.plans)


def write(connection: Connection, numbers: Collection[int], held: Held, day: int) -> None:
    """Replace the rows of these members; `held` is theirs and nobody else's, as of a day."""
    issued, entitled = _rows(connection, held)
    for part in chunks(numbers):
        for table in (vouchers, entitlements):
            connection.execute(delete(table).where(table.c.member.in_(part)))
        connection.execute(update(states).where(states.c.member.in_(part)).values(rights_version=states.c.version, rights_on=day))
    for table, rows in ((vouchers, issued), (entitlements, entitled)):
        if rows:
            connection.execute(insert(table), rows)


def _rows(connection: Connection, held: Held) -> tuple[list[Row], list[Row]]:
    ids = pl.concat([held.vouchers["member_id"], held.issues["member_id"]]).unique().to_list()
    numbers = numbers_of(connection, ids)
    columns = [column.name for column in entitlements.c if column.name not in {"number", "member"}]
    issues = held.issues.rename(_ISSUE).select("member_id", *columns)
    return _numbered(held.vouchers, numbers), _numbered(issues, numbers)


def _numbered(frame: pl.DataFrame, numbers: dict[str, int]) -> list[Row]:
    return [{"member": numbers[row.pop("member_id")], **row} for row in frame.to_dicts()]


def _cards(connection: Connection, numbers: Collection[int]) -> list[Row]:
    columns = [column for column in cards.c if column.name != "version"]
    found = rows_of(connection, select(*columns), cards.c.holder, numbers)
    return sorted((dict(row._mapping) for row in found), key=lambda row: (row["holder"], row["kind"], row["card"]))


__all__ = ["Held", "Rights", "Source", "issues_anything", "refresh_rights", "rights_of", "write"]
