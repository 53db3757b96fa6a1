"""Events written down as they were told, once their ids are known to be new."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Table, bindparam, insert, literal_column, select, union_all, update

from patron.store.deciding.outcome import Row
from patron.store.deciding.transaction import Txn
from patron.store.hot import Hot
from patron.store.reading.histories import lines, movements, purchases, returns
from patron.store.reading.naming import members
from patron.store.refused import Refusal, RefusedError
from patron.store.tables import GroupRow

groups: Table = GroupRow.__table__  # type: ignore[attr-defined]


_SOLD, _RETURNED = 0, 1
_SAME_ID = Hot(
    union_all(
        select(literal_column(str(_SOLD)), purchases.c.at, purchases.c.member).where(purchases.c.purchase_id == bindparam("told")),
        select(literal_column(str(_RETURNED)), returns.c.at, returns.c.member).where(returns.c.return_id == bindparam("told")),
    )
)
_MOVED = Hot(select(movements.c.number).where(movements.c.movement_id == bindparam("told")))
_CAME_BACK = Hot(select(returns.c.number).where(returns.c.return_id == bindparam("told")))
_WITH_ID = {"p": _SAME_ID, "r": _SAME_ID, "m": _MOVED}


@dataclass(frozen=True, slots=True)
class Happened:
    """What every event has; `member` is None for walk-in sales and for cards that name nobody."""

    id: str
    member: int | None
    at: int
    day: int
    entry: int


def event_id(txn: Txn, told: str | None, prefix: str) -> str:
    """The id that was told; else one that the store makes up, which is not one that somebody told before. `prefix`: p, r or m."""
    if told is not None:
        return told
    made = name = txn.made_id(prefix)
    tries = 1
    while _WITH_ID[prefix].rows(txn.connection, {"told": name}):
        tries += 1
        name = f"{made}-{tries}"
    return name


def record_purchase(txn: Txn, event: Happened, rows: Sequence[Row], group_id: str | None) -> int:
    """Write a sale with its lines (`fields` as dictionaries); the number of its row. Raises RefusedError for an id that is taken."""
    connection = txn.connection
    for what, at, member in _SAME_ID.rows(connection, {"told": event.id}):
        if what == _SOLD or (at, member) != (event.at, event.member):
            raise _taken("purchase" if what == _SOLD else "return", event.id)
    if group_id is not None and connection.execute(select(groups.c.group_id).where(groups.c.group_id == group_id)).first() is None:
        connection.execute(insert(groups), [{"group_id": group_id}])
    number = txn.add_one(
        purchases,
        {
            "purchase_id": event.id,
            "member": event.member,
            "at": event.at,
            "day": event.day,
            "group_id": group_id,
            "entry": event.entry,
        },
    )
    txn.add(lines, [_line(number, place, row) for place, row in enumerate(rows)])
    return number


def _line(number: int, place: int, row: Row) -> Row:
    fields = json.dumps(row["fields"], ensure_ascii=False, sort_keys=True) if row["fields"] else None
    return {**row, "purchase": number, "place": place, "fields": fields}


def record_return(txn: Txn, event: Happened, of: str, rows: Sequence[tuple[str | None, int]], group_id: str | None) -> None:
    """Write a return of (category, amount) rows of one purchase. Raises RefusedError for an id that is taken."""
    if _CAME_BACK.rows(txn.connection, {"told": event.id}):
        raise _taken("return", event.id)
    shared = {"return_id": event.id, "member": event.member, "at": event.at, "day": event.day, "entry": event.entry}
    told = [{**shared, "purchase_id": of, "category": category, "amount": amount, "group_id": group_id} for category, amount in rows]
    txn.add(returns, told)


def record_movement(txn: Txn, event: Happened, cells: Row) -> int:
    """Write a movement (`kind` and the columns that it fills in); the number of its row. Raises RefusedError for an id that is taken."""
    if _MOVED.rows(txn.connection, {"told": event.id}):
        raise _taken("movement", event.id)
    shared = {"movement_id": event.id, "member": event.member, "at": event.at, "day": event.day, "entry": event.entry}
    return txn.add_one(movements, {**shared, **cells})


def mark_known(txn: Txn, numbers: Iterable[int]) -> None:
    """These members have an event now, so that rules know them."""
    new = set(numbers) - txn.known
    if not new:
        return
    txn.connection.execute(update(members).where(members.c.number.in_(new), members.c.known.is_(False)).values(known=True))


def _taken(what: str, name: str) -> RefusedError:
    return RefusedError(Refusal("duplicate-id", f"{what} {name!r} is recorded already", f"each {what} needs an id of its own", "id"))
