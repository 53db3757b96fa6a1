"""Who the members are: their numbers apart from everything that names a person."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from patron.store.tables.columns import Number
from patron.store.tables.names import name_key


def _key_of_row(context: Any) -> str | None:
    """What a row's name is found by, where an INSERT does not say it."""
    return name_key(context.get_current_parameters().get("name"))


class MemberRow(SQLModel, table=True):
    """A member as the ledger knows her; rows are never deleted.

    `known` is false for someone who was only named as an introducer: the engine knows a member with a row in the members file
    (`listed`) or with an event. `merged_into`: the member whose record took this one's events over.
    """

    __tablename__ = "members"

    number: int | None = Field(default=None, primary_key=True, sa_type=Number)
    member_id: str = Field(unique=True)  # the company's own id; `erased-<number>` after the person was erased
    listed: bool = False
    known: bool = False
    joined_on: int | None = None
    referred_by: int | None = Field(default=None, sa_type=Number, index=True, foreign_key="members.number")  # at first; movements change it
    opening_on: int | None = None
    opening_tier: str | None = None
    opening_since: int | None = None
    opening_points: int | None = Field(default=None, sa_type=BigInteger)
    merged_into: int | None = Field(default=None, sa_type=Number, index=True, foreign_key="members.number")
    erased_at: int | None = Field(default=None, sa_type=BigInteger)


class PersonRow(SQLModel, table=True):
    """What names a person, apart from the ledger; the row is gone once the person is erased."""

    __tablename__ = "people"

    member: int = Field(primary_key=True, sa_type=Number, foreign_key="members.number")
    name: str | None = None
    name_key: str | None = Field(
        default=None, index=True, sa_column_kwargs={"default": _key_of_row}
    )  # of an UPDATE: write it beside the name
    phone: str | None = Field(default=None, index=True)  # digits, with a leading + if there was one
    birthday: int | None = None


class ProfileRow(SQLModel, table=True):
    """A further field of the members file that rules may read, as it was at first; `profile` movements change it."""

    __tablename__ = "profile_fields"

    member: int = Field(primary_key=True, sa_type=Number, foreign_key="members.number")
    field: str = Field(primary_key=True)
    value: str


class AliasRow(SQLModel, table=True):
    """Another number that a member is found by: a membership card, or the id of a record that was merged into hers."""

    __tablename__ = "aliases"

    alias: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)  # card | member
    member: int = Field(sa_type=Number, index=True, foreign_key="members.number")
