"""The frames of a history as events in their one order: by instant, then id, then sale, return, movement."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from patron.engine.history import History
from patron.engine.plan.streams import unit_of_empty

if TYPE_CHECKING:
    from patron.engine.reference.lots import Lot

SALE, RETURN, MOVEMENT = 0, 1, 2
Key = tuple[int, int, str, int]  # where something stands among all that happens: at, 0 the start of a day or 1 an event, id, kind of event


@dataclass(slots=True, eq=False)
class Line:
    """One line of a purchase. `kind` is (category, tender, the plugin's fields that filters read)."""

    row: int  # position in `history.lines`, where prices are looked up
    name: str | None  # the file's `line`
    amount: int  # as the file says
    list_amount: int | None
    kind: tuple[str | None, ...]
    returned: int = 0  # taken back so far, of `amount`
    units: tuple[int, ...] = ()  # in each of the plan's columns of units


@dataclass(slots=True, eq=False)
class Purchase:
    """A sale with its lines in the order in which returns take from them, and what has come of it so far."""

    id: str
    member: str | None
    at: int
    day: int
    group: bool
    lines: list[Line]
    tier_before: int = 0
    tier_after: int = 0
    level: int = 0  # the tier whose prices it got
    judged_level: int = 0  # the tier whose prices it was judged at
    place: int = -1  # in the member's book; -1: it counts for no one
    lots: list[Lot] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class ReturnRow:
    """One row that takes back `amount` of goods of `category` from `purchase`."""

    purchase: str
    category: str | None
    amount: int


@dataclass(slots=True, eq=False)
class Return:
    """The rows of one return."""

    id: str
    member: str | None
    at: int
    day: int
    rows: list[ReturnRow]


@dataclass(slots=True, eq=False)
class Movement:
    """Something else that happened."""

    id: str
    member: str
    at: int
    day: int
    row: int
    kind: str
    points: int
    to_member: str | None
    ref: str | None
    value: str | None
    stated: str | None = None  # the kind that the file names, of a derived one
    exchange: int | None = None  # the entry of `points.exchange` that is asked for


Event = Purchase | Return | Movement


def key_of(event: Event) -> Key:
    """Where the event stands: by instant, then id, then sale, return, movement."""
    return (event.at, 1, event.id, SALE if isinstance(event, Purchase) else RETURN if isinstance(event, Return) else MOVEMENT)


def _null_first(text: str | None) -> tuple[bool, str]:
    return (text is not None, text or "")


def line_order(line: Line) -> tuple[object, ...]:
    """By (length of line, line, tender, amount, list_amount, category, fields, units), missing ones first."""
    name, (category, tender, *fields) = line.name or "", line.kind
    listed = -1 if line.list_amount is None else line.list_amount
    return (
        line.name is not None,
        len(name),
        name,
        _null_first(tender),
        line.amount,
        listed,
        *map(_null_first, (category, *fields)),
        line.units,
    )


def _purchases(history: History, as_of: int, fields: tuple[str, ...], units: tuple[str, ...]) -> dict[str, Purchase]:
    columns = ["purchase_id", "member_id", "at", "day", "group_id", "amount", "list_amount", "line", "category", "tender"]
    known = [name for name in fields if name in history.lines.columns]
    places = [fields.index(name) for name in known]
    purchases: dict[str, Purchase] = {}
    counts = [pl.col(name).fill_null(unit_of_empty(name)) if name in history.lines.columns else pl.lit(0) for name in units]
    added = history.lines.with_columns(units=pl.concat_list(counts))["units"].to_list() if units else []
    rows = history.lines.select(*columns, *known).iter_rows()
    for row, (pid, member, at, day, group, amount, listed, name, category, tender, *rest) in enumerate(rows):
        if day > as_of:
            continue
        values: list[str | None] = [None] * len(fields)
        for place, value in zip(places, rest, strict=True):
            values[place] = value
        line = Line(row, name, amount, listed, (category, tender, *values), units=tuple(added[row]) if units else ())
        purchase = purchases.get(pid)
        if purchase is None:
            purchases[pid] = Purchase(pid, member, at, day, group is not None, [line])
        else:
            purchase.lines.append(line)
    for purchase in purchases.values():
        if len(purchase.lines) > 1:
            purchase.lines.sort(key=line_order)
    return purchases


def _returns(history: History, as_of: int) -> dict[str, Return]:
    returns: dict[str, Return] = {}
    columns = ("purchase_id", "member_id", "at", "day", "returns", "category", "amount")
    for rid, member, at, day, of, category, amount in history.returns.select(columns).iter_rows():
        if day <= as_of:
            returned = returns.setdefault(rid, Return(rid, member, at, day, []))
            returned.rows.append(ReturnRow(of, category, amount))
    for returned in returns.values():
        returned.rows.sort(key=lambda row: (row.purchase, _null_first(row.category), row.amount))
    return returns


def _movements(history: History, as_of: int) -> list[Movement]:
    columns = ("movement_id", "member_id", "at", "day", "row", "kind", "points", "to_member", "ref", "value")
    rows = history.movements.select(*columns, "stated", "exchange").iter_rows()
    return [
        Movement(mid, member, at, day, row, kind, points or 0, to_member, ref, value, stated, exchange)
        for mid, member, at, day, row, kind, points, to_member, ref, value, stated, exchange in rows
        if day <= as_of
    ]


@dataclass(frozen=True, slots=True)
class Events:
    """Every event up to the as-of date in order, and the purchases by id."""

    ordered: list[Event]
    purchases: dict[str, Purchase]


def read_events(history: History, as_of: int, fields: tuple[str, ...], units: tuple[str, ...] = ()) -> Events:
    """All events of a derived history dated up to `as_of`, by (instant, id as text, sale < return < movement).

    `fields` and `units` are the columns of text and of units that lines are read with.
    """
    purchases = _purchases(history, as_of, fields, units)
    keyed: list[tuple[int, str, int, Event]] = [(p.at, p.id, SALE, p) for p in purchases.values()]
    keyed += [(r.at, r.id, RETURN, r) for r in _returns(history, as_of).values()]
    keyed += [(m.at, m.id, MOVEMENT, m) for m in _movements(history, as_of)]
    keyed.sort(key=lambda entry: entry[:3])
    return Events([entry[3] for entry in keyed], purchases)
