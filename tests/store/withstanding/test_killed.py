"""Clients killed at any moment: no event that was acknowledged is lost, none is half-written, and the store is in order."""

from __future__ import annotations

from pathlib import Path
from random import Random

import patron
import pytest
from clients import made
from patron.store.audit.checking import check_rows
from patron.store.store import Store
from patron.store.tables import metadata
from sqlalchemy import Connection, func, select
from streaming import Writer

SEED = 8841
EVENTS = {"members": "member_id", "purchases": "purchase_id", "returns": "return_id", "movements": "movement_id"}


def stored_ids(connection: Connection) -> list[str]:
    tables = [(metadata.tables[name], column) for name, column in EVENTS.items()]
    return [found for table, column in tables for found in connection.execute(select(table.c[column])).scalars()]


def count(connection: Connection, name: str) -> int:
    return int(connection.execute(select(func.count()).select_from(metadata.tables[name])).scalar_one())


def whole(store: Store, writers: list[Writer], before: int) -> None:
    """Everything that was acknowledged is there once, what was in flight is there wholly or not at all, and nothing else is."""
    with store.desk.database.read() as connection:
        ids = stored_ids(connection)
        assert len(ids) == len(set(ids))
        acknowledged = {one for writer in writers for one in writer.ids}
        assert acknowledged <= set(ids)
        assert set(ids) <= acknowledged | {writer.in_flight for writer in writers}
        assert count(connection, "idempotency_keys") == count(connection, "audit_log") - before == len(ids)
        assert check_rows(connection) == []


@pytest.mark.parametrize("kills", [10, pytest.param(200, marks=pytest.mark.soak)])
def test_killed_clients_leave_whole_events_only(store_url: str, tmp_path: Path, kills: int) -> None:
    random = Random(f"{SEED} {kills}")
    store = made(store_url, tmp_path)
    with store.desk.database.read() as connection:
        before = count(connection, "audit_log")
    writers = [Writer(store_url, name) for name in ("north", "south")]
    for _ in range(kills // 2):
        for writer in writers:
            writer.start()
        for writer in random.sample(writers, 2):
            writer.live(random)
        for writer in random.sample(writers, 2):
            writer.kill()
        whole(store, writers, before)
    store.close()
    with patron.open_store(store_url) as again:
        assert again.verify().faults == ()
        assert again.rebuild().deviations == ()
