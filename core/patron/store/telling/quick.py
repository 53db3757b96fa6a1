"""A member's present standing by few and short queries: her own rows, stepped through the live runner, and her introducer's tiers.

Only for members about whom no other's events decide, but for introducers whose tiers count. Whoever was given points, was merged
from several records, or changed her introducer, and whoever's profile decides, is read as everybody is in `held`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, or_, select

from patron.engine.live import LateError, Live
from patron.engine.live.deriving import plain
from patron.engine.plan.profiles import facts_of
from patron.engine.reference.events import Event, Return, ReturnRow, key_of
from patron.store.deciding.grants import END
from patron.store.deciding.recording import Happened
from patron.store.deciding.replaying import change_key
from patron.store.deciding.telling import movement_event, purchase_event
from patron.store.hot import Hot
from patron.store.reading.closure import Links
from patron.store.reading.histories import lines, movements, purchases, returns
from patron.store.reading.naming import members
from patron.store.schemes import Versions
from patron.store.telling.held import Held, introducer_of
from patron.store.telling.introducers import Tiers, as_stored


class Who(NamedTuple):
    """What of a member's row is read here."""

    number: int
    member_id: str
    listed: bool
    joined_on: int | None
    referred_by: int | None
    opening_on: int | None
    opening_tier: str | None
    opening_since: int | None
    opening_points: int | None
    merged_into: int | None
    erased_at: int | None


class Moved(NamedTuple):
    """What of a movement's row is read here."""

    movement_id: str
    member: int
    at: int
    day: int
    kind: str
    points: int | None
    to_member: int | None
    ref: str | None
    value: str | None
    until: int | None


_OF = bindparam("of", type_=members.c.number.type)
_MEMBER = select(*(members.c[name] for name in Who._fields))
_BY_ID = Hot(_MEMBER.where(members.c.member_id == bindparam("of", type_=members.c.member_id.type)))
_BY_NUMBER = Hot(_MEMBER.where(members.c.number == _OF))
_MERGED = Hot(select(members.c.number).where(members.c.merged_into == _OF).limit(1))
_LINE = ("line", "amount", "category", "quantity", "list_amount", "store", "channel", "staff", "tender")
_SALES = Hot(
    select(*(purchases.c[name] for name in ("purchase_id", "at", "day", "group_id")), lines.c.fields, *(lines.c[name] for name in _LINE))
    .join_from(purchases, lines, lines.c.purchase == purchases.c.number)
    .where(purchases.c.member == _OF)
)
_BACK = [returns.c[name] for name in ("return_id", "at", "day", "purchase_id", "category", "amount")]
_RETURNS = Hot(select(*_BACK).where(returns.c.member == _OF))
_MOVEMENTS = Hot(select(*(movements.c[name] for name in Moved._fields)).where(or_(movements.c.member == _OF, movements.c.to_member == _OF)))


def read_member(connection: Connection, text: str) -> Who | None:
    """The row of a member by her own id, if it is hers still; otherwise she has to be found by all that names her."""
    found = [Who(*row) for row in _BY_ID.rows(connection, {"of": text})]
    return found[0] if found and found[0].merged_into is None and found[0].erased_at is None else None


def row_of(connection: Connection, number: int) -> Who:
    """The row of a member by her number."""
    return Who(*_BY_NUMBER.rows(connection, {"of": number})[0])


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


def quick_held(connection: Connection, alone: Alone, who: Who, day: int) -> Held | None:
    """The member at the end of a day; None where she has to be read with others."""
    if not alone.possible:
        return None
    read = _with_introducers(connection, alone, who, day)
    if read is None or not all(plain(alone.live.plan_on(one.day), one) for one in read.events):
        return None
    try:
        return _stepped(alone, read, day)
    finally:
        alone.live.forget([*alone.live.members])


@dataclass(slots=True)
class _Read:
    """The member and those introducers whose events are read, each but the last introduced by the next; `events` of all of them.

    `tiers` are those of the last one's introducer, by what is stored; None: there is none, it does not matter, or she is one of them.
    """

    people: list[Who]
    events: list[Event]
    tiers: Tiers | None = None


def _with_introducers(connection: Connection, alone: Alone, who: Who, day: int) -> _Read | None:
    """The member, and as far as tiers of introducers count and are not told by what is stored, that one, and so on.

    None where one of them was merged or erased, or has to be read with others.
    """
    read = _Read([who], [])
    while (events := _events(connection, alone, read.people[-1], day)) is not None:
        read.events += (one for one in events if one.day <= day)
        introducer = read.people[-1].referred_by
        if not alone.links.referrer_tier or introducer is None or any(introducer == one.number for one in read.people):
            read.events.sort(key=key_of)
            return read
        other = row_of(connection, introducer)
        if other.merged_into is not None or other.erased_at is not None:
            return None
        read.tiers = as_stored(connection, alone.versions, other, day, {one.day for one in events})
        if read.tiers is not None:
            read.events.sort(key=key_of)
            return read
        read.people.append(other)
    return None


def _events(connection: Connection, alone: Alone, who: Who, day: int) -> list[Event] | None:
    """All that happened to one; None where others' events are to be read, too."""
    of = {"of": who.number}
    moved = [Moved(*row) for row in _MOVEMENTS.rows(connection, of)]
    if any(_not_alone(row, who.number, alone.links) for row in moved) or _open_grant(moved, day):
        return None
    if _MERGED.rows(connection, of):
        return None
    name = who.member_id
    return [*_sales(connection, alone.live, of, name), *_returned(connection, of, name), *_moved(moved, name)]


def _stepped(alone: Alone, read: _Read, day: int) -> Held | None:
    """The first of those who were read."""
    live, name = alone.live, read.people[0].member_id
    ids = {one.number: one.member_id for one in read.people}
    if read.tiers is not None:
        ids[read.tiers.number] = read.tiers.member
        live.know(read.tiers.member, read.tiers.line, day)
    try:
        for one in read.people:
            if one.listed:
                opening = {column: getattr(one, column) for column in ("opening_on", "opening_tier", "opening_since", "opening_points")}
                introducer = None if one.referred_by is None else ids.get(one.referred_by)
                live.add(one.member_id, joined=one.joined_on, introducer=introducer, **opening)
        if any(live.take(one).findings for one in read.events):
            return None
    except LateError:
        return None
    if name not in live.members:
        return None
    live.start_days([one.member_id for one in read.people if one.member_id in live.members], day)
    member, version = live.members[name], alone.versions.on(day)
    changes = tuple(change_key(alone.versions, one) for one in member.changes)
    return Held(member, day, version, introducer_of(live, version, member), tuple(live.lots(name)), changes)


def _not_alone(row: Moved, number: int, links: Links) -> bool:
    """Points from another member, or an introducer who counts."""
    return row.member != number or (links.referrer_tier and row.kind == "profile" and row.ref == "referred_by")


def _open_grant(rows: Sequence[Moved], day: int) -> bool:
    """Whether a granted tier has come to its end, and nobody has recorded that."""
    names = {row.movement_id for row in rows}
    return any(row.until is not None and row.until <= day and row.movement_id + END not in names for row in rows)


def _sales(connection: Connection, live: Live, of: dict[str, int], name: str) -> Iterable[Event]:
    found: dict[str, tuple[Happened, str | None, list[dict[str, Any]]]] = {}
    for ident, at, day, group, fields, *cells in _SALES.rows(connection, of):
        told = found.get(ident)
        if told is None:
            told = found[ident] = (Happened(ident, None, at, day, 0), group, [])
        line = dict(zip(_LINE, cells, strict=True))
        line["fields"] = json.loads(fields) if fields else {}
        told[2].append(line)
    for event, group, rows in found.values():
        yield purchase_event(event, name, rows, live.columns, group=group is not None)


def _returned(connection: Connection, of: dict[str, int], name: str) -> Iterable[Event]:
    found: dict[str, Return] = {}
    for ident, at, day, purchase, category, amount in _RETURNS.rows(connection, of):
        found.setdefault(ident, Return(ident, name, at, day, [])).rows.append(ReturnRow(purchase, category, amount))
    for event in found.values():
        event.rows.sort(key=lambda row: (row.purchase, row.category is not None, row.category or "", row.amount))
        yield event


def _moved(rows: Iterable[Moved], name: str) -> Iterable[Event]:
    for row in rows:
        to_member = None if row.to_member is None else f"member {row.to_member}"  # whoever it is: what she has is not asked for
        yield movement_event(Happened(row.movement_id, None, row.at, row.day, 0), name, to_member, row._asdict())
