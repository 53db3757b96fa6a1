"""The stored events of some members as a history, typed as the file readers type it, and as the engine's events.

Records that were merged are read as the survivor. `row` is the number of the event's row. Walk-in sales and movements of cards that
name nobody are left out (but see `cards`), so that a history of a closed set decides its members as the whole history would.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from pathlib import PurePath
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, Connection, Table, select

from patron.engine.days import to_day
from patron.engine.history import LINES, MEMBERS, MOVEMENTS, RETURNS, History, SourceNames
from patron.engine.validate.kinds import KINDS
from patron.store.reading.chunks import rows_of
from patron.store.reading.naming import ids_of, members, people, records_of, survivors
from patron.store.tables import CardPostingRow, LineRow, MovementRow, ProfileRow, PurchaseRow, ReturnRow
from patron.vocabulary import Industry

purchases: Table = PurchaseRow.__table__  # type: ignore[attr-defined]
lines: Table = LineRow.__table__  # type: ignore[attr-defined]
returns: Table = ReturnRow.__table__  # type: ignore[attr-defined]
movements: Table = MovementRow.__table__  # type: ignore[attr-defined]
card_postings: Table = CardPostingRow.__table__  # type: ignore[attr-defined]
profile_fields: Table = ProfileRow.__table__  # type: ignore[attr-defined]

CARD_KINDS = tuple(kind for kind in KINDS if kind.startswith("card_"))
_NAMES = SourceNames(PurePath("store"), PurePath("store"), PurePath("store"))
_PURCHASE = tuple(purchases.c[name] for name in ("number", "purchase_id", "member", "at", "day", "group_id"))
_LINE = tuple(lines.c[name] for name in ("line", "amount", "category", "quantity", "list_amount", "store", "channel", "staff", "tender"))
_RETURN = tuple(
    returns.c[n] for n in ("number", "return_id", "member", "at", "day", "line", "amount", "category", "group_id", "purchase_id")
)
_MOVEMENT = tuple(
    movements.c[name]
    for name in ("number", "movement_id", "member", "at", "day", "kind", "points", "amount", "to_member", "ref", "value", "by")
)
_OPENING = ("opening_on", "opening_tier", "opening_since", "opening_points")


def history_of(
    connection: Connection, numbers: Collection[int], *, industry: Industry | None = None, fields: Iterable[str] = (), cards: bool = False
) -> History:
    """Everything that happened to these members (survivors), in no order.

    With `industry` all its line columns are there, else those that some line fills in; `fields` are columns of the members that are
    there even if nobody fills them in. `cards` adds what happened to the cards that these members were named with, whoever paid, and
    how cards were made.
    """
    records = records_of(connection, numbers)
    ids = ids_of(connection, numbers)
    named = {record: ids[owner] for record, owner in records.items()}
    return History(
        lines=_lines(connection, named, industry),
        returns=_returns(connection, named),
        movements=_movements(connection, named, cards=cards),
        members=_members(connection, numbers, ids, fields),
        names=_NAMES,
    )


def movements_of(connection: Connection, condition: ColumnElement[bool]) -> pl.DataFrame:
    """The movements that a condition on their table picks, whosesoever, as `history_of` has them."""
    return _movement_frame(connection, connection.execute(select(*_MOVEMENT).where(condition)).all(), {})


def lines_of(connection: Connection, ids: Collection[str], industry: Industry | None = None) -> pl.DataFrame:
    """The lines of purchases by their ids, walk-in sales among them, as `history_of` has them."""
    query = select(*_PURCHASE[:5], *_LINE, purchases.c.group_id, lines.c.fields).join_from(
        purchases, lines, lines.c.purchase == purchases.c.number
    )
    found = rows_of(connection, query, purchases.c.purchase_id, ids)
    return _line_frame(found, _owners(connection, found), industry)


def returns_of(connection: Connection, ids: Collection[str]) -> pl.DataFrame:
    """What came back of purchases by their ids, as `history_of` has it."""
    found = rows_of(connection, select(*_RETURN), returns.c.purchase_id, ids)
    named = _owners(connection, found)
    return _frame([(row[0], row[1], None if row[2] is None else named[row[2]], *row[3:]) for row in found], RETURNS)


def _owners(connection: Connection, found: Iterable[Any]) -> dict[int, str]:
    """The ids of the members, as they stand now, that the records of rows belong to."""
    stands = survivors(connection, {row[2] for row in found if row[2] is not None})
    ids = ids_of(connection, set(stands.values()))
    return {record: ids[after] for record, after in stands.items()}


def _frame(rows: Sequence[Sequence[Any]], schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    if not rows:
        return pl.DataFrame(schema=dict(schema))
    cells = zip(*rows, strict=True)
    return pl.DataFrame([pl.Series(name, cell, dtype=kind) for (name, kind), cell in zip(schema.items(), cells, strict=True)])


def _lines(connection: Connection, named: Mapping[int, str], industry: Industry | None) -> pl.DataFrame:
    query = select(*_PURCHASE[:5], *_LINE, purchases.c.group_id, lines.c.fields).join_from(
        purchases, lines, lines.c.purchase == purchases.c.number
    )
    return _line_frame(rows_of(connection, query, purchases.c.member, named), named, industry)


def _line_frame(found: Sequence[Any], named: Mapping[int, str], industry: Industry | None) -> pl.DataFrame:
    if not found:
        return _frame(found, LINES).with_columns(pl.Series(name, (), dtype=kind) for name, kind in _typed((), industry).items())
    number, purchase, member, *cells, fields = zip(*found, strict=True)
    named_ids = [None if one is None else named[one] for one in member]
    columns = zip(LINES.items(), (number, purchase, named_ids, *cells), strict=True)
    frame = pl.DataFrame([pl.Series(name, cell, dtype=kind) for (name, kind), cell in columns])
    own = [json.loads(one) if one else {} for one in fields] if any(fields) else []
    typed = _typed(own, industry)
    return frame.with_columns(
        pl.Series(name, [one.get(name) for one in own], dtype=kind) if own else pl.lit(None, dtype=kind).alias(name)
        for name, kind in typed.items()
    )


def _typed(found: Iterable[Mapping[str, int | str]], industry: Industry | None) -> dict[str, pl.DataType]:
    """The plugin's columns: numbers as they are counted, choices and texts as text."""
    typed: dict[str, pl.DataType] = {}
    for one in found:
        typed |= {name: pl.Int64() if isinstance(value, int) else pl.String() for name, value in one.items() if value is not None}
    declared = {field.name: pl.Int64() if field.kind.is_number else pl.String() for field in (industry.fields if industry else ())}
    return {name: kind for name, kind in (typed | declared).items() if name not in LINES}


def _returns(connection: Connection, named: Mapping[int, str]) -> pl.DataFrame:
    found = rows_of(connection, select(*_RETURN), returns.c.member, named)
    return _frame([(row[0], row[1], named[row[2]], *row[3:]) for row in found], RETURNS)


def _movements(connection: Connection, named: Mapping[int, str], *, cards: bool) -> pl.DataFrame:
    found = rows_of(connection, select(*_MOVEMENT), movements.c.member, named)
    if cards:
        found = _with_cards(connection, found)
    return _movement_frame(connection, found, named)


def _movement_frame(connection: Connection, found: Sequence[Any], named: Mapping[int, str]) -> pl.DataFrame:
    others = {number for row in found for number in (row[2], row[8]) if number is not None and number not in named}
    stands = survivors(connection, others)
    ids = ids_of(connection, set(stands.values()))
    named = {**named, **{number: ids[after] for number, after in stands.items()}}
    introducers = _introducers(connection, found)
    rows = []
    for number, movement_id, member, at, day, kind, points, amount, to_member, ref, value, by in found:
        said = introducers.get(value, value) if kind == "profile" and ref == "referred_by" else value
        who, to = (None if one is None else named[one] for one in (member, to_member))
        if kind == "give" and who == to:
            continue  # between records that turned out to be one person's
        rows.append((number, movement_id, who, at, day, kind, points, amount, to, ref, said, by))
    return _frame(rows, MOVEMENTS)


def _with_cards(connection: Connection, found: list[Any]) -> list[Any]:
    """With every movement of the cards that are named, and those that made them: all that made cards where not all are posted yet."""
    own = {row.number for row in found}
    used = {row.ref for row in found if row.kind.startswith("card_") and row.ref}
    more = rows_of(connection, select(*_MOVEMENT).where(movements.c.kind.in_(CARD_KINDS)), movements.c.ref, used)
    posted = select(card_postings.c.card, card_postings.c.movement).where(card_postings.c.kind == "made")
    made = dict(tuple(row) for row in rows_of(connection, posted, card_postings.c.card, used))
    if used <= made.keys():
        more += rows_of(connection, select(*_MOVEMENT), movements.c.movement_id, set(made.values()))
    else:
        more += connection.execute(select(*_MOVEMENT).where(movements.c.kind == "card_make")).all()
    return found + list({row.number: row for row in more if row.number not in own}.values())


def _introducers(connection: Connection, found: Iterable[Any]) -> dict[str, str]:
    """Ids that movements name as introducers, as the survivors' ids; those that are no member's stay as they are."""
    named = {row.value for row in found if row.kind == "profile" and row.ref == "referred_by" and row.value}
    rows = rows_of(connection, select(members.c.member_id, members.c.number), members.c.member_id, named)
    stands = survivors(connection, [number for _, number in rows])
    ids = ids_of(connection, set(stands.values()))
    return {member_id: ids[stands[number]] for member_id, number in rows}


def _members(connection: Connection, numbers: Collection[int], ids: Mapping[int, str], fields: Iterable[str]) -> pl.DataFrame:
    """A row for each member who is listed, as the members file would have it."""
    columns = [members.c[name] for name in ("number", "joined_on", "referred_by", *_OPENING)]
    query = select(*columns, people.c.birthday, people.c.phone, people.c.name).where(members.c.listed)
    found = rows_of(
        connection, query.join_from(members, people, people.c.member == members.c.number, isouter=True), members.c.number, numbers
    )
    profile = select(profile_fields.c.member, profile_fields.c.field, profile_fields.c.value)
    told = rows_of(connection, profile, profile_fields.c.member, [row.number for row in found])
    known = {(member, field): value for member, field, value in told}
    stands = survivors(connection, {row.referred_by for row in found if row.referred_by is not None})
    introducers = ids_of(connection, set(stands.values()))
    frame = _frame(
        [_member(row, ids, None if row.referred_by is None else introducers[stands[row.referred_by]], known) for row in found], MEMBERS
    )
    further = dict.fromkeys(field for field in (*fields, *sorted({field for _, field, _ in told})) if field not in MEMBERS)
    return frame.with_columns(pl.Series(name, [known.get((row.number, name)) for row in found], dtype=pl.String()) for name in further)


def _member(row: Any, ids: Mapping[int, str], introducer: str | None, known: Mapping[tuple[int, str], str]) -> tuple[Any, ...]:
    """The cells of MEMBERS; what was told of a person at first stands among her fields once it was changed, or she was erased."""
    first = {field: known.get((row.number, field)) for field in ("birthday", "phone", "name")}
    birthday, phone, name = (getattr(row, field) if told is None else told or None for field, told in first.items())
    born = to_day(date.fromisoformat(birthday)) if isinstance(birthday, str) else birthday
    return (row.number, ids[row.number], row.joined_on, born, introducer, phone, name, *(row._mapping[one] for one in _OPENING))
