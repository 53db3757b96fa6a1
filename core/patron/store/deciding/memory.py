"""Members in memory, each as of the version of her stored state: what decides one event without reading her history again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import polars as pl
from sqlalchemy import Connection, bindparam, select

from patron.engine.history import History
from patron.engine.live import Live
from patron.store.deciding.grants import limited_grants
from patron.store.deciding.outcome import DECIDED, Row
from patron.store.deciding.replaying import lots_of, state_of
from patron.store.deciding.stored import states, states_of
from patron.store.hot import Hot
from patron.store.reading.closure import Links, needed
from patron.store.reading.histories import history_of
from patron.store.reading.naming import ids_of, members
from patron.store.schemes import Versions

MOST_HELD = 50_000  # members; beyond, memory is emptied
# Ends of granted tiers are in `next_due`, which the live runner does not know; an introducer may be looked at on a later day.
_HOUSE = {"next_due", "decided_to"}

_VERSION = Hot(
    select(members.c.number, members.c.merged_into, states.c.version)
    .join_from(members, states, states.c.member == members.c.number, isouter=True)
    .where(members.c.member_id == bindparam("named"))
)

States = dict[int, Row | None]
Lots = dict[int, tuple[int, int | None]]  # (left, earned) by number


@dataclass(slots=True)
class Held:
    """One member: the `version` of the stored state that is in memory, the lots as they are stored, and the days on which grants end.

    Her ledger notes which lots changed since.
    """

    name: str
    version: int
    lots: Lots
    ends: tuple[int, ...] = ()


class Memory:
    """The live runner of some versions of a scheme, and which members it holds."""

    def __init__(self, versions: Versions) -> None:
        self.versions = versions
        self.links = Links.of(versions.plans)
        self.held: dict[int, Held] = {}
        self.live = Live(versions.dated(), versions.zone, record=True)

    def ready(self, connection: Connection, states: States) -> bool:
        """Bring these members up to what is stored; False where they cannot be, and have to be decided from their events.

        `states`: their stored states, None for one of whom nothing was decided.
        """
        known = [number for number, state in states.items() if state is not None]
        if all(self._fresh(number, state) for number, state in states.items()) and self._introducers_fresh(connection, known):
            return True
        return self._load(connection, known)

    def _fresh(self, number: int, state: Row | None) -> bool:
        held = self.held.get(number)
        return state is None or (held is not None and held.version == state["version"])

    def _introducers_fresh(self, connection: Connection, numbers: Collection[int]) -> bool:
        """Whether all introducers of these, and theirs, are in memory as they are stored."""
        if not self.links.referrer_tier:
            return True
        own = {self.held[number].name for number in numbers}
        waiting, chain = list(own), set(own)
        while waiting:
            member = self.live.members.get(waiting.pop())
            introducer = None if member is None else member.introducer.latest
            if introducer is not None and introducer not in chain:
                chain.add(introducer)
                waiting.append(introducer)
        return all(self._as_stored(connection, name) for name in chain - own)

    def _as_stored(self, connection: Connection, name: str) -> bool:
        """Whether an introducer is held as of her stored version; of whom nothing is stored, nothing may be held."""
        found = _VERSION.rows(connection, {"named": name})
        number, merged_into, version = found[0] if found else (0, None, None)
        if merged_into is not None:
            return False
        if version is None:
            return name not in self.live.members
        return number in self.held and self.held[number].version == version

    def _load(self, connection: Connection, numbers: Collection[int]) -> bool:
        """Replay these members and all whom they need from their events, each as far as she was decided."""
        if len(self.held) > MOST_HELD:
            self.forget(list(self.held))
        every = needed(connection, numbers, self.links)
        ids = ids_of(connection, every)
        self.forget(every)
        states = states_of(connection, every)
        history = whole_history(connection, self.versions, every)
        decided = {ids[number]: state["decided_to"] for number, state in states.items() if state["decided_to"] is not None}
        left_out = self.live.replay(history, max([*decided.values(), *days_of(history)], default=0), decided=decided)
        agrees = not left_out and all(self._agrees(ids[number], state) for number, state in states.items())
        grants = limited_grants(connection, every) if agrees else {}
        for number, state in states.items() if agrees else ():
            name = ids[number]
            lots = lots_of(self.live.plan_of(name), self.live.members[name]) if state["lots_known"] else {}
            known = {lot: (row["left"], row["earned"]) for lot, row in lots.items()}
            self.live.members[name].ledger.touched = {} if state["lots_known"] else None
            self.held[number] = Held(name, state["version"], known, tuple(one.until for one in grants.get(number, ())))
        if not agrees:
            self.live.forget(ids.values())
        return agrees

    def _agrees(self, name: str, state: Row) -> bool:
        """Whether memory says what is stored; otherwise the store is decided again, which posts the difference."""
        if name not in self.live.members:
            return False
        found = state_of(self.live, name)
        return all(found[column] == state[column] for column in DECIDED if column not in _HOUSE)

    def forget(self, numbers: Iterable[int], names: Mapping[int, str] | None = None) -> None:
        """Hold these members no more; `names` also tells who newcomers are, whom the live runner knows before they are held."""
        every = list(numbers)
        found = {number: self.held.pop(number).name for number in every if number in self.held}
        newcomers = [names[number] for number in every if number in names and number not in found] if names else []
        self.live.forget([*found.values(), *newcomers])


def whole_history(connection: Connection, versions: Versions, numbers: Collection[int]) -> History:
    """All events of these members, with what the plans of all versions read."""
    fields = sorted({field for plan in versions.plans for field in plan.profile_fields})
    cards = any(kind.gives_tier is not None for plan in versions.plans for kind in plan.cards)
    return history_of(connection, numbers, industry=versions.industry, fields=fields, cards=cards)


def days_of(history: History, ids: Collection[str] | None = None) -> list[int]:
    """The last days of events and of openings; of these members only, where they are given."""
    own = pl.lit(value=True) if ids is None else pl.col("member_id").is_in(list(ids))
    gifts = own if ids is None else own | pl.col("to_member").is_in(list(ids))
    frames = ((history.lines, own), (history.returns, own), (history.movements, gifts))
    last = [frame.filter(of)["day"].max() for frame, of in frames if frame.height]
    last.append(history.members.filter(own)["opening_on"].max())
    return [int(day) for day in last if day is not None]  # type: ignore[arg-type]
