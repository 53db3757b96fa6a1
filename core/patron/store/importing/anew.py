"""Members of whom nothing was decided yet, decided event by event together: what should stand is written table by table.

What comes out is what `deciding.again` comes to, which compares members with what is stored, and writes one after another.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import polars as pl

from patron.store.deciding.again import refused, with_ends
from patron.store.deciding.grants import limited_grants
from patron.store.deciding.memory import days_of, whole_history
from patron.store.deciding.outcome import DECIDED, Standing
from patron.store.deciding.replaying import replay
from patron.store.deciding.stored import LOT_COLUMNS, lots, states, states_of, tier_changes
from patron.store.deciding.transaction import Txn
from patron.store.importing.decided import CHANGES, Made, write_legs
from patron.store.importing.writing import Writing, insert_frame
from patron.store.reading.closure import affected, needed
from patron.store.reading.naming import survivors
from patron.store.rights.ends import card_ends

_POSTED: dict[str, pl.DataType] = {
    "member": pl.Int64(),
    "on": pl.Int32(),
    "kind": pl.String(),
    "rule": pl.String(),
    "points": pl.Int64(),
}
_TEXTS = {"tier", "reason", "last_id", "rule", "waits_for"}  # of states and lots; all others are integers


def decide_anew(txn: Txn, to: Writing, asked: Collection[int], as_of: int) -> Made | None:
    """Decide these members and all whom they affect, and write where they stand; None, and nothing written, where something is stored.

    Raises RefusedError where a movement is impossible.
    """
    connection = txn.connection
    numbers = affected(connection, asked, txn.links)
    every = needed(connection, numbers, txn.links)
    if any(number != after for number, after in survivors(connection, every).items()) or states_of(connection, every):
        return None
    txn.touch(numbers)
    history = whole_history(connection, txn.versions, every)
    ids = txn.name(every)
    as_of = max([*days_of(history, [ids[number] for number in numbers]), as_of])
    done = replay(txn.versions, history, as_of, [ids[number] for number in numbers])
    if done.findings:
        raise refused(done.findings, None)
    txn.count(*done.count)
    grants, cards = limited_grants(connection, numbers), card_ends(connection, txn.versions, numbers)
    right = {
        number: with_ends(done.standings[ids[number]], grants.get(number, []), cards.get(number, []))
        for number in sorted(numbers)
        if ids[number] in done.standings
    }
    _write_states(to, right)
    return Made(len(asked), _write_changes(to, right), _write_postings(to, right))


def _write_changes(to: Writing, right: Mapping[int, Standing]) -> int:
    days = {on for one in right.values() for on, *_ in one.changes}
    version = {day: to.versions.on(day).number for day in days}
    rows = [
        (number, place, None, *change, version[change[0]], to.entry)
        for number, one in right.items()
        for place, change in enumerate(one.changes)
    ]
    to.add(tier_changes, pl.DataFrame(rows, schema=CHANGES, orient="row"))
    return len(rows)


def _write_postings(to: Writing, right: Mapping[int, Standing]) -> int:
    rows = [(number, *key, points) for number, one in right.items() for key, points in sorted(one.postings.items()) if points]
    return write_legs(to, pl.DataFrame(rows, schema=_POSTED, orient="row"))


def _write_states(to: Writing, right: Mapping[int, Standing]) -> None:
    rows = [(number, *map(one.state.__getitem__, DECIDED), 1, True) for number, one in right.items()]
    kept = {"version": pl.Int64(), "lots_known": pl.Boolean()}
    insert_frame(to.connection, states, pl.DataFrame(rows, schema={"member": pl.Int64(), **_typed(DECIDED), **kept}, orient="row"))
    left = [(number, *map(lot.__getitem__, LOT_COLUMNS)) for number, one in right.items() for lot in one.lots.values()]
    insert_frame(to.connection, lots, pl.DataFrame(left, schema={"member": pl.Int64(), **_typed(LOT_COLUMNS)}, orient="row"))


def _typed(columns: Collection[str]) -> dict[str, pl.DataType]:
    return {name: pl.String() if name in _TEXTS else pl.Int64() for name in columns}
