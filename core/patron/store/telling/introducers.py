"""An introducer's tiers by what is stored of her, so that none of her events have to be read."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Connection, bindparam, select

from patron.engine.reference.calendar import first_instant
from patron.engine.reference.member import Timeline
from patron.store.deciding.stored import states, tier_changes
from patron.store.hot import Hot
from patron.store.schemes import Versions

_OF = bindparam("of", type_=states.c.member.type)
_STATE = Hot(select(states.c.tier, states.c.decided_to, states.c.next_due).where(states.c.member == _OF))
_CHANGE = [tier_changes.c[name] for name in ("number", "cancels", "place", "on", "before", "after")]
_CHANGES = Hot(select(*_CHANGE).where(tier_changes.c.member == _OF))


class Introducer(Protocol):
    """What of an introducer's row is read."""

    @property
    def number(self) -> int:
        """Of the record."""

    @property
    def member_id(self) -> str:
        """The company's own id."""

    @property
    def listed(self) -> bool:
        """Whether a members file, or an enrolment, names her."""


@dataclass(frozen=True, slots=True)
class Tiers:
    """A member's ranks over time: `line` is true at every event of those who were asked about, and at the end of every day."""

    number: int
    member: str
    line: Timeline[int]


def as_stored(connection: Connection, versions: Versions, who: Introducer, day: int, days: Collection[int]) -> Tiers | None:
    """The tiers up to the end of a day, for looking at them at events on `days`.

    None where what is stored does not say it: something of hers is due that was not decided, it is not certain that she was known by
    then, versions of the scheme have different tiers, or her tier changed on one of the days, at what time of it no row tells.
    """
    ranks = versions.all[0].ranks
    found = _STATE.rows(connection, {"of": who.number})
    if not found or any(one.ranks != ranks for one in versions.all):
        return None
    ((tier, decided_to, next_due),) = found
    if decided_to is None or (decided_to > day and not who.listed) or (next_due is not None and next_due <= day):
        return None
    rows = _CHANGES.rows(connection, {"of": who.number})
    cancelled = {cancels for _, cancels, *_ in rows}
    held = sorted(
        (place, on, before, after) for number, cancels, place, on, before, after in rows if cancels is None and number not in cancelled
    )
    line = Timeline(ranks[held[0][2] if held else tier])
    for _, on, before, after in held:
        if before == after or on > day:
            continue
        if on in days:
            return None
        line.change((first_instant(on, versions.zone), 0, "", 0), on, ranks[after])
    return Tiers(who.number, who.member_id, line)
