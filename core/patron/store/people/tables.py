"""The tables of what members hold, and telling everyone who has members in memory that they are others now."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, Table, update

from patron.store.reading.chunks import chunks
from patron.store.tables import AuditRow, CardPostingRow, CardRow, EntitlementRow, IdempotencyRow, MemberStateRow, VoucherRow

states: Table = MemberStateRow.__table__  # type: ignore[attr-defined]
vouchers: Table = VoucherRow.__table__  # type: ignore[attr-defined]
entitlements: Table = EntitlementRow.__table__  # type: ignore[attr-defined]
card_holders: Table = CardRow.__table__  # type: ignore[attr-defined]
card_postings: Table = CardPostingRow.__table__  # type: ignore[attr-defined]
audit_log: Table = AuditRow.__table__  # type: ignore[attr-defined]
idempotency_keys: Table = IdempotencyRow.__table__  # type: ignore[attr-defined]


def outdate(connection: Connection, numbers: Collection[int]) -> None:
    """What is in memory of these members, here and in other processes, is read anew: something changed that is no event of theirs."""
    for part in chunks(numbers):
        connection.execute(update(states).where(states.c.member.in_(part)).values(version=states.c.version + 1))
