"""Rebuilding: everything is worked out again from the events, and compared with what is stored."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from patron.engine.days import iso
from patron.store.answer import Decision
from patron.store.deciding.again import differences, redecide
from patron.store.deciding.differences import Difference
from patron.store.deciding.outcome import ChangeKey
from patron.store.deciding.stored import states_of
from patron.store.deciding.transaction import Txn
from patron.store.reading.closure import Links
from patron.store.rights import refresh_rights
from patron.store.schemes import Versions
from patron.store.store import Progress, quiet
from patron.store.uncollected import uncollected
from patron.store.upkeep import rebuilding_bulk as bulk
from patron.store.upkeep.groups import Members
from patron.store.upkeep.rebuilding_cards import cards_apart
from patron.store.upkeep.reports import Deviation, RebuildReport
from patron.store.upkeep.rights_compared import rights_at_odds

if TYPE_CHECKING:
    from patron.store.deciding.desk import Desk

MOST_NAMED = 1000
_DAYS = {"since", "review_on", "decided_to", "next_due"}


def rebuild(desk: Desk, *, write: bool = False, progress: Progress = quiet) -> RebuildReport:
    """Decide all members again from their first event, a group at a time, and tell what differs from what is stored.

    With `write` the differences are posted, in a transaction for each group.
    """
    with desk.database.read() as connection:
        versions = desk.versions(connection)
        everyone = Members(connection)
    named: list[Deviation] = []
    differing = groups = done = 0
    progress("rebuild", 0, len(everyone))
    for alike in _alike(desk, versions, everyone):
        everyone.pass_over(alike)
        groups += 1
        done += len(alike)
        progress("rebuild", done, len(everyone))
    for asked, decided in everyone.groups(desk.database, Links.of(versions.plans)):
        with desk.database.read() as connection, uncollected():
            found = _found(connection, versions, asked, decided)
        for deviations in found.values():
            named += deviations[: MOST_NAMED - len(named)]
        if found and write:
            _write(desk, list(found))
        differing += len(found)
        groups += 1
        done += len(decided)
        progress("rebuild", min(done, len(everyone)), len(everyone))
    apart = list(cards_apart(desk, write=write, progress=progress))
    named += [Deviation("", "card", card, "") for card in apart][: MOST_NAMED - len(named)]
    written = write and differing + len(apart) > 0
    return RebuildReport(len(everyone), groups, differing, tuple(named), written=written, cards_differing=len(apart))


def _alike(desk: Desk, versions: Versions, everyone: Members) -> Iterator[Collection[int]]:
    """In a large store, members of whom it is known at once that nothing differs."""
    with desk.database.read() as connection:
        parts = bulk.parts(connection, everyone.numbers) if bulk.worthwhile(connection, versions) else iter(())
        for part in parts:
            yield bulk.alike(connection, versions, part)


def _found(connection: Connection, versions: Versions, asked: Collection[int], decided: Collection[int]) -> dict[int, list[Deviation]]:
    """What differs, by member."""
    compared = [one for one in differences(connection, versions, asked) if one.number in decided]
    known = {number: state["lots_known"] for number, state in states_of(connection, [one.number for one in compared]).items()}
    found = {one.number: told(one, lots=known.get(one.number, True)) for one in compared}
    for number, deviations in rights_at_odds(connection, versions, decided).items():
        found.setdefault(number, []).extend(deviations)
    return {number: deviations for number, deviations in found.items() if deviations}


def _write(desk: Desk, members: Collection[int]) -> None:
    def work(txn: Txn) -> Decision:
        outcomes = redecide(txn, members)
        refresh_rights(txn, members, txn.when(None)[1])
        version = txn.versions.latest.number
        return Decision("rebuild", f"rebuild-{txn.entry}", txn.shown(txn.now), version, detail={"members": len(outcomes)})

    desk.transact("rebuild", {"members": sorted(members)}, work)


def told(one: Difference, *, lots: bool = True) -> list[Deviation]:
    """What differs of a member, column by column; without `lots`, those are left out: the store has none of hers yet.

    Nor does it know then on which day the next of them dies, and has a day in `next_due` that may be earlier.
    """
    found = [Deviation(one.member, column, stored, right) for column, stored, right in _state(one) if lots or column != "next_due"]
    found += [Deviation(one.member, "changes", _change(change), "") for _, _, change in one.cancelled]
    found += [Deviation(one.member, "changes", "", _change(change)) for _, change in one.added]
    found += [Deviation(one.member, post.kind, "", f"{post.points:+} by {post.rule} on {iso(post.on)}") for post in one.posted]
    return found + list(_lots(one)) if lots else found


def _state(one: Difference) -> Iterator[tuple[str, str, str]]:
    for column, (stored, right) in one.state.items():
        yield column, _shown(column, stored), _shown(column, right)


def _shown(column: str, value: object) -> str:
    if value is None:
        return ""
    return iso(value) if column in _DAYS and isinstance(value, int) else str(value)


def _change(change: ChangeKey) -> str:
    on, before, after, reason = change
    return f"{iso(on)} {before} > {after} ({reason})"


def _lots(one: Difference) -> Iterable[Deviation]:
    for lot in one.lots_gone:
        yield Deviation(one.member, "lots", f"lot {lot}", "")
    for row in (*one.lots_new, *one.lots_other):
        yield Deviation(one.member, "lots", "", f"lot {row['lot']}: {row['left']} of {row['made']} left by {row['rule']}")
