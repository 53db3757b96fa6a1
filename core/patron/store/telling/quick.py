"""A member's present standing by few and short queries: her own rows and those of her introducers, stepped through the live runner.

Only for members about whom no other's events decide, but for introducers whose tiers count. Whoever was given points, was merged
from several records, or changed her introducer, and whoever's profile decides, is read as everybody is in `held`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, or_, select

from patron.engine.live import LateError, Live
from patron.engine.live.deriving import plain
from patron.engine.plan.profiles import facts_of
from patron.engine.reference.events import Event, Return, ReturnRow, key_of
from patron.store.deciding.grants import END
from patron.store.deciding.recording import Happened
from patron.store.deciding.replaying import change_key
from patron.store.deciding.telling import movement_event, purchase_event
from patron.store.reading.closure import Links
from patron.store.reading.histories import lines, movements, purchases, returns
from patron.store.reading.naming import members
from patron.store.schemes import Versions
from patron.store.telling.held import Held, introducer_of

_OF = bindparam("of", type_=members.c.number.type)
_NAMED = bindparam("named", type_=members.c.member_id.type)
_MEMBER = select(members)
_BY_ID, _BY_NUMBER = _MEMBER.where(members.c.member_id == _NAMED), _MEMBER.where(members.c.number == _OF)
_MERGED = select(members.c.number).where(members.c.merged_into == _OF).limit(1)
_LINE = [
    lines.c[name] for name in ("line", "amount", "category", "quantity", "list_amount", "store", "channel", "staff", "tender", "fields")
]
_SALES = (
    select(purchases.c.purchase_id, purchases.c.at, purchases.c.day, purchases.c.group_id, *_LINE)
    .join_from(purchases, lines, lines.c.purchase == purchases.c.number)
    .where(purchases.c.member == _OF)
)
_BACK = [returns.c[name] for name in ("return_id", "at", "day", "purchase_id", "category", "amount")]
_RETURNS = select(*_BACK).where(returns.c.member == _OF)
_MOVED = [movements.c[name] for name in ("movement_id", "member", "at", "day", "kind", "points", "to_member", "ref", "value", "until")]
_MOVEMENTS = select(*_MOVED).where(or_(movements.c.member == _OF, movements.c.to_member == _OF))


def read_member(connection: Connection, text: str) -> Row[Any] | None:
    """The row of a member by her own id, if it is hers still; otherwise she has to be found by all that names her."""
    row = connection.execute(_BY_ID, {"named": text}).one_or_none()
    return None if row is None or row.merged_into is not None or row.erased_at is not None else row


def row_of(connection: Connection, number: int) -> Row[Any]:
    """The row of a member by her number."""
    return connection.execute(_BY_NUMBER, {"of": number}).one()


@dataclass(frozen=True, slots=True)
class Alone:
    """Which versions let a member be decided by her own rows, worked out once for all of them."""

    versions: Versions
    links: Links
    possible: bool
    live: Live  # used for one member at a time

    @classmethod
    def of(cls, versions: Versions) -> Alone:
        """By what the plans read of others, of cards and of profiles."""
        links = Links.of(versions.plans)
        reads = any(any(True for _ in facts_of(plan)) for plan in versions.plans)
        cards = any(kind.gives_tier is not None for plan in versions.plans for kind in plan.cards)
        return cls(versions, links, not (links.referral or reads or cards), Live(versions.dated(), versions.zone))


def quick_held(connection: Connection, alone: Alone, who: Row[Any], day: int) -> Held | None:
    """The member at the end of a day; None where she has to be read with others."""
    if not alone.possible:
        return None
    people = _with_introducers(connection, alone, who)
    live = alone.live
    told = [_events(connection, alone, one, day) for one in people or ()]
    if people is None or any(one is None for one in told):
        return None
    events = sorted((event for one in told if one is not None for event in one if event.day <= day), key=key_of)
    if not all(plain(live.plan_on(one.day), one) for one in events):
        return None
    try:
        return _stepped(alone, people, events, day)
    finally:
        live.forget([*live.members])


def _with_introducers(connection: Connection, alone: Alone, who: Row[Any]) -> list[Row[Any]] | None:
    """The member, and as far as tiers of introducers count hers, that one's, and so on; None where one of them was merged or erased."""
    people = [who]
    while alone.links.referrer_tier and people[-1].referred_by is not None:
        other = row_of(connection, people[-1].referred_by)
        if other.merged_into is not None or other.erased_at is not None:
            return None
        if any(other.number == one.number for one in people):
            break
        people.append(other)
    return people


def _events(connection: Connection, alone: Alone, who: Row[Any], day: int) -> list[Event] | None:
    """All that happened to one; None where others' events are to be read, too."""
    of = {"of": who.number}
    moved = connection.execute(_MOVEMENTS, of).all()
    if any(_not_alone(row, who.number, alone.links) for row in moved) or _open_grant(moved, day):
        return None
    if connection.execute(_MERGED, of).first() is not None:
        return None
    name = who.member_id
    return [*_sales(connection, alone.live, of, name), *_returned(connection, of, name), *_moved(moved, name)]


def _stepped(alone: Alone, people: Sequence[Row[Any]], events: Iterable[Event], day: int) -> Held | None:
    """The first of these; each but the last was introduced by the next, and the last, if by anybody, by one of them."""
    live, name = alone.live, people[0].member_id
    ids = {one.number: one.member_id for one in people}
    try:
        for one in people:
            if one.listed:
                opening = {column: getattr(one, column) for column in ("opening_on", "opening_tier", "opening_since", "opening_points")}
                live.add(one.member_id, joined=one.joined_on, introducer=ids.get(one.referred_by), **opening)
        if any(live.take(one).findings for one in events):
            return None
    except LateError:
        return None
    if name not in live.members:
        return None
    live.start_days([one.member_id for one in people if one.member_id in live.members], day)
    member = live.members[name]
    changes = tuple(change_key(alone.versions, one) for one in member.changes)
    return Held(member, day, alone.versions.on(day), introducer_of(live, alone.versions.on(day), member), tuple(live.lots(name)), changes)


def _not_alone(row: Row[Any], number: int, links: Links) -> bool:
    """Points from another member, or an introducer who counts."""
    return row.member != number or (links.referrer_tier and row.kind == "profile" and row.ref == "referred_by")


def _open_grant(rows: Sequence[Row[Any]], day: int) -> bool:
    """Whether a granted tier has come to its end, and nobody has recorded that."""
    names = {row.movement_id for row in rows}
    return any(row.until is not None and row.until <= day and row.movement_id + END not in names for row in rows)


def _sales(connection: Connection, live: Live, of: dict[str, int], name: str) -> Iterable[Event]:
    found: dict[str, tuple[Happened, str | None, list[dict[str, Any]]]] = {}
    for row in connection.execute(_SALES, of).mappings():
        told = found.get(row["purchase_id"])
        if told is None:
            told = found[row["purchase_id"]] = (Happened(row["purchase_id"], None, row["at"], row["day"], 0), row["group_id"], [])
        told[2].append({**row, "fields": json.loads(row["fields"]) if row["fields"] else {}})
    for event, group, rows in found.values():
        yield purchase_event(event, name, rows, live.columns, group=group is not None)


def _returned(connection: Connection, of: dict[str, int], name: str) -> Iterable[Event]:
    found: dict[str, Return] = {}
    for ident, at, day, purchase, category, amount in connection.execute(_RETURNS, of):
        found.setdefault(ident, Return(ident, name, at, day, [])).rows.append(ReturnRow(purchase, category, amount))
    for event in found.values():
        event.rows.sort(key=lambda row: (row.purchase, row.category is not None, row.category or "", row.amount))
        yield event


def _moved(rows: Iterable[Row[Any]], name: str) -> Iterable[Event]:
    for row in rows:
        to_member = None if row.to_member is None else f"member {row.to_member}"  # whoever it is: what she has is not asked for
        yield movement_event(Happened(row.movement_id, None, row.at, row.day, 0), name, to_member, dict(row._mapping))
