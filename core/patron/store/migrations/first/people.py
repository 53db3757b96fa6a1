"""Members and what names them, as of the first version."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel
from alembic import op

TEXT, BIG = sqlmodel.AutoString, sa.BigInteger
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLES = ("members", "aliases", "people", "profile_fields")


def make() -> None:
    """Make the tables, with their indexes."""
    _members()
    _aliases()
    _people()
    _profile_fields()


def _members() -> None:
    op.create_table(
        "members",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("member_id", TEXT, nullable=False),
        sa.Column("listed", sa.Boolean, nullable=False),
        sa.Column("known", sa.Boolean, nullable=False),
        sa.Column("joined_on", sa.Integer, nullable=True),
        sa.Column("referred_by", NUMBER, nullable=True),
        sa.Column("opening_on", sa.Integer, nullable=True),
        sa.Column("opening_tier", TEXT, nullable=True),
        sa.Column("opening_since", sa.Integer, nullable=True),
        sa.Column("opening_points", BIG, nullable=True),
        sa.Column("merged_into", NUMBER, nullable=True),
        sa.Column("erased_at", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["merged_into"],
            ["members.number"],
        ),
        sa.ForeignKeyConstraint(
            ["referred_by"],
            ["members.number"],
        ),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("member_id"),
    )
    op.create_index(op.f("ix_members_merged_into"), "members", ["merged_into"], unique=False)
    op.create_index(op.f("ix_members_referred_by"), "members", ["referred_by"], unique=False)


def _aliases() -> None:
    op.create_table(
        "aliases",
        sa.Column("alias", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("member", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(
            ["member"],
            ["members.number"],
        ),
        sa.PrimaryKeyConstraint("alias", "kind"),
    )
    op.create_index(op.f("ix_aliases_member"), "aliases", ["member"], unique=False)


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("member", NUMBER, nullable=False),
        sa.Column("name", TEXT, nullable=True),
        sa.Column("name_key", TEXT, nullable=True),
        sa.Column("phone", TEXT, nullable=True),
        sa.Column("birthday", sa.Integer, nullable=True),
        sa.ForeignKeyConstraint(
            ["member"],
            ["members.number"],
        ),
        sa.PrimaryKeyConstraint("member"),
    )
    op.create_index(op.f("ix_people_name_key"), "people", ["name_key"], unique=False)
    op.create_index(op.f("ix_people_phone"), "people", ["phone"], unique=False)


def _profile_fields() -> None:
    op.create_table(
        "profile_fields",
        sa.Column("member", NUMBER, nullable=False),
        sa.Column("field", TEXT, nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["member"],
            ["members.number"],
        ),
        sa.PrimaryKeyConstraint("member", "field"),
    )
