"""What happened: purchases with lines, returns and movements, as they were told, each with the entry of the audit log that took it."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field, SQLModel

from patron.store.tables.columns import Number

# Movements that name a member's introducer by her own id; written so in statements, or SQLite does not see the
# index; kind and ref are in it so that SQLite does not take the one of ref.
NAMES_INTRODUCER = text("kind = 'profile' AND ref = 'referred_by'")


class GroupRow(SQLModel, table=True):
    """A group or organisation that buys together."""

    __tablename__ = "groups"

    group_id: str = Field(primary_key=True)
    title: str | None = None


class PurchaseRow(SQLModel, table=True):
    """A sale; `member` is empty for a walk-in. `tier` and `level` are what it was decided by: tier ids, held before it and priced as."""

    __tablename__ = "purchases"
    __table_args__ = (Index("purchases_by_id", "purchase_id", unique=True), Index("purchases_of_member", "member", "at"))

    number: int | None = Field(default=None, primary_key=True, sa_type=Number)
    purchase_id: str
    member: int | None = Field(default=None, sa_type=Number, foreign_key="members.number")
    at: int = Field(sa_type=BigInteger)
    day: int
    group_id: str | None = Field(default=None, foreign_key="groups.group_id")
    entry: int = Field(sa_type=BigInteger, index=True)  # of the audit log


class LineRow(SQLModel, table=True):
    """A line of a purchase; `fields` are the plugin's own columns, as a JSON object of integers and texts."""

    __tablename__ = "purchase_lines"

    purchase: int = Field(primary_key=True, sa_type=Number, foreign_key="purchases.number")
    place: int = Field(primary_key=True)  # 0, 1, 2 … as they were told
    line: str | None = None
    amount: int = Field(sa_type=BigInteger)
    category: str | None = None
    quantity: int | None = Field(default=None, sa_type=BigInteger)  # thousandths
    list_amount: int | None = Field(default=None, sa_type=BigInteger)
    store: str | None = None
    channel: str | None = None
    staff: str | None = None
    tender: str | None = None
    fields: str | None = None


class ReturnRow(SQLModel, table=True):
    """A row that takes back goods of a purchase; rows with one `return_id` are one return."""

    __tablename__ = "returns"
    __table_args__ = (Index("returns_of_member", "member", "at"),)

    number: int | None = Field(default=None, primary_key=True, sa_type=Number)
    return_id: str = Field(index=True)
    member: int | None = Field(default=None, sa_type=Number, foreign_key="members.number")
    at: int = Field(sa_type=BigInteger)
    day: int
    purchase_id: str = Field(index=True)  # that is taken back
    line: str | None = None
    category: str | None = None
    amount: int = Field(sa_type=BigInteger)
    group_id: str | None = None
    entry: int = Field(sa_type=BigInteger, index=True)


class MovementRow(SQLModel, table=True):
    """Anything else that happened: a kind of `patron.engine.validate.kinds.KINDS`. `member` is empty only for cards."""

    __tablename__ = "movements"
    __table_args__ = (
        Index("movements_of_member", "member", "at"),
        Index("movements_of_ref", "kind", "ref"),
        Index("movements_naming", "value", "kind", "ref", sqlite_where=NAMES_INTRODUCER, postgresql_where=NAMES_INTRODUCER),
    )

    number: int | None = Field(default=None, primary_key=True, sa_type=Number)
    movement_id: str = Field(unique=True)
    member: int | None = Field(default=None, sa_type=Number, foreign_key="members.number")
    at: int = Field(sa_type=BigInteger)
    day: int
    kind: str
    points: int | None = Field(default=None, sa_type=BigInteger)
    amount: int | None = Field(default=None, sa_type=BigInteger)
    to_member: int | None = Field(default=None, sa_type=Number, index=True, foreign_key="members.number")
    ref: str | None = None
    value: str | None = None
    by: str | None = None  # who entered or approved it
    until: int | None = None  # of a granted tier: the first day on which it is held no more
    entry: int = Field(sa_type=BigInteger, index=True)
