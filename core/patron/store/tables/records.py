"""What the store remembers of its own work: the schemes it ran, the keys it answered, and the audit log with its chain."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index
from sqlmodel import Field, SQLModel

from patron.store.tables.columns import Number


class SchemeVersionRow(SQLModel, table=True):
    """A scheme file as it was applied; it holds from the start of `effective_from` until the next version's."""

    __tablename__ = "scheme_versions"

    number: int | None = Field(default=None, primary_key=True)  # 1, 2, 3 …
    scheme: str
    effective_from: int = Field(index=True)
    text: str  # the file
    digest: str  # SHA-256 of the text
    applied_at: int = Field(sa_type=BigInteger)
    by: str | None = None


class IdempotencyRow(SQLModel, table=True):
    """A key that was answered: the digest of what was asked, and the answer."""

    __tablename__ = "idempotency_keys"

    key: str = Field(primary_key=True)
    digest: str
    answer: str  # JSON
    entry: int = Field(sa_type=BigInteger)


class AuditRow(SQLModel, table=True):
    """An entry of the audit log: one a transaction that decided something. UPDATE and DELETE are refused by triggers.

    `content` is JSON without personal data: what was asked (ids, figures) and what was decided, postings and changes included.
    `judged` counts the judgements of tiers in it, `durable` those of them that durable-rules made. `snapshot` is PostgreSQL's number
    of the transaction, 0 on SQLite, where entries commit in the order of their numbers.
    """

    __tablename__ = "audit_log"
    # The order in which entries are sealed; on SQLite it is that of the key.
    __table_args__ = (Index("audit_log_in_order", "snapshot", "number").ddl_if(dialect="postgresql"),)

    number: int | None = Field(default=None, primary_key=True, sa_type=Number)
    recorded_at: int = Field(sa_type=BigInteger)
    op: str
    member: int | None = Field(default=None, sa_type=Number, index=True)
    scheme_version: int | None = None
    content: str
    judged: int = 0
    durable: int = 0
    snapshot: int = Field(default=0, sa_type=BigInteger)


class ChainRow(SQLModel, table=True):
    """A link of the chain over the audit log: SHA-256 of the hash before it and of the entry, its number included."""

    __tablename__ = "audit_chain"

    place: int = Field(primary_key=True, sa_type=BigInteger)  # 1, 2, 3 …
    entry: int = Field(unique=True, sa_type=BigInteger)
    hash: str
