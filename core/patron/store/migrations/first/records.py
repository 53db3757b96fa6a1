"""What the store remembers of its own work, as of the first version."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel
from alembic import op

TEXT, BIG = sqlmodel.AutoString, sa.BigInteger
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLES = ("audit_chain", "audit_log", "idempotency_keys", "scheme_versions")


def make() -> None:
    """Make the tables, with their indexes."""
    _audit_chain()
    _audit_log()
    _idempotency_keys()
    _scheme_versions()
    if op.get_bind().dialect.name == "postgresql":
        op.create_index("audit_log_in_order", "audit_log", ["snapshot", "number"])


def _audit_chain() -> None:
    op.create_table(
        "audit_chain",
        sa.Column("place", BIG, nullable=False),
        sa.Column("entry", BIG, nullable=False),
        sa.Column("hash", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("place"),
        sa.UniqueConstraint("entry"),
    )


def _audit_log() -> None:
    op.create_table(
        "audit_log",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("recorded_at", BIG, nullable=False),
        sa.Column("op", TEXT, nullable=False),
        sa.Column("member", NUMBER, nullable=True),
        sa.Column("scheme_version", sa.Integer, nullable=True),
        sa.Column("content", TEXT, nullable=False),
        sa.Column("judged", sa.Integer, nullable=False),
        sa.Column("durable", sa.Integer, nullable=False),
        sa.Column("snapshot", BIG, nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index(op.f("ix_audit_log_member"), "audit_log", ["member"], unique=False)


def _idempotency_keys() -> None:
    op.create_table(
        "idempotency_keys",
        sa.Column("key", TEXT, nullable=False),
        sa.Column("digest", TEXT, nullable=False),
        sa.Column("answer", TEXT, nullable=False),
        sa.Column("entry", BIG, nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )


def _scheme_versions() -> None:
    op.create_table(
        "scheme_versions",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("scheme", TEXT, nullable=False),
        sa.Column("effective_from", sa.Integer, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.Column("digest", TEXT, nullable=False),
        sa.Column("applied_at", BIG, nullable=False),
        sa.Column("by", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index(op.f("ix_scheme_versions_effective_from"), "scheme_versions", ["effective_from"], unique=False)
