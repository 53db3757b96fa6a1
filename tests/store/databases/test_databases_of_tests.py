"""The databases that tests run on are there, empty, and each test's own."""

from __future__ import annotations

import os
from pathlib import Path

import postgres
import pytest
from sqlalchemy import create_engine, inspect, text


@pytest.mark.parametrize("_again", range(2))
def test_a_database_is_empty(store_url: str, _again: int) -> None:
    engine = create_engine(store_url)
    assert inspect(engine).get_table_names() == []
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE left_behind (number INTEGER)"))
    engine.dispose()


def test_the_server_is_not_roots(postgresql_url: str) -> None:
    pid = int((postgres.server() / "data" / "postmaster.pid").read_text().split()[0])
    assert os.getuid() != 0 or Path(f"/proc/{pid}").stat().st_uid != 0


def test_where_ci_is_set_a_missing_server_is_no_reason_to_skip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "programs", lambda: None)
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="NO POSTGRESQL"):
        postgres.server_or_skip()
    monkeypatch.delenv("CI")
    with pytest.raises(pytest.skip.Exception, match="NO POSTGRESQL"):
        postgres.server_or_skip()
