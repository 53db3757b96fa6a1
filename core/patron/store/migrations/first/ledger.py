"""What was decided, as of the first version."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel
from alembic import op

TEXT, BIG = sqlmodel.AutoString, sa.BigInteger
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLES = ("lots", "member_states", "postings", "tier_changes")


def make() -> None:
    """Make the tables, with their indexes."""
    _lots()
    _member_states()
    _postings()
    _tier_changes()


def _lots() -> None:
    op.create_table(
        "lots",
        sa.Column("member", NUMBER, nullable=False),
        sa.Column("lot", sa.Integer, nullable=False),
        sa.Column("rule", TEXT, nullable=False),
        sa.Column("made", BIG, nullable=False),
        sa.Column("left", BIG, nullable=False),
        sa.Column("earned", sa.Integer, nullable=True),
        sa.Column("available", sa.Integer, nullable=True),
        sa.Column("dies", sa.Integer, nullable=True),
        sa.Column("waits_for", TEXT, nullable=True),
        sa.ForeignKeyConstraint(
            ["member"],
            ["members.number"],
        ),
        sa.PrimaryKeyConstraint("member", "lot"),
    )


def _member_states() -> None:
    op.create_table(
        "member_states",
        sa.Column("member", NUMBER, nullable=False),
        sa.Column("version", BIG, nullable=False),
        sa.Column("tier", TEXT, nullable=False),
        sa.Column("since", sa.Integer, nullable=True),
        sa.Column("review_on", sa.Integer, nullable=True),
        sa.Column("reason", TEXT, nullable=True),
        sa.Column("points", BIG, nullable=False),
        sa.Column("points_pending", BIG, nullable=False),
        sa.Column("points_earned", BIG, nullable=False),
        sa.Column("points_expired", BIG, nullable=False),
        sa.Column("points_taken_back", BIG, nullable=False),
        sa.Column("points_spent", BIG, nullable=False),
        sa.Column("last_at", BIG, nullable=True),
        sa.Column("last_id", TEXT, nullable=True),
        sa.Column("last_kind", sa.Integer, nullable=True),
        sa.Column("decided_to", sa.Integer, nullable=True),
        sa.Column("next_due", sa.Integer, nullable=True),
        sa.Column("lots_known", sa.Boolean, nullable=False),
        sa.Column("rights_version", BIG, nullable=True),
        sa.Column("rights_on", sa.Integer, nullable=True),
        sa.ForeignKeyConstraint(
            ["member"],
            ["members.number"],
        ),
        sa.PrimaryKeyConstraint("member"),
    )
    op.create_index(op.f("ix_member_states_next_due"), "member_states", ["next_due"], unique=False)


def _postings() -> None:
    op.create_table(
        "postings",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("entry", BIG, nullable=False),
        sa.Column("member", NUMBER, nullable=False),
        sa.Column("account", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("rule", TEXT, nullable=False),
        sa.Column("on", sa.Integer, nullable=False),
        sa.Column("points", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["member"],
            ["members.number"],
        ),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index(op.f("ix_postings_entry"), "postings", ["entry"], unique=False)
    op.create_index("postings_of_member", "postings", ["member", "on"], unique=False)


def _tier_changes() -> None:
    op.create_table(
        "tier_changes",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("member", NUMBER, nullable=False),
        sa.Column("on", sa.Integer, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("before", TEXT, nullable=False),
        sa.Column("after", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("scheme_version", sa.Integer, nullable=False),
        sa.Column("cancels", NUMBER, nullable=True),
        sa.Column("entry", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["cancels"],
            ["tier_changes.number"],
        ),
        sa.ForeignKeyConstraint(
            ["member"],
            ["members.number"],
        ),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index(op.f("ix_tier_changes_entry"), "tier_changes", ["entry"], unique=False)
    op.create_index("tier_changes_of_member", "tier_changes", ["member", "number"], unique=False)
