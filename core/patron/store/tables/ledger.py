"""What was decided: tier changes and postings, which are only ever added to, and the state that follows from them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index
from sqlmodel import Field, SQLModel

from patron.store.tables.columns import Number


class MemberStateRow(SQLModel, table=True):
    """Where a member stands: the columns of `evaluate`, and how far she was decided. One row a member, changed with every decision.

    `version` grows by one with every write, so that a state in memory knows whether it is the stored one. Everything up to the
    event (`last_at`, `last_id`, `last_kind`) and the start of the day `decided_to` has been decided; what is dated before is late.
    `next_due` is the first day after `decided_to` at whose start something may happen by itself: a review, the end of grace, a lot that
    dies or lapses, an issue of vouchers, the end of a granted tier.
    """

    __tablename__ = "member_states"

    member: int = Field(primary_key=True, sa_type=Number, foreign_key="members.number")
    version: int = Field(default=0, sa_type=BigInteger)
    tier: str
    since: int | None = None
    review_on: int | None = None
    reason: str | None = None
    points: int = Field(default=0, sa_type=BigInteger)
    points_pending: int = Field(default=0, sa_type=BigInteger)
    points_earned: int = Field(default=0, sa_type=BigInteger)
    points_expired: int = Field(default=0, sa_type=BigInteger)
    points_taken_back: int = Field(default=0, sa_type=BigInteger)
    points_spent: int = Field(default=0, sa_type=BigInteger)
    last_at: int | None = Field(default=None, sa_type=BigInteger)
    last_id: str | None = None
    last_kind: int | None = None
    decided_to: int | None = None
    next_due: int | None = Field(default=None, index=True)
    lots_known: bool = True  # false after an import in bulk, until the member is next decided: `lots` has no rows of hers yet
    rights_version: int | None = Field(default=None, sa_type=BigInteger)  # the `version` that her vouchers and entitlements are of
    rights_on: int | None = None  # the day that they were brought up to


class TierChangeRow(SQLModel, table=True):
    """A row of the changes. One that a late event overturned stays; a row with `cancels` takes it back from then on."""

    __tablename__ = "tier_changes"
    __table_args__ = (Index("tier_changes_of_member", "member", "number"),)

    number: int | None = Field(default=None, primary_key=True, sa_type=Number)
    member: int = Field(sa_type=Number, foreign_key="members.number")
    on: int
    place: int  # among the member's changes, in order of happening, from 0
    before: str
    after: str
    reason: str
    scheme_version: int
    cancels: int | None = Field(default=None, sa_type=Number, foreign_key="tier_changes.number")
    entry: int = Field(sa_type=BigInteger, index=True)


class PostingRow(SQLModel, table=True):
    """One leg of a posting: the legs of an entry sum to zero. UPDATE and DELETE are refused by triggers.

    `account` is `member` (points in the balance), `waiting` (points that wait), or where they come from and go to: `issued`, `expired`,
    `taken_back`, `spent`, `lapsed`, `withdrawn`. `kind` is a `patron.engine.results.PostingKind`; `on` is the day as of which it counts.
    A difference that a late event made is a posting with its sign turned round where less had to be posted.
    """

    __tablename__ = "postings"
    __table_args__ = (Index("postings_of_member", "member", "on"),)

    number: int | None = Field(default=None, primary_key=True, sa_type=Number)
    entry: int = Field(sa_type=BigInteger, index=True)
    member: int = Field(sa_type=Number, foreign_key="members.number")
    account: str
    kind: str
    rule: str
    on: int
    points: int = Field(sa_type=BigInteger)


class LotRow(SQLModel, table=True):
    """A lot with points left, as spending will take it: `lot` is its number among the member's lots."""

    __tablename__ = "lots"

    member: int = Field(primary_key=True, sa_type=Number, foreign_key="members.number")
    lot: int = Field(primary_key=True)
    rule: str
    made: int = Field(sa_type=BigInteger)
    left: int = Field(sa_type=BigInteger)
    earned: int | None = None  # none while it waits
    available: int | None = None  # the first day on which it may be spent; none: at once
    dies: int | None = None  # the day from whose start it is dead, or has lapsed
    waits_for: str | None = None  # a tier
