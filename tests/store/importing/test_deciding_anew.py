"""New members under several versions of a scheme are written table by table as they are one after another."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from import_cases import AS_OF, INTRODUCED, Company, clean, company, store_of
from patron.store.importing import again, sets
from patron.store.store import Store
from store_schemes import CLUB, HARDER

TABLES = {
    "member_states": "*",
    "tier_changes": 'member, "on", place, before, after, reason, scheme_version, cancels',
    "postings": 'member, account, kind, rule, "on", points',
    "lots": "*",
    "audit_log": "judged, durable",
}


def told(seed: int) -> Company:
    """Returns, introducers, balances, gifts of the house, granted tiers and changed profiles; nothing that may be impossible."""
    made = company(seed, members=24, purchases=160)
    moved = [row for row in made.movements if row["kind"] in {"adjust", "grant_tier", "profile"}]
    return replace(made, members=[{**row, "opening_tier": None, "opening_since": None} for row in made.members], movements=moved)


def stored(store: Store) -> dict[str, list[Any]]:
    with store.desk.database.read() as connection:
        asked = {table: connection.exec_driver_sql(f"SELECT {columns} FROM {table}").all() for table, columns in TABLES.items()}
    return {table: sorted(map(tuple, rows), key=repr) for table, rows in asked.items()}


def imported(place: Path, url: str, scheme: str, whole: Company) -> tuple[dict[str, list[Any]], tuple[int, ...]]:
    later = place / "harder.yaml"
    later.write_text(HARDER, encoding="utf-8")
    with store_of(url, place, scheme) as store:
        store.apply(later, effective_from=date(2024, 6, 1), by="board")
        report = store.import_files(whole.write(place / "files"))
        clean(store)
        return stored(store), (report.decided, report.again, report.changes, report.posted)


@pytest.mark.parametrize("scheme", [CLUB, INTRODUCED], ids=["club", "introduced"])
@pytest.mark.parametrize("seed", range(3))
def test_table_by_table_is_as_member_by_member(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scheme: str, seed: int) -> None:
    whole = told(seed)
    monkeypatch.setattr(sets, "PART", 60)
    places = tmp_path / "together", tmp_path / "apart"
    for place in places:
        place.mkdir()
    together = imported(places[0], f"sqlite:///{places[0] / 'patron.db'}", scheme, whole)
    with monkeypatch.context() as patched:
        patched.setattr(again, "decide_anew", lambda *_: None)
        apart = imported(places[1], f"sqlite:///{places[1] / 'patron.db'}", scheme, whole)
    assert together == apart
    assert together[0]["lots"]


def test_whoever_has_been_decided_comes_to_the_same(store_url: str, tmp_path: Path) -> None:
    whole = told(5)
    middle = date(2024, 3, 31)
    later = tmp_path / "harder.yaml"
    later.write_text(HARDER, encoding="utf-8")
    with store_of(store_url, tmp_path) as store:
        store.apply(later, effective_from=middle, by="board")
        store.import_files(whole.until(middle).write(tmp_path / "first", as_of=middle))
        store.import_files(whole.after(middle).write(tmp_path / "second"))
        store.close_day(AS_OF)
        clean(store)
        same_members = standings(store)
    place = tmp_path / "at-once"
    place.mkdir()
    with store_of(f"sqlite:///{place / 'patron.db'}", place) as store:
        store.apply(later, effective_from=middle, by="board")
        store.import_files(whole.write(place))
        assert same_members == standings(store)


def standings(store: Store) -> list[Any]:
    """By id, since members are numbered as they come."""
    asked = (
        "SELECT member_id, tier, since, review_on, points, points_pending, points_earned FROM member_states, members WHERE number = member"
    )
    with store.desk.database.read() as connection:
        return sorted(map(tuple, connection.exec_driver_sql(asked).all()))
