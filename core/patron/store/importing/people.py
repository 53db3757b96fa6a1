"""The members of a part as rows: records, what names them, and their profiles."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

import polars as pl
from sqlalchemy import Connection, bindparam, select, update

from patron.engine.history import MEMBERS, History
from patron.store.importing.writing import Numbered, insert_frame, reserve
from patron.store.reading.chunks import rows_of
from patron.store.reading.histories import profile_fields
from patron.store.reading.naming import members, people
from patron.store.reading.phones import plain_phone
from patron.store.tables.names import name_key

_RECORD = ("joined_on", "opening_on", "opening_tier", "opening_since", "opening_points")


@dataclass(frozen=True, slots=True)
class Enrolled:
    """The numbers of all members that a part names, and how many cells of phones were no phone number."""

    numbers: Numbered
    phones_left_out: int


def named_ids(history: History) -> pl.Series:
    """Everyone whom a history names by id, introducers included, in order of id."""
    parts = [
        history.lines["member_id"],
        history.returns["member_id"],
        history.movements["member_id"],
        history.movements["to_member"],
        history.members["member_id"],
        history.members["referred_by"],
    ]
    return pl.concat([part.rename("member_id") for part in parts]).drop_nulls().unique().sort()


def known_ids(history: History) -> pl.Series:
    """Those of them whom the runners know: with a row of their own or an event."""
    parts = [
        history.lines["member_id"],
        history.returns["member_id"],
        history.movements["member_id"],
        history.movements.filter(pl.col("kind") == "give")["to_member"],
        history.members["member_id"],
    ]
    return pl.concat([part.rename("member_id") for part in parts]).drop_nulls().unique()


def enroll(connection: Connection, history: History) -> Enrolled:
    """Write the records of a part's members; those that are there already and were not listed are filled in."""
    ids = named_ids(history)
    there = dict(map(tuple, rows_of(connection, _RECORDS, members.c.member_id, ids.to_list())))
    missing = ids.filter(~ids.is_in(list(there))) if there else ids
    new = dict(zip(missing.to_list(), reserve(connection, members, len(missing)).tolist(), strict=True))
    numbers = Numbered.of({**there, **new})
    told = history.members.select("member_id", *_RECORD, "referred_by", listed=pl.lit(value=True))
    frame = ids.to_frame().join(told, on="member_id", how="left", maintain_order="left")
    frame = numbers.put(numbers.put(frame), "referred_by", "introducer").with_columns(
        known=pl.col("member_id").is_in(known_ids(history).implode()), listed=pl.col("listed").fill_null(value=False)
    )
    fresh = frame.filter(pl.col("member_id").is_in(missing.implode())).sort("member")
    later = fresh.select("member", "introducer").drop_nulls()
    cells = fresh.select("member_id", "listed", "known", *_RECORD, number="member")
    insert_frame(connection, members, cells)
    old = frame.filter(pl.col("member_id").is_in(list(there)) & (pl.col("listed") | pl.col("known")))
    _fill_in(connection, old)
    _introduce(connection, pl.concat([later, old.filter("listed").select("member", "introducer").drop_nulls()]))
    return Enrolled(numbers, _write_people(connection, history.members, numbers))


_RECORDS = select(members.c.member_id, members.c.number)


def _fill_in(connection: Connection, old: pl.DataFrame) -> None:
    """Records that only had been named before, or were not in a members file."""
    if old.is_empty():
        return
    listed, others = old.filter("listed"), old.filter(~pl.col("listed"))
    if listed.height:
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in (*_RECORD, "listed", "known")}
        rows = listed.select(of="member", **{f"new_{name}": pl.col(name) for name in values}).to_dicts()
        connection.execute(update(members).where(members.c.number == bindparam("of")).values(values), rows)
    if others.height:
        rows = others.select(of="member").to_dicts()
        connection.execute(update(members).where(members.c.number == bindparam("of")).values(known=True), rows)


def _introduce(connection: Connection, pairs: pl.DataFrame) -> None:
    """Introducers, once all records are there."""
    if pairs.height:
        rows = pairs.select(of="member", by="introducer").to_dicts()
        connection.execute(update(members).where(members.c.number == bindparam("of")).values(referred_by=bindparam("by")), rows)


def _write_people(connection: Connection, told: pl.DataFrame, numbers: Numbered) -> int:
    """What names the members, apart from their records; gives how many phones were no phone number."""
    rows = persons(numbers.put(told))
    person = rows.filter(pl.any_horizontal(pl.col("name", "phone", "birthday").is_not_null()))
    insert_frame(connection, people, person.select("member", "name", "name_key", "phone", "birthday"))
    for field in told.columns:
        if field not in MEMBERS:
            filled = rows.filter(pl.col(field).is_not_null())
            insert_frame(connection, profile_fields, filled.select("member", field=pl.lit(field), value=pl.col(field).cast(pl.String)))
    return int((told["phone"].is_not_null() & rows["phone"].is_null()).sum())


def persons(told: pl.DataFrame) -> pl.DataFrame:
    """Names and phones as they are stored and compared, beside the other columns."""
    names = [None if name is None else unicodedata.normalize("NFC", name) for name in told["name"].to_list()]
    phones = [None if phone is None else plain_phone(phone) for phone in told["phone"].to_list()]
    return told.with_columns(
        pl.Series("name", names, dtype=pl.String),
        pl.Series("name_key", [name_key(name) for name in names], dtype=pl.String),
        pl.Series("phone", phones, dtype=pl.String),
    )
