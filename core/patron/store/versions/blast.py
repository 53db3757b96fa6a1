"""The blast radius of a scheme: what would change, and for whom, if it took effect on a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, select

from patron.engine.amounts_text import decimal_text
from patron.engine.days import day_of, iso
from patron.engine.run import BATCH_FROM, Runner
from patron.simulation.replay.costs import per_member_year
from patron.simulation.replay.request import Request
from patron.store.deciding.stored import states
from patron.store.reading.closure import Links, needed
from patron.store.reading.histories import history_of, purchases
from patron.store.reading.naming import ids_of, members
from patron.store.schemes import Version, Versions
from patron.store.store import Progress, quiet
from patron.store.upkeep.groups import Members
from patron.store.versions.applying import read_new
from patron.store.versions.carrying import carried_through, gone
from patron.store.versions.comparing import Compared, Worth
from patron.store.versions.radius import Blast, Flow, PointsRadius, TierCount

if TYPE_CHECKING:
    from patron.store.deciding.desk import Desk

_NAMED = 20
_GROUP = 20_000  # members compared at once


def plan(desk: Desk, scheme: Path, *, effective_from: date, progress: Progress = quiet) -> Blast:
    """Who would rise, fall, gain and lose by a scheme from a day on; writes nothing.

    Both the scheme that holds on the day and the new one are laid over all that is recorded before it. Raises FindingsError for
    errors in the file, RefusedError where `apply` would.
    """
    day = day_of(effective_from)
    assert day is not None
    with desk.database.read() as connection:
        versions = desk.versions(connection)
        new = read_new(connection, versions, scheme, day)
        everyone = Members(connection)
        on_the_day = tuple(_carried(connection, versions, new))
        sales = connection.execute(select(func.count()).select_from(purchases)).scalar_one()
    old = versions.on(day)
    runner: Runner = "batch" if sales >= BATCH_FROM else "reference"
    compared = Compared(old.plan, new.plan, day - 1, runner)
    links = Links.of((*versions.plans, new.plan))
    done = 0
    progress("plan", 0, len(everyone))
    fields = sorted({*old.plan.profile_fields, *new.plan.profile_fields})
    for _, decided in everyone.groups(desk.database, links, _GROUP):
        with desk.database.read() as connection:
            history = history_of(connection, needed(connection, decided, links), industry=new.industry, fields=fields)
            ids = ids_of(connection, decided)
        compared.add(history, list(ids.values()))
        done += len(decided)
        progress("plan", min(done, len(everyone)), len(everyone))
    return drawn_up(compared, old, new, day, on_the_day)


def drawn_up(compared: Compared, old: Version, new: Version, day: int, on_the_day: tuple[Flow, ...]) -> Blast:
    """The sums as they are told."""
    order = [tier.id for tier in new.plan.tiers]
    place = {tier: number for number, tier in enumerate(order)}
    stands = {tier: place[after] for tier, after in carried_through([old.plan, new.plan]).items()}
    every = compared.flows([*order, *(tier.id for tier in old.plan.tiers if tier.id not in place)])
    return Blast(
        scheme=new.plan.scheme,
        version=old.number,
        effective_from=iso(day),
        currency=new.plan.currency,
        members=compared.members,
        rise=sum(one.members for one in every if place[one.after] > stands[one.before]),
        fall=sum(one.members for one in every if place[one.after] < stands[one.before] + (one.before not in place)),
        flows=every,
        carried=on_the_day,
        tiers=tuple(_tiers(compared, old, new)),
        points=_points(compared, old, new),
    )


def _tiers(compared: Compared, old: Version, new: Version) -> list[TierCount]:
    counts = []
    for tier in dict.fromkeys([*(one.id for one in new.plan.tiers), *(one.id for one in old.plan.tiers)]):
        before, after = compared.before.get(tier, 0), compared.after.get(tier, 0)
        costs = (decimal_text(number * _year(version, tier), new.plan.places) for version, number in ((old, before), (new, after)))
        counts.append(TierCount(tier, before, after, *costs))
    return counts


def _year(version: Version, tier: str) -> int:
    """What a year of membership costs by the scheme's own figures, all benefits used; 0 for a tier that it does not have."""
    if version.scheme is None or tier not in version.ranks:
        return 0
    return per_member_year(version.scheme, version.plan, version.ranks[tier], Request())


def _points(compared: Compared, old: Version, new: Version) -> PointsRadius:
    before, after = compared.points
    worths = [Worth(old.plan.points.rate).of(before), Worth(new.plan.points.rate).of(after)]
    cost_before, cost_after = (None if worth is None else decimal_text(worth, new.plan.places) for worth in worths)
    return PointsRadius(before, after, compared.gain, compared.lose, cost_before, cost_after, compared.most(), compared.uncovered)


def _carried(connection: Connection, versions: Versions, new: Version) -> list[Flow]:
    """The members of today who hold a tier that the new scheme does not have."""
    flows = []
    for before, after in gone(carried_through([*versions.plans, new.plan])).items():
        holding = states.c.tier == before
        count = connection.execute(select(func.count()).select_from(states).where(holding)).scalar_one()
        if count:
            named = select(members.c.member_id).join_from(states, members, members.c.number == states.c.member).where(holding)
            first = connection.execute(named.order_by(members.c.member_id).limit(_NAMED)).scalars().all()
            flows.append(Flow(before, after, count, tuple(first)))
    return flows
