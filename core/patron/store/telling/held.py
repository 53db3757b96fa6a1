"""One member as the engine knows her at the end of a day, read by her own rows and those of whom she depends on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import polars as pl
from sqlalchemy import Connection

from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.reference.judging import Judged
from patron.engine.reference.member import Member
from patron.engine.reference.runner import Run
from patron.findings import FindingsError
from patron.store.reading.closure import Links, needed
from patron.store.reading.histories import history_of
from patron.store.reading.naming import ids_of
from patron.store.schemes import Version, Versions

Recorder = Callable[[Judged], None]


@dataclass(frozen=True, slots=True)
class Held:
    """`member` as she stands at the end of `day` under `version`; `introducer` is the rank of a known introducer's tier."""

    member: Member
    day: int
    version: Version
    introducer: int | None

    @property
    def plan(self) -> Plan:
        """The plan that holds on the day."""
        return self.version.plan


def read_history(connection: Connection, versions: Versions, number: int) -> History:
    """All that the member's decisions depend on."""
    closed = needed(connection, [number], Links.of(versions.plans))
    return history_of(connection, closed, industry=versions.industry, fields=versions.latest.plan.profile_fields)


def held(connection: Connection, versions: Versions, number: int, day: int) -> Held | None:
    """The member at the end of a day; None if there is nothing of her up to it."""
    name = ids_of(connection, [number])[number]
    return held_in(versions, read_history(connection, versions, number), name, day)


def held_in(versions: Versions, history: History, name: str, day: int, record: Recorder | None = None) -> Held | None:
    """The same from a history that has been read; `record` receives every rule that was judged of her."""
    version = versions.on(day)
    run = Run(version.plan, history, day, recorders=lambda one: record if one == name else None)
    try:
        run.go()
    except FindingsError as error:  # movements that had been refused, had all been known: left out, as the run has done
        if not run.members:
            raise error
    member = run.members.get(name)
    if member is None:
        return None
    who = member.introducer.latest
    known = who is not None and who != name and who in run.members
    return Held(member, day, version, run.members[who].standing.tier if known and who is not None else None)


def up_to(history: History, at: int) -> History:
    """What is dated up to an instant."""
    return replace(
        history,
        lines=history.lines.filter(pl.col("at") <= at),
        returns=history.returns.filter(pl.col("at") <= at),
        movements=history.movements.filter(pl.col("at") <= at),
    )
