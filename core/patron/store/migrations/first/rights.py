"""What members hold beside points, as of the first version."""

from __future__ import annotations

import sqlalchemy as sa
import sqlmodel
from alembic import op

TEXT, BIG = sqlmodel.AutoString, sa.BigInteger
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLES = ("cards", "entitlements", "vouchers", "card_postings")


def make() -> None:
    """Make the tables, with their indexes."""
    _cards()
    _entitlements()
    _vouchers()
    _card_postings()


def _cards() -> None:
    op.create_table(
        "cards",
        sa.Column("card", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("holder", NUMBER, nullable=True),
        sa.Column("approved", sa.Boolean, nullable=False),
        sa.Column("issued_on", sa.Integer, nullable=True),
        sa.Column("valid_until", sa.Integer, nullable=True),
        sa.Column("balance", BIG, nullable=False),
        sa.Column("version", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["holder"],
            ["members.number"],
        ),
        sa.PrimaryKeyConstraint("card"),
    )
    op.create_index("cards_by_end", "cards", ["valid_until"], unique=False)
    op.create_index("cards_of_kind", "cards", ["kind", "card"], unique=False)
    op.create_index(op.f("ix_cards_holder"), "cards", ["holder"], unique=False)


def _entitlements() -> None:
    op.create_table(
        "entitlements",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("member", NUMBER, nullable=False),
        sa.Column("benefit", TEXT, nullable=False),
        sa.Column("first", sa.Integer, nullable=False),
        sa.Column("last", sa.Integer, nullable=True),
        sa.Column("granted", sa.Integer, nullable=False),
        sa.Column("carried", sa.Integer, nullable=False),
        sa.Column("used", sa.Integer, nullable=False),
        sa.Column("lapsed", sa.Integer, nullable=False),
        sa.Column("left", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(
            ["member"],
            ["members.number"],
        ),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("entitlements_of_member", "entitlements", ["member", "benefit"], unique=False)


def _vouchers() -> None:
    op.create_table(
        "vouchers",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("member", NUMBER, nullable=False),
        sa.Column("rule", TEXT, nullable=False),
        sa.Column("issued_on", sa.Integer, nullable=False),
        sa.Column("ends_on", sa.Integer, nullable=True),
        sa.Column("points", BIG, nullable=False),
        sa.Column("amount", BIG, nullable=False),
        sa.Column("vouchers", TEXT, nullable=False),
        sa.Column("used", BIG, nullable=False),
        sa.Column("expired", BIG, nullable=False),
        sa.Column("left", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["member"],
            ["members.number"],
        ),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("vouchers_of_member", "vouchers", ["member", "issued_on"], unique=False)


def _card_postings() -> None:
    op.create_table(
        "card_postings",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("entry", BIG, nullable=False),
        sa.Column("card", TEXT, nullable=False),
        sa.Column("on", sa.Integer, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("rule", TEXT, nullable=True),
        sa.Column("value", BIG, nullable=False),
        sa.Column("money", BIG, nullable=False),
        sa.Column("commission", BIG, nullable=False),
        sa.Column("ref", TEXT, nullable=True),
        sa.Column("movement", TEXT, nullable=True),
        sa.Column("undone", sa.Boolean, nullable=False),
        sa.ForeignKeyConstraint(
            ["card"],
            ["cards.card"],
        ),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("card_postings_of_card", "card_postings", ["card", "number"], unique=False)
    op.create_index("card_postings_of_movement", "card_postings", ["movement"], unique=False)
    op.create_index("card_postings_of_ref", "card_postings", ["ref"], unique=False)
    op.create_index(op.f("ix_card_postings_entry"), "card_postings", ["entry"], unique=False)
