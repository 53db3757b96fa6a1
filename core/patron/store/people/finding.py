"""Who somebody at a till is: by id, card, phone or name, with what tells candidates apart and no more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from patron.store.deciding.stored import states_of
from patron.store.reading.chunks import rows_of
from patron.store.reading.naming import aliases, members, people, survivors
from patron.store.reading.phones import masked_name, masked_phone, plain_phone, spellings
from patron.store.tables.names import name_key
from patron.store.take_in import local_day

if TYPE_CHECKING:
    from patron.store.deciding.desk import Desk
    from patron.store.schemes import Versions

MOST_FOUND = 50


@dataclass(frozen=True, slots=True)
class Found:
    """A member that a text may stand for. `by`: id, card, phone or name; `tier` is an id; phone and name are masked."""

    member: str
    by: str
    tier: str = ""
    points: int = 0
    points_pending: int = 0
    phone: str = ""
    name: str = ""

    def as_json(self) -> dict[str, Any]:
        """JSON values, keys in the order of the fields."""
        return asdict(self)


def lookup(desk: Desk, text: str) -> list[Found]:
    """Everyone whom an id, card, phone or whole name stands for, at most MOST_FOUND, by member id; nobody: an empty list.

    A merged record is found as the survivor. Names are compared without case, blanks and the order of words; erased members are not
    found. Tier and points are today's, whether or not the day was closed.
    """
    with desk.database.read() as connection:
        versions = desk.versions(connection)
        return find(connection, text.strip(), versions, local_day(desk.now(), versions.zone))


def find(connection: Connection, text: str, versions: Versions, today: int) -> list[Found]:
    """As `lookup`, on a connection."""
    by: dict[int, str] = {}
    for how, numbers in _ways(connection, text):
        for number in numbers:
            by.setdefault(number, how)
    stands = survivors(connection, by)
    ways: dict[int, str] = {}
    for number, how in by.items():
        ways.setdefault(stands[number], how)
    query = select(members.c.number, members.c.member_id, people.c.phone, people.c.name).where(members.c.erased_at.is_(None))
    rows = rows_of(connection, query.join_from(members, people, people.c.member == members.c.number, isouter=True), members.c.number, ways)
    rows = sorted(rows, key=lambda row: str(row.member_id))[:MOST_FOUND]
    states = states_of(connection, [row.number for row in rows])
    found = []
    for row in rows:
        state = _today(connection, versions, row.number, states.get(row.number, {}), today)
        found.append(
            Found(
                member=row.member_id,
                by=ways[row.number],
                tier=state.get("tier", ""),
                points=state.get("points", 0),
                points_pending=state.get("points_pending", 0),
                phone=masked_phone(row.phone),
                name=masked_name(row.name),
            )
        )
    return found


def _today(connection: Connection, versions: Versions, number: int, state: dict[str, Any], day: int) -> dict[str, Any]:
    """The state as it is by now: with the reviews and expiries that have come since it was decided."""
    if state.get("next_due") is None or state["next_due"] > day:
        return state
    from patron.store.telling.held import held

    now = held(connection, versions, number, day)
    if now is None:
        return state
    standing, ledger = now.member.standing, now.member.ledger
    return {"tier": now.plan.tiers[standing.tier].id, "points": ledger.balance, "points_pending": ledger.pending}


def _ways(connection: Connection, text: str) -> Iterable[tuple[str, list[int]]]:
    yield "id", list(connection.execute(select(members.c.number).where(members.c.member_id == text)).scalars())
    yield "card", list(connection.execute(select(aliases.c.member).where(aliases.c.alias == text)).scalars())
    if (phone := plain_phone(text)) is not None:
        yield (
            "phone",
            list(connection.execute(select(people.c.member).where(people.c.phone.in_(spellings(phone))).limit(MOST_FOUND)).scalars()),
        )
    if (name := name_key(text)) is not None:
        yield "name", list(connection.execute(select(people.c.member).where(people.c.name_key == name).limit(MOST_FOUND)).scalars())
