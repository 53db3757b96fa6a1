"""One member as the engine knows her at the end of a day, read by her own rows and those of whom she depends on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import polars as pl
from sqlalchemy import Connection

from patron.engine.history import History
from patron.engine.live import Live
from patron.engine.plan import Plan
from patron.engine.reference.judging import Judged
from patron.engine.reference.member import Member
from patron.engine.reference.standing import GRANT
from patron.engine.reference.trace import LotNow
from patron.store.deciding.grants import END, Limited, limited_grants
from patron.store.deciding.memory import whole_history
from patron.store.deciding.outcome import ChangeKey
from patron.store.deciding.replaying import change_key
from patron.store.reading.closure import Links, needed
from patron.store.reading.naming import ids_of
from patron.store.schemes import Version, Versions
from patron.store.take_in import start_of_day


@dataclass(frozen=True, slots=True)
class Held:
    """`member` as she stands at the end of `day` under `version`; `introducer` is the rank of a known introducer's tier.

    `changes` have tiers by their ids; `judged` is every rule that was judged of her, where that was asked for.
    """

    member: Member
    day: int
    version: Version
    introducer: int | None
    lots: tuple[LotNow, ...]
    changes: tuple[ChangeKey, ...]
    judged: tuple[Judged, ...] = ()

    @property
    def plan(self) -> Plan:
        """The plan that holds on the day."""
        return self.version.plan


def held(connection: Connection, versions: Versions, number: int, day: int) -> Held | None:
    """The member at the end of a day; None if there is nothing of her up to it."""
    name = ids_of(connection, [number])[number]
    history = read_history(connection, versions, number)
    return held_in(versions, history, name, day, limited=limited_grants(connection, [number]).get(number, ()))


def read_history(connection: Connection, versions: Versions, number: int) -> History:
    """All that the member's decisions depend on."""
    return whole_history(connection, versions, needed(connection, [number], Links.of(versions.plans)))


def held_in(
    versions: Versions, history: History, name: str, day: int, *, judged: bool = False, limited: Iterable[Limited] = ()
) -> Held | None:
    """The same from a history that has been read. `limited`: her grants that are to end, and have not been ended yet."""
    live = _replayed(versions, history, day, name if judged else None)
    for grant in limited:
        if grant.until <= day:
            ended = _ended(versions, history, name, grant)
            if ended is not None:
                history = ended
                live = _replayed(versions, history, day, name if judged else None)
    member = live.members.get(name)
    if member is None:
        return None
    return Held(
        member=member,
        day=day,
        version=versions.on(day),
        introducer=introducer_of(live, versions.on(day), member),
        lots=tuple(live.lots(name)),
        changes=tuple(change_key(versions, one) for one in member.changes),
        judged=tuple(one for _, one in live.recorded),
    )


def _replayed(versions: Versions, history: History, day: int, watched: str | None) -> Live:
    """What had been refused is not recorded, so nothing is left out."""
    live = Live(versions.dated(), versions.zone)
    live.replay(history, day, watch=None if watched is None else lambda one: one == watched)
    return live


def introducer_of(live: Live, version: Version, member: Member) -> int | None:
    """The rank, in a version, of the tier that a known introducer holds."""
    who = member.introducer.latest
    if who is None or who == member.id or who not in live.members:
        return None
    tier = live.plan_of(who).tiers[live.members[who].standing.tier].id
    return version.ranks.get(tier)


def _ended(versions: Versions, history: History, name: str, grant: Limited) -> History | None:
    """With the movement that the store will record at the start of a grant's last day; None if the tier stems from it no more."""
    member = _replayed(versions, history, grant.until - 1, None).members.get(name)
    if member is None or (member.standing.reason, member.standing.since) != (GRANT, grant.day):
        return None
    before = [change_key(versions, one)[1] for one in member.changes if (one.reason, one.on) == (GRANT, grant.day)][-1]
    told: dict[str, object] = {"movement_id": grant.id + END, "member_id": name, "kind": "grant_tier", "value": before}
    told |= {"at": start_of_day(grant.until, versions.zone), "day": grant.until, "row": 0}
    row = pl.DataFrame([[told.get(column) for column in history.movements.columns]], schema=history.movements.schema, orient="row")
    return replace(history, movements=pl.concat([history.movements, row]))


def up_to(history: History, at: int) -> History:
    """What is dated up to an instant."""
    return replace(
        history,
        lines=history.lines.filter(pl.col("at") <= at),
        returns=history.returns.filter(pl.col("at") <= at),
        movements=history.movements.filter(pl.col("at") <= at),
    )
