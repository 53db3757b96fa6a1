"""What must hold of a store after every step, asked of its tables and of the engine's whole run; every answer is a list of faults."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

from patron.engine.days import iso
from patron.engine.history import History
from patron.engine.run import evaluate
from patron.findings import FindingsError
from patron.store.database import Database
from patron.store.deciding.again import differences
from patron.store.deciding.desk import Desk
from patron.store.deciding.stored import stored_of
from patron.store.reading.histories import movements, purchases
from patron.store.reading.naming import ids_of, members
from patron.store.rights.card_source import cards
from patron.store.rights.cards import card_differences
from patron.store.rights.sources import own_history, with_movements, with_purchases
from patron.store.schemes import Versions
from patron.store.store import Store
from patron.store.tables import metadata
from patron.store.take_in import local_day
from patron.store.upkeep.closing import close_day
from patron.store.upkeep.rebuilding import told
from patron.store.upkeep.verifying import verify
from rights_stories import Story
from sqlalchemy import Connection, select, text

COLUMNS = (
    "tier",
    "since",
    "review_on",
    "reason",
    "points",
    "points_pending",
    "points_earned",
    "points_expired",
    "points_taken_back",
    "points_spent",
)
Tables = dict[str, list[tuple[Any, ...]]]
# What sums must be nothing, in the database's own words: another way to ask than the store's.
ODD = {
    "entries that do not sum to zero": "SELECT entry, SUM(points) FROM postings GROUP BY entry HAVING SUM(points) <> 0",
    "lots below zero, or with more than they were made with": 'SELECT member, lot, "left" FROM lots WHERE "left" < 0 OR "left" > made',
    "balances that are not what was posted": """
        SELECT s.member, s.points, COALESCE(SUM(p.points), 0) FROM member_states s
        LEFT JOIN postings p ON p.member = s.member AND p.account = 'member'
        GROUP BY s.member, s.points HAVING s.points <> COALESCE(SUM(p.points), 0)""",
    "balances that are not what the lots hold": """
        SELECT s.member, s.points, COALESCE(SUM(l."left"), 0) FROM member_states s
        LEFT JOIN lots l ON l.member = s.member AND l.earned IS NOT NULL WHERE s.lots_known
        GROUP BY s.member, s.points HAVING COALESCE(SUM(l."left"), 0) <> CASE WHEN s.points > 0 THEN s.points ELSE 0 END""",
    "waiting points that are not what the lots hold": """
        SELECT s.member, s.points_pending, COALESCE(SUM(l."left"), 0) FROM member_states s
        LEFT JOIN lots l ON l.member = s.member AND l.earned IS NULL WHERE s.lots_known
        GROUP BY s.member, s.points_pending HAVING s.points_pending <> COALESCE(SUM(l."left"), 0)""",
    "merged records that hold something": """
        SELECT m.number, p.account, SUM(p.points) FROM members m JOIN postings p ON p.member = m.number
        WHERE m.merged_into IS NOT NULL AND p.account IN ('member', 'waiting') GROUP BY m.number, p.account HAVING SUM(p.points) <> 0""",
    "cards below zero": "SELECT card, balance FROM cards WHERE balance < 0",
}


def tables(store: Store) -> Tables:
    """Every row of every table."""
    with store.desk.database.read() as connection:
        return {table.name: sorted(map(tuple, connection.execute(select(table))), key=repr) for table in metadata.sorted_tables}


def apart(before: Tables, after: Tables) -> list[str]:
    """The tables that are not the same."""
    found = []
    for name in before:
        if before[name] != after[name]:
            gone = [row for row in before[name] if row not in after[name]]
            found.append(f"{name}: {gone} became {[row for row in after[name] if row not in before[name]]}")
    return found


def fine(faults: list[str]) -> None:
    """No faults; fails with all of them."""
    assert not faults, "\n".join(faults)


def wrong(desk: Desk) -> list[str]:
    """What the tables, `verify`, and a replay of all events say against what is stored."""
    found = []
    with desk.database.read() as connection:
        for what, query in ODD.items():
            rows = connection.execute(text(query)).all()
            found += [f"{what}: {rows}"] if rows else []
        versions = desk.versions(connection)
        everyone = list(connection.execute(select(members.c.number)).scalars())
        for one in differences(connection, versions, everyone):
            unknown = stored_of(connection, [one.number])[one.number].state
            found += [f"replay: {deviation}" for deviation in told(one, lots=unknown is None or bool(unknown["lots_known"]))]
        if versions.cards:
            numbers = list(connection.execute(select(cards.c.card)).scalars())
            today = local_day(desk.now(), versions.zone)
            found += [f"card {card} is not what its movements say" for card in card_differences(connection, versions, numbers, today)]
    return found + [f"verify: {fault.check} {fault.message}" for fault in verify(desk).faults]


def closed_copy(file: Path, versions: Versions, clock: Callable[[], datetime], day: date, *, whole: bool) -> list[str]:
    """Faults of a copy of the store after closing a day: whatever `evaluate` says of the same events, the store must hold."""
    copy = file.with_name("copy.db")
    for old in file.parent.glob("copy.db*"):
        old.unlink()
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    desk = Desk(Database(f"sqlite:///{copy}"), clock, versions)
    try:
        report = close_day(desk, day)
        found = [f"the day's close refused {report.refused}"] if report.refused else []
        return found + wrong(desk) + (unlike_evaluate(desk, day) if whole else [])
    finally:
        desk.database.close()


def unlike_evaluate(desk: Desk, day: date) -> list[str]:
    """What the store holds otherwise than the engine's whole run as of a day that was closed (one version, no merged or erased member)."""
    as_of = day.toordinal() - date(1970, 1, 1).toordinal()
    with desk.database.read() as connection:
        versions = desk.versions(connection)
        numbers = list(connection.execute(select(members.c.number)).scalars())
        history = own_history(connection, versions, numbers)
        history = _with_nobodys(connection, versions, history)
        try:
            evaluated = evaluate(versions.latest.plan, history, as_of, detail=True, runner="reference")
        except FindingsError as error:
            return [f"evaluate refuses what the store took: {one.code} {one.message}" for one in error.findings]
        names, stored = ids_of(connection, numbers), stored_of(connection, numbers)
    found = []
    changes: dict[str, list[Any]] = {}
    for name, *change in evaluated.changes.rows():
        changes.setdefault(name, []).append(tuple(change))
    posted: dict[str, dict[Any, int]] = {}
    for name, on, kind, rule, points in (evaluated.postings if evaluated.postings is not None else evaluated.changes.clear()).rows():
        own = posted.setdefault(name, {})
        own[on, kind, rule] = own.get((on, kind, rule), 0) + points
    rows = {row["member_id"]: row for row in evaluated.members.to_dicts()}
    for number, one in stored.items():
        name = names[number]
        if name not in rows:
            found += [] if one.state is None else [f"evaluate does not know {name}"]
            continue
        if one.state is None:
            found.append(f"{name} has no state")
            continue
        pairs = [(column, one.state[column], rows[name][column]) for column in COLUMNS]
        pairs += [("changes", [change for _, change in one.changes], changes.get(name, []))]
        right = {key: points for key, points in posted.get(name, {}).items() if points}
        pairs += [("postings", one.postings, right)]
        found += [f"{name} {column} as of {iso(as_of)}: stored {have}, evaluate {want}" for column, have, want in pairs if have != want]
    story = Story(versions.latest.plan, (), desk, {name: number for number, name in names.items()}, [])
    story.told = {
        "lines": [*history.lines["purchase_id"]],
        "returns": [*history.returns["purchase_id"]],
        "movements": [*history.movements["movement_id"]],
    }
    return found + story.faults(history, as_of)


def _with_nobodys(connection: Connection, versions: Versions, history: History) -> History:
    """With the sales and movements that name no member."""
    sold = connection.execute(select(purchases.c.purchase_id).where(purchases.c.member.is_(None))).scalars()
    history = with_purchases(connection, versions, history, sold)
    return with_movements(connection, history, movements.c.member.is_(None))
