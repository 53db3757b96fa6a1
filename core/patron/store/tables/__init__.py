"""The store's tables, declared in SQLModel; the hot path writes through SQLAlchemy Core on them.

Tables do not validate: what comes in is checked by `patron.store.inputs` and by the engine's checks. Money is in minor units and
points are whole, both 64-bit integers; instants are UTC microseconds since 1970-01-01, days are local dates in the scheme's zone as
days since 1970-01-01, as in `patron.engine.history`. `member` is always the number of a row of `members`, never a person's own id.
"""

from sqlmodel import SQLModel

from patron.store.tables.events import GroupRow, LineRow, MovementRow, PurchaseRow, ReturnRow
from patron.store.tables.ledger import LotRow, MemberStateRow, PostingRow, TierChangeRow
from patron.store.tables.people import AliasRow, MemberRow, PersonRow, ProfileRow
from patron.store.tables.records import AuditRow, ChainRow, IdempotencyRow, SchemeVersionRow
from patron.store.tables.rights import CardPostingRow, CardRow, EntitlementRow, VoucherRow

metadata = SQLModel.metadata

__all__ = [
    "AliasRow",
    "AuditRow",
    "CardPostingRow",
    "CardRow",
    "ChainRow",
    "EntitlementRow",
    "GroupRow",
    "IdempotencyRow",
    "LineRow",
    "LotRow",
    "MemberRow",
    "MemberStateRow",
    "MovementRow",
    "PersonRow",
    "PostingRow",
    "ProfileRow",
    "PurchaseRow",
    "ReturnRow",
    "SchemeVersionRow",
    "TierChangeRow",
    "VoucherRow",
    "metadata",
]
