"""What happened, as of the first version."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel
from alembic import op

TEXT, BIG = sqlmodel.AutoString, sa.BigInteger
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLES = ("groups", "movements", "purchases", "returns", "purchase_lines")


def make() -> None:
    """Make the tables, with their indexes."""
    _groups()
    _movements()
    _purchases()
    _returns()
    _purchase_lines()


def _groups() -> None:
    op.create_table(
        "groups", sa.Column("group_id", TEXT, nullable=False), sa.Column("title", TEXT, nullable=True), sa.PrimaryKeyConstraint("group_id")
    )


def _movements() -> None:
    op.create_table(
        "movements",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("movement_id", TEXT, nullable=False),
        sa.Column("member", NUMBER, nullable=True),
        sa.Column("at", BIG, nullable=False),
        sa.Column("day", sa.Integer, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("points", BIG, nullable=True),
        sa.Column("amount", BIG, nullable=True),
        sa.Column("to_member", NUMBER, nullable=True),
        sa.Column("ref", TEXT, nullable=True),
        sa.Column("value", TEXT, nullable=True),
        sa.Column("by", TEXT, nullable=True),
        sa.Column("until", sa.Integer, nullable=True),
        sa.Column("entry", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["member"],
            ["members.number"],
        ),
        sa.ForeignKeyConstraint(
            ["to_member"],
            ["members.number"],
        ),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("movement_id"),
    )
    op.create_index(op.f("ix_movements_entry"), "movements", ["entry"], unique=False)
    op.create_index(op.f("ix_movements_to_member"), "movements", ["to_member"], unique=False)
    op.create_index(
        "movements_naming",
        "movements",
        ["value", "kind", "ref"],
        unique=False,
        sqlite_where=sa.text("kind = 'profile' AND ref = 'referred_by'"),
        postgresql_where=sa.text("kind = 'profile' AND ref = 'referred_by'"),
    )
    op.create_index("movements_of_member", "movements", ["member", "at"], unique=False)
    op.create_index("movements_of_ref", "movements", ["kind", "ref"], unique=False)


def _purchases() -> None:
    op.create_table(
        "purchases",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("purchase_id", TEXT, nullable=False),
        sa.Column("member", NUMBER, nullable=True),
        sa.Column("at", BIG, nullable=False),
        sa.Column("day", sa.Integer, nullable=False),
        sa.Column("group_id", TEXT, nullable=True),
        sa.Column("entry", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["groups.group_id"],
        ),
        sa.ForeignKeyConstraint(
            ["member"],
            ["members.number"],
        ),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index(op.f("ix_purchases_entry"), "purchases", ["entry"], unique=False)
    op.create_index("purchases_by_id", "purchases", ["purchase_id"], unique=True)
    op.create_index("purchases_of_member", "purchases", ["member", "at"], unique=False)


def _returns() -> None:
    op.create_table(
        "returns",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("return_id", TEXT, nullable=False),
        sa.Column("member", NUMBER, nullable=True),
        sa.Column("at", BIG, nullable=False),
        sa.Column("day", sa.Integer, nullable=False),
        sa.Column("purchase_id", TEXT, nullable=False),
        sa.Column("line", TEXT, nullable=True),
        sa.Column("category", TEXT, nullable=True),
        sa.Column("amount", BIG, nullable=False),
        sa.Column("group_id", TEXT, nullable=True),
        sa.Column("entry", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["member"],
            ["members.number"],
        ),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index(op.f("ix_returns_entry"), "returns", ["entry"], unique=False)
    op.create_index(op.f("ix_returns_purchase_id"), "returns", ["purchase_id"], unique=False)
    op.create_index(op.f("ix_returns_return_id"), "returns", ["return_id"], unique=False)
    op.create_index("returns_of_member", "returns", ["member", "at"], unique=False)


def _purchase_lines() -> None:
    op.create_table(
        "purchase_lines",
        sa.Column("purchase", NUMBER, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("line", TEXT, nullable=True),
        sa.Column("amount", BIG, nullable=False),
        sa.Column("category", TEXT, nullable=True),
        sa.Column("quantity", BIG, nullable=True),
        sa.Column("list_amount", BIG, nullable=True),
        sa.Column("store", TEXT, nullable=True),
        sa.Column("channel", TEXT, nullable=True),
        sa.Column("staff", TEXT, nullable=True),
        sa.Column("tender", TEXT, nullable=True),
        sa.Column("fields", TEXT, nullable=True),
        sa.ForeignKeyConstraint(
            ["purchase"],
            ["purchases.number"],
        ),
        sa.PrimaryKeyConstraint("purchase", "place"),
    )
