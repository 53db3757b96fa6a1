"""Tills seal what waits now and then, behind their own transactions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from clients import made
from patron.store.audit import chain
from patron.store.audit.chain import head_of, unsealed
from patron.store.deciding import desk


def test_every_so_many_entries_are_sealed(store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "EVERY", 4)
    with made(store_url, tmp_path) as store:
        store.enroll({"member": "ann"})
        for number in range(7):
            store.purchase({"member": "ann", "lines": [{"amount": "10"}]}, dry_run=number % 2 == 0)
        database = store.desk.database
        with database.read() as connection:
            head = head_of(connection)
        assert head.entry + unsealed(database) <= 8
        if database.dialect == "sqlite":  # elsewhere transactions of others may hold it up
            assert head.entry == 4


def test_a_till_is_not_told_that_sealing_failed(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> int:
        raise chain.RefusedError(chain.Refusal("restored-store", "from another server", "count on"))

    monkeypatch.setattr(desk, "EVERY", 1)
    monkeypatch.setattr(chain, "_seal_sqlite", fail)
    with made(sqlite_url, tmp_path) as store:
        assert store.enroll({"member": "ann"}).member == "ann"
