"""Vouchers and entitlements as of a day: the rows of those for whom a day, or a decision, may have changed them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Connection, exists, or_, select, update

from patron.engine.vouchers import has_vouchers
from patron.store.deciding.stored import states
from patron.store.reading.naming import members
from patron.store.rights import refresh_rights
from patron.store.rights.standing import entitlements, issues_anything, vouchers
from patron.store.schemes import Versions
from patron.store.store import Progress

if TYPE_CHECKING:
    from patron.store.deciding.desk import Desk

BATCH = 200  # members a transaction


def renew_rights(desk: Desk, day: int, progress: Progress) -> int:
    """Bring the stored rights of everyone up to a day; how many members that were. Those of whom nothing can have changed are left out."""
    with desk.database.read() as connection:
        versions = desk.versions(connection)
    renewed, last = 0, 0
    while issues_anything(versions):
        with desk.database.read() as connection:
            batch = _stale(connection, versions, day, last)
        if not batch:
            break
        desk.database.write(lambda connection, batch=batch: _renew(desk, connection, batch, day))  # type: ignore[misc]
        renewed, last = renewed + len(batch), batch[-1]
        progress("rights", renewed, 0)
    return renewed


def _renew(desk: Desk, connection: Connection, batch: Sequence[int], day: int) -> None:
    if not refresh_rights(desk.begin(connection), batch, day):  # which says itself what day its rows are of: with events after it, theirs
        connection.execute(update(states).where(states.c.member.in_(batch)).values(rights_on=day))


def _stale(connection: Connection, versions: Versions, day: int, last: int) -> list[int]:
    """The next members behind `last` whose rights are of an earlier day or decision, and who have or may get some."""
    decided = states.c.rights_version.is_distinct_from(states.c.version)
    earlier = or_(states.c.rights_on.is_(None), states.c.rights_on < day)
    query = select(states.c.member).join_from(states, members, members.c.number == states.c.member)
    query = query.where(states.c.member > last, members.c.merged_into.is_(None), or_(decided, earlier), _may_have(versions, decided))
    return list(connection.execute(query.order_by(states.c.member).limit(BATCH)).scalars())


def _may_have(versions: Versions, decided: ColumnElement[bool]) -> ColumnElement[bool]:
    """Some in hand, a tier that gets some, or, where points become vouchers, a decision since."""
    tiers = {plan.tiers[rank].id for plan in versions.plans for grant in plan.benefits.grants for rank in grant.tiers}
    ways: list[ColumnElement[bool]] = [states.c.tier.in_(sorted(tiers))]
    ways += [exists().where(table.c.member == states.c.member) for table in (vouchers, entitlements)]
    if any(has_vouchers(plan) for plan in versions.plans):
        ways.append(decided)
    return or_(*ways)


def fresh(state: tuple[int, int | None, int | None], day: int) -> bool:
    """Whether (version, rights_version, rights_on) of a member say that her stored rights are those of a day."""
    version, of_version, on = state
    return of_version == version and on == day
