"""What has to be posted so that the store says what the events say: nothing is edited, only the difference is added."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, update

from patron.engine.days import iso
from patron.store.answer import Change, PointsMoved
from patron.store.deciding.accounts import Posted, legs, postings
from patron.store.deciding.outcome import DECIDED, ChangeKey, Outcome, Row, Standing
from patron.store.deciding.stored import Stored, lots, states, tier_changes
from patron.store.deciding.transaction import Txn
from patron.store.hot import Hot

_WRITTEN = (*DECIDED, "version", "lots_known")
_NEW_STATE = Hot(
    update(states)
    .where(states.c.member == bindparam("of_member"))
    .values({name: bindparam(f"new_{name}", type_=states.c[name].type) for name in _WRITTEN})
)

NOTHING: Row = {
    "tier": "",
    "points": 0,
    "points_pending": 0,
    "points_earned": 0,
    "points_expired": 0,
    "points_taken_back": 0,
    "points_spent": 0,
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One member: what stands and should not, and what should stand and does not. Lots are rows of `lots` without the member.

    `state` has the columns that differ, as (stored, right); `lots_gone` are numbers of lots.
    """

    number: int
    member: str
    state: dict[str, tuple[Any, Any]]
    cancelled: tuple[tuple[int, int, ChangeKey], ...]  # row, place, change
    added: tuple[tuple[int, ChangeKey], ...]  # place, change
    posted: tuple[Posted, ...]
    lots_gone: tuple[int, ...]
    lots_new: tuple[Row, ...]
    lots_other: tuple[Row, ...]

    @property
    def matters(self) -> bool:
        """Whether anything differs beside the day up to which nothing happened by itself: introducers are looked at on others' days."""
        waited = self.state.keys() == {"decided_to"} and self.state["decided_to"][0] is not None
        return bool(self) and not (waited and self.only_state)

    @property
    def deviates(self) -> bool:
        """As `matters`, where nothing is to be written: the day on which something might have happened next has then passed, too."""
        if not (self.matters and self.only_state and self.state.keys() == {"decided_to", "next_due"}):
            return self.matters
        (stored, right), passed = self.state["decided_to"], self.state["next_due"][0]
        return None in {stored, passed} or not stored < passed <= right

    @property
    def only_state(self) -> bool:
        """Whether changes, postings and lots stand as they should."""
        return not (self.cancelled or self.added or self.posted or self.lots_gone or self.lots_new or self.lots_other)

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return bool(self.state) or not self.only_state


def difference(number: int, member: str, stored: Stored, right: Standing) -> Difference:
    """Compare one member."""
    keep = 0
    for (_, told), change in zip(stored.changes, right.changes, strict=False):
        if told != change:
            break
        keep += 1
    known = stored.lots if stored.state is None or stored.state["lots_known"] else {}
    old = stored.state or NOTHING
    return Difference(
        number=number,
        member=member,
        state={name: (old.get(name), value) for name, value in right.state.items() if old.get(name) != value or stored.state is None},
        cancelled=tuple((row, keep + place, change) for place, (row, change) in enumerate(stored.changes[keep:])),
        added=tuple((keep + place, change) for place, change in enumerate(right.changes[keep:])),
        posted=tuple(_to_post(stored.postings, right.postings)),
        lots_gone=tuple(sorted(known.keys() - right.lots.keys())),
        lots_new=tuple(row for lot, row in right.lots.items() if lot not in known),
        lots_other=tuple(row for lot, row in right.lots.items() if lot in known and known[lot] != row),
    )


def _to_post(stored: dict[tuple[int, str, str], int], right: dict[tuple[int, str, str], int]) -> Iterable[Posted]:
    for key in sorted(stored.keys() | right.keys()):
        points = right.get(key, 0) - stored.get(key, 0)
        if points:
            yield Posted(*key, points)


def write_difference(txn: Txn, one: Difference, stored: Stored) -> Outcome:
    """Post it; the state's version grows by one."""
    connection, versions = txn.connection, txn.versions
    shared = {"member": one.number, "entry": txn.entry}
    rows: list[Row] = []
    for row, place, (on, before, after, reason) in one.cancelled:
        told = {"on": on, "place": place, "before": before, "after": after, "reason": reason}
        rows.append({**shared, **told, "scheme_version": versions.on(on).number, "cancels": row})
    for place, (on, before, after, reason) in one.added:
        told = {"on": on, "place": place, "before": before, "after": after, "reason": reason}
        rows.append({**shared, **told, "scheme_version": versions.on(on).number, "cancels": None})
    if rows:
        txn.add(tier_changes, rows)
    if one.posted:
        txn.add(postings, legs(txn.entry, one.number, one.posted))
    write_lots(connection, one, stored)
    state = write_state(connection, one.number, stored.state, {name: right for name, (_, right) in one.state.items()})
    return Outcome(one.number, one.member, stored.state, state, _changes(one), moved_of(one.member, one.posted))


def write_lots(connection: Connection, one: Difference, stored: Stored) -> None:
    """Only the lots that changed; all of them where the store did not know them."""
    own = lots.c.member == one.number
    if stored.state is not None and not stored.state["lots_known"] and stored.lots:
        connection.execute(delete(lots).where(own))
    if one.lots_gone:
        connection.execute(delete(lots).where(own, lots.c.lot.in_(one.lots_gone)))
    for row in one.lots_other:
        connection.execute(update(lots).where(own, lots.c.lot == row["lot"]).values({key: row[key] for key in row if key != "lot"}))
    if one.lots_new:
        connection.execute(insert(lots), [{"member": one.number, **row} for row in one.lots_new])


def write_state(connection: Connection, number: int, old: Row | None, changed: Row) -> Row:
    """The new state; its version grows by one with every write."""
    if old is None:
        state = {"member": number, **NOTHING, **changed, "version": 1, "lots_known": True, "rights_version": None}
        connection.execute(insert(states), [state])
        return state
    new = {**old, **changed, "version": old["version"] + 1, "lots_known": True}
    _NEW_STATE.run(connection, {"of_member": number, **{f"new_{name}": new[name] for name in _WRITTEN}})
    return new


def _changes(one: Difference) -> tuple[Change, ...]:
    """Without those that only moved to another place among the others."""
    gone, come = Counter(change for _, _, change in one.cancelled), Counter(change for _, change in one.added)
    undone = [_shown(one.member, change, undone=True) for change in (gone - come).elements()]
    return (*undone, *(_shown(one.member, change) for change in (come - gone).elements()))


def _shown(member: str, change: ChangeKey, *, undone: bool = False) -> Change:
    on, before, after, reason = change
    return Change(member, iso(on), before, after, reason, undone)


def moved_of(member: str, posted: Iterable[Posted]) -> tuple[PointsMoved, ...]:
    """As it is answered."""
    return tuple(PointsMoved(member, iso(one.on), one.kind, one.rule, one.points) for one in posted)
