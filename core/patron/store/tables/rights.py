"""What members hold beside points: vouchers, entitlements, prepaid cards. Cards' postings are only ever added to."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index
from sqlmodel import Field, SQLModel

from patron.store.tables.columns import Number


class VoucherRow(SQLModel, table=True):
    """An issue of vouchers, by `patron.engine.vouchers.VOUCHER_COLUMNS`."""

    __tablename__ = "vouchers"
    __table_args__ = (Index("vouchers_of_member", "member", "issued_on"),)

    number: int | None = Field(default=None, primary_key=True, sa_type=Number)
    member: int = Field(sa_type=Number, foreign_key="members.number")
    rule: str
    issued_on: int
    ends_on: int | None = None
    points: int = Field(sa_type=BigInteger)
    amount: int = Field(sa_type=BigInteger)
    vouchers: str
    used: int = Field(sa_type=BigInteger)
    expired: int = Field(sa_type=BigInteger)
    left: int = Field(sa_type=BigInteger)


class EntitlementRow(SQLModel, table=True):
    """So many of one benefit, good from one day to another, and what became of them; `issues` of `patron.engine.entitlements`."""

    __tablename__ = "entitlements"
    __table_args__ = (Index("entitlements_of_member", "member", "benefit"),)

    number: int | None = Field(default=None, primary_key=True, sa_type=Number)
    member: int = Field(sa_type=Number, foreign_key="members.number")
    benefit: str
    first: int
    last: int | None = None
    granted: int
    carried: int
    used: int
    lapsed: int
    left: int


class CardRow(SQLModel, table=True):
    """A prepaid card as it stands. `holder` is empty for a card that nobody's name is on."""

    __tablename__ = "cards"
    __table_args__ = (Index("cards_of_kind", "kind", "card"), Index("cards_by_end", "valid_until"))

    card: str = Field(primary_key=True)
    kind: str
    state: str
    holder: int | None = Field(default=None, sa_type=Number, index=True, foreign_key="members.number")
    approved: bool = False
    issued_on: int | None = None
    valid_until: int | None = None
    balance: int = Field(default=0, sa_type=BigInteger)  # minor units
    version: int = Field(default=0, sa_type=BigInteger)


class CardPostingRow(SQLModel, table=True):
    """A movement of a card's value, by `patron.engine.cards.card.Posting`. UPDATE and DELETE are refused by triggers.

    What a late movement changed is posted as a difference: a row with `undone` takes back one that was posted before, and its figures
    are below zero, so that the sums over a card's rows are what stands.
    """

    __tablename__ = "card_postings"
    __table_args__ = (
        Index("card_postings_of_card", "card", "number"),
        Index("card_postings_of_ref", "ref"),
        Index("card_postings_of_movement", "movement"),
    )

    number: int | None = Field(default=None, primary_key=True, sa_type=Number)
    entry: int = Field(sa_type=BigInteger, index=True)
    card: str = Field(foreign_key="cards.card")
    on: int
    kind: str
    rule: str | None = None
    value: int = Field(default=0, sa_type=BigInteger)
    money: int = Field(default=0, sa_type=BigInteger)
    commission: int = Field(default=0, sa_type=BigInteger)
    ref: str | None = None
    movement: str | None = None
    undone: bool = False
