"""What of the files the store has already: equal rows are passed over, others are told with the column in which they differ."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, Connection, Select, select

from patron.engine.days import day_of
from patron.engine.history import LINES, MEMBERS, MOVEMENTS, RETURNS, History
from patron.engine.validate.found import File, Found
from patron.store.importing.people import persons
from patron.store.people.changing import first_persons
from patron.store.reading.chunks import rows_of
from patron.store.reading.histories import lines, movements, profile_fields, purchases, returns
from patron.store.reading.naming import members, people

TAKEN = "already-recorded"
_HELP = "what is recorded is not written anew: give new rows ids of their own, or correct the past by a return or an adjustment"
_receivers = members.alias("receivers")
_introducers = members.alias("introducers")


@dataclass(frozen=True, slots=True)
class Known:
    """`equal` has the rows of the files that are stored as they are, `found` those that are stored otherwise."""

    equal: History
    found: tuple[Found, ...]


def known_of(connection: Connection, history: History) -> Known:
    """Compare a part with the store, by the ids of its rows."""
    found: list[Found] = []
    equal = History(
        lines=_equal("purchases", "purchase_id", history.lines, _stored_lines(connection, history.lines), found),
        returns=_equal("purchases", "purchase_id", history.returns, _stored_returns(connection, history.returns), found),
        movements=_equal("movements", "movement_id", history.movements, _stored_movements(connection, history.movements), found),
        members=_equal("members", "member_id", persons(history.members).drop("name_key"), _stored_members(connection, history), found),
    )
    return Known(replace(equal, names=history.names), tuple(found))


def _equal(file: File, key: str, told: pl.DataFrame, stored: pl.DataFrame, found: list[Found]) -> pl.DataFrame:
    """The rows that are stored alike. Several rows with one id are compared in an order of their own."""
    if stored.is_empty():
        return told.clear()
    both = told.filter(pl.col(key).is_in(stored[key].unique().implode()))
    cells = [name for name in told.columns if name not in {"row", key}]
    ours, theirs = _placed(both, key, cells), _placed(stored, key, cells)
    joined = ours.join(theirs, on=[key, "place", "rows"], how="left", suffix="_stored", maintain_order="left")
    wrong: list[pl.DataFrame] = []
    for column, differ in [("", pl.col("there").is_null()), *((name, pl.col(name).ne_missing(pl.col(f"{name}_stored"))) for name in cells)]:
        bad = joined.filter(differ if not column else pl.col("there").is_not_null() & differ)
        if bad.height:
            said = "with other rows" if not column else f"with another {column}"
            message = pl.format("'{}' is recorded already, {}", key, pl.lit(said))
            found.append(Found(file, TAKEN, column or key, bad.select("row", message.alias("message")), _HELP))
            wrong.append(bad.select(key))
    if wrong:
        both = both.join(pl.concat(wrong), on=key, how="anti")
    return both


def _placed(frame: pl.DataFrame, key: str, cells: Sequence[str]) -> pl.DataFrame:
    return frame.sort(key, *cells).with_columns(place=pl.int_range(pl.len()).over(key), rows=pl.len().over(key), there=pl.lit(value=True))


def _stored(
    connection: Connection, query: Select[*tuple[Any, ...]], of: ColumnElement[Any], ids: pl.Series, schema: dict[str, pl.DataType]
) -> pl.DataFrame:
    rows = rows_of(connection, query, of, ids.drop_nulls().unique().to_list())
    return pl.DataFrame([tuple(row) for row in rows], schema=schema, orient="row")


def _stored_lines(connection: Connection, told: pl.DataFrame) -> pl.DataFrame:
    shared = [purchases.c.purchase_id, members.c.member_id, purchases.c.at, purchases.c.day]
    names = ("line", "amount", "category", "quantity", "list_amount", "store", "channel", "staff", "tender")
    query = (
        select(*shared, *(lines.c[name] for name in names), purchases.c.group_id, lines.c.fields)
        .join_from(purchases, lines, lines.c.purchase == purchases.c.number)
        .join(members, members.c.number == purchases.c.member, isouter=True)
    )
    schema = {name: kind for name, kind in LINES.items() if name != "row"} | {"fields": pl.String()}
    frame = _stored(connection, query, purchases.c.purchase_id, told["purchase_id"], schema)
    own = [json.loads(cell) if cell else {} for cell in frame["fields"].to_list()]
    further = {name: kind for name, kind in told.schema.items() if name not in LINES}
    return frame.drop("fields").with_columns(pl.Series(name, [one.get(name) for one in own], dtype=kind) for name, kind in further.items())


def _stored_returns(connection: Connection, told: pl.DataFrame) -> pl.DataFrame:
    columns: dict[str, ColumnElement[Any]] = {
        "purchase_id": returns.c.return_id,
        "member_id": members.c.member_id,
        "returns": returns.c.purchase_id,
    }
    query = select(*(columns[name] if name in columns else returns.c[name] for name in RETURNS if name != "row")).join_from(
        returns, members, members.c.number == returns.c.member, isouter=True
    )
    schema = {name: kind for name, kind in RETURNS.items() if name != "row"}
    return _stored(connection, query, returns.c.return_id, told["purchase_id"], schema)


def _stored_movements(connection: Connection, told: pl.DataFrame) -> pl.DataFrame:
    columns: dict[str, ColumnElement[Any]] = {"member_id": members.c.member_id, "to_member": _receivers.c.member_id}
    query = (
        select(*(columns[name] if name in columns else movements.c[name] for name in MOVEMENTS if name != "row"))
        .join_from(movements, members, members.c.number == movements.c.member, isouter=True)
        .join(_receivers, _receivers.c.number == movements.c.to_member, isouter=True)
    )
    schema = {name: kind for name, kind in MOVEMENTS.items() if name != "row"}
    return _stored(connection, query, movements.c.movement_id, told["movement_id"], schema)


def _stored_members(connection: Connection, history: History) -> pl.DataFrame:
    """Those of the members who are listed; others have no row to compare with."""
    told = history.members
    further = [name for name in told.columns if name not in MEMBERS]
    person = {name: people.c[name] for name in ("birthday", "phone", "name")}
    columns: dict[str, ColumnElement[Any]] = {"referred_by": _introducers.c.member_id, **person}
    query = (
        select(members.c.number, *(columns[name] if name in columns else members.c[name] for name in MEMBERS if name != "row"))
        .join_from(members, people, people.c.member == members.c.number, isouter=True)
        .join(_introducers, _introducers.c.number == members.c.referred_by, isouter=True)
        .where(members.c.listed)
    )
    schema = {"number": pl.Int64()} | {name: kind for name, kind in MEMBERS.items() if name != "row"}
    frame = _stored(connection, query, members.c.member_id, told["member_id"], schema)
    profile = select(profile_fields.c.member, profile_fields.c.field, profile_fields.c.value)
    known = {(one.member, one.field): one.value for one in rows_of(connection, profile, profile_fields.c.member, frame["number"].to_list())}
    numbers = frame["number"].to_list()
    first = first_persons(connection, numbers)  # and not what movements have made of it since
    person_of = {name: [first[number].get(name) for number in numbers] for name in person}
    return frame.drop("number").with_columns(
        *(pl.Series(name, [known.get((number, name)) for number in numbers], dtype=told.schema[name]) for name in further),
        *(pl.Series(name, person_of[name], dtype=pl.String) for name in ("phone", "name")),
        pl.Series("birthday", [None if day is None else day_of(date.fromisoformat(day)) for day in person_of["birthday"]], dtype=pl.Int32),
    )
