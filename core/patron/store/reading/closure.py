"""Closed sets of members: whom an event may change, and whose events must be read to decide them.

Members depend on one another by introductions (where some rule reads `referrer_tier`), by rewards for introducing (where the scheme
has `points.referral`) and by gifts of points. Numbers are those of survivors throughout.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, Table, select

from patron.engine.plan import Plan
from patron.engine.plan.conditions import Condition, ProfileFact, Test
from patron.store.reading.chunks import rows_of
from patron.store.reading.naming import find_member, ids_of, members, numbers_of, records_of, survivor, survivors
from patron.store.tables import MovementRow
from patron.store.tables.events import NAMES_INTRODUCER

movements: Table = MovementRow.__table__  # type: ignore[attr-defined]
_GIVES = movements.c.kind == "give"


@dataclass(frozen=True, slots=True)
class Links:
    """By what members depend on one another beside gifts."""

    referrer_tier: bool = True  # an introducer's tier decides about those introduced
    referral: bool = True  # introducers earn by purchases of those introduced

    @classmethod
    def of(cls, plans: Iterable[Plan]) -> Links:
        """Those of every version of a scheme."""
        every = tuple(plans)
        rules = [rule for plan in every for rule in (*plan.qualification, *plan.maintenance, *plan.withdrawal)]
        return cls(any(_reads_referrer(rule.when) for rule in rules), any(bool(plan.points.referral) for plan in every))


def affected(connection: Connection, numbers: Iterable[int], links: Links) -> set[int]:
    """The members that an event of these may change, themselves included."""
    ways: list[Way] = [receivers]
    ways += [introduced] if links.referrer_tier else []
    ways += [introducers] if links.referral else []
    return _reached(connection, numbers, ways)


def needed(connection: Connection, numbers: Iterable[int], links: Links) -> set[int]:
    """The members whose events must be read to decide these (an `affected` set), themselves included."""
    ways: list[Way] = [givers]
    ways += [introducers] if links.referrer_tier else []
    ways += [introduced] if links.referral else []
    return _reached(connection, numbers, ways)


Way = Callable[[Connection, Collection[int]], set[int]]


def _reached(connection: Connection, numbers: Iterable[int], ways: Collection[Way]) -> set[int]:
    found = set(numbers)
    asked = found
    while asked:
        reached = set().union(*(way(connection, asked) for way in ways))
        asked = reached - found
        found = found | asked
    return found


def receivers(connection: Connection, numbers: Collection[int]) -> set[int]:
    """Whom these members gave points."""
    given = rows_of(connection, select(movements.c.to_member).where(_GIVES), movements.c.member, records_of(connection, numbers))
    return _standing(connection, (to for (to,) in given))


def givers(connection: Connection, numbers: Collection[int]) -> set[int]:
    """Who gave these members points."""
    given = rows_of(connection, select(movements.c.member).where(_GIVES), movements.c.to_member, records_of(connection, numbers))
    return _standing(connection, (giver for (giver,) in given))


def introducers(connection: Connection, numbers: Collection[int]) -> set[int]:
    """Whoever introduced these members at some time."""
    records = records_of(connection, numbers)
    first = rows_of(connection, select(members.c.referred_by), members.c.number, records)
    later = rows_of(connection, select(movements.c.value).where(NAMES_INTRODUCER), movements.c.member, records)
    named = numbers_of(connection, (value for (value,) in later if value))
    return _standing(connection, (number for (number,) in first)) | set(named.values())


def introduced(connection: Connection, numbers: Collection[int]) -> set[int]:
    """Whom these members introduced at some time."""
    records = records_of(connection, numbers)
    first = rows_of(connection, select(members.c.number), members.c.referred_by, records)
    ids = ids_of(connection, records).values()
    later = rows_of(connection, select(movements.c.member).where(NAMES_INTRODUCER), movements.c.value, ids)
    return _standing(connection, (number for (number,) in (*first, *later)))


def _standing(connection: Connection, numbers: Iterable[int | None]) -> set[int]:
    return set(survivors(connection, {number for number in numbers if number is not None}).values())


def _reads_referrer(condition: Condition) -> bool:
    if isinstance(condition, Test):
        return condition.measure == "referrer_tier"
    return not isinstance(condition, ProfileFact) and any(_reads_referrer(part) for part in condition.parts)


__all__ = ["Links", "affected", "find_member", "ids_of", "introduced", "needed", "numbers_of", "receivers", "survivor", "survivors"]
