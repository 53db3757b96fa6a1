"""The tables of what members hold, and of what the store remembers of its work."""

from __future__ import annotations

from sqlalchemy import Table

from patron.store.tables import AuditRow, CardPostingRow, CardRow, EntitlementRow, IdempotencyRow, MemberStateRow, VoucherRow

states: Table = MemberStateRow.__table__  # type: ignore[attr-defined]
vouchers: Table = VoucherRow.__table__  # type: ignore[attr-defined]
entitlements: Table = EntitlementRow.__table__  # type: ignore[attr-defined]
card_holders: Table = CardRow.__table__  # type: ignore[attr-defined]
card_postings: Table = CardPostingRow.__table__  # type: ignore[attr-defined]
audit_log: Table = AuditRow.__table__  # type: ignore[attr-defined]
idempotency_keys: Table = IdempotencyRow.__table__  # type: ignore[attr-defined]
