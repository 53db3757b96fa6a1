"""Events of members who stand in the store already: written down, and decided with all that had happened.

Where one version of the scheme holds and nothing ends by itself, a run over everything that happened says what should stand, and the
difference is posted; elsewhere the members are decided event by event.
"""

from __future__ import annotations

from typing import Any

import polars as pl
from sqlalchemy import Connection, bindparam, delete, func, select, update

from patron.store.deciding.accounts import is_main, postings
from patron.store.deciding.again import redecide
from patron.store.deciding.stored import changes_of, lots, states, states_of, tier_changes
from patron.store.deciding.transaction import Txn
from patron.store.importing.anew import decide_anew
from patron.store.importing.decided import CHANGES, Made, write_legs, write_states
from patron.store.importing.parts import Decided, Ready, moves_cards
from patron.store.importing.people import known_ids
from patron.store.importing.writing import Numbered, Writing
from patron.store.reading.chunks import rows_of
from patron.store.reading.naming import members, survivors
from patron.store.uncollected import uncollected


def decide_each(txn: Txn, to: Writing, ready: Ready, as_of: int) -> Made:
    """Decide the members event by event. Raises RefusedError where a movement that was accepted before would become impossible."""
    known = to.members.put(known_ids(ready.history).to_frame("member_id")).filter(pl.col("member").is_not_null())
    numbers = known["member"].to_list()
    asked = {*numbers, *survivors(txn.connection, numbers).values()}  # a merged record's events are the survivor's
    with uncollected():
        made = None if moves_cards(ready.history) else decide_anew(txn, to, asked, as_of)
        if made is None:
            outcomes = redecide(txn, asked, as_of)
            made = Made(len(known), sum(len(one.changes) for one in outcomes), sum(len(one.moved) for one in outcomes))
    return made


def write_differences(to: Writing, decided: Decided) -> Made:
    """Post what should stand and does not, take back what stands and should not, and write where the members stand."""
    ids = decided.standing["member_id"].to_list()
    to.members = Numbered.of(dict(map(tuple, rows_of(to.connection, _RECORDS, members.c.member_id, ids))))
    numbers = to.members.frame["member"].to_list()
    changes, posted = _changes(to, decided, numbers), _post(to, decided, numbers)
    _states(to, decided, numbers)
    return Made(len(ids), changes, posted)


_RECORDS = select(members.c.member_id, members.c.number)
_SUMMED = (postings.c.member, postings.c.on, postings.c.kind, postings.c.rule)
_KEY = ["member", "on", "kind", "rule"]


def _post(to: Writing, decided: Decided, numbers: list[int]) -> int:
    query = select(*_SUMMED, func.sum(postings.c.points)).where(is_main).group_by(*_SUMMED)
    rows = [(*key, int(points)) for *key, points in rows_of(to.connection, query, postings.c.member, numbers)]
    schema = {"member": pl.Int64(), "on": pl.Int32(), "kind": pl.String(), "rule": pl.String(), "stands": pl.Int64()}
    stored = pl.DataFrame(rows, schema=schema, orient="row")
    right = to.members.put(decided.postings).select(*_KEY, "points")
    both = right.join(stored, on=_KEY, how="full", coalesce=True)
    wanted = both.with_columns(points=pl.col("points").fill_null(0) - pl.col("stands").fill_null(0)).filter(pl.col("points") != 0)
    return write_legs(to, wanted.sort(_KEY))


def _changes(to: Writing, decided: Decided, numbers: list[int]) -> int:
    stored = changes_of(to.connection, numbers)
    right: dict[int, list[tuple[Any, ...]]] = {}
    for member, *change in to.members.put(decided.changes).select("member", "on", "from", "to", "reason").iter_rows():
        right.setdefault(member, []).append(tuple(change))
    rows: list[tuple[Any, ...]] = []
    for member in sorted(stored.keys() | right.keys()):
        stands, should = stored.get(member, []), right.get(member, [])
        keep = 0
        while keep < min(len(stands), len(should)) and stands[keep][1] == should[keep]:
            keep += 1
        rows += [(member, keep + place, row, *change) for place, (row, change) in enumerate(stands[keep:])]
        rows += [(member, keep + place, None, *change) for place, change in enumerate(should[keep:])]
    days = {row[3] for row in rows}
    version = {day: to.versions.on(day).number for day in days}
    frame = pl.DataFrame([(*row, version[row[3]], to.entry) for row in rows], schema=CHANGES, orient="row")
    to.add(tier_changes, frame)
    return frame.height


def _states(to: Writing, decided: Decided, numbers: list[int]) -> None:
    there = states_of(to.connection, numbers)
    told = to.members.put(decided.standing)
    old = told.filter(pl.col("member").is_in(list(there)))
    write_states(to, told.filter(~pl.col("member").is_in(list(there))).drop("member"))
    cells = [name for name in old.columns if name not in {"member", "member_id"}]
    if old.height:
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in cells}
        rows = old.select(of="member", **{f"new_{name}": pl.col(name) for name in cells}).to_dicts()
        changed = update(states).where(states.c.member == bindparam("of")).values(**values, version=states.c.version + 1)
        to.connection.execute(changed, rows)
        _forget_lots(to.connection, old["member"].to_list())


def _forget_lots(connection: Connection, numbers: list[int]) -> None:
    """Lots are found again when a member is next decided."""
    connection.execute(delete(lots).where(lots.c.member == bindparam("of")), [{"of": number} for number in numbers])
