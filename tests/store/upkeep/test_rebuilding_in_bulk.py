"""Rebuilding a large store: the batch runner passes over those who stand as they should, and everything else is told as ever."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import pytest
from audited import unguarded
from import_cases import INTRODUCED, company, store_of
from patron.store.store import Store
from patron.store.upkeep import rebuilding_bulk
from patron.store.upkeep.reports import RebuildReport
from store_schemes import CLUB

TAMPERINGS = (
    "UPDATE member_states SET points = points + 1 WHERE member = {member}",
    "UPDATE member_states SET review_on = coalesce(review_on, 20000) + 1 WHERE member = {member}",
    "UPDATE member_states SET last_id = 'another' WHERE member = {member}",
    "UPDATE member_states SET decided_to = decided_to - 400 WHERE member = {member}",
    "UPDATE member_states SET next_due = 20700, lots_known = 1 WHERE member = {member}",
    "DELETE FROM postings WHERE number = (SELECT min(number) FROM postings WHERE member = {member} AND points > 0)",
    "UPDATE postings SET rule = 'another' WHERE member = {member}",
    "DELETE FROM tier_changes WHERE number = (SELECT max(number) FROM tier_changes WHERE member = {member})",
    "UPDATE tier_changes SET reason = 'another' WHERE member = {member}",
    "DELETE FROM member_states WHERE member = {member}",
    "UPDATE purchase_lines SET amount = amount + 90000 WHERE purchase = (SELECT min(number) FROM purchases WHERE member = {member})",
)


@pytest.fixture(params=[CLUB, INTRODUCED], ids=["club", "introduced"])
def store(request: pytest.FixtureRequest, sqlite_url: str, tmp_path: Path) -> Iterator[Store]:
    asked = company(5).write(tmp_path)
    with store_of(sqlite_url, tmp_path, request.param) as made:
        made.import_files(replace(asked, as_of=date(2025, 6, 1)))
        yield made


def rebuilt(store: Store, monkeypatch: pytest.MonkeyPatch) -> tuple[RebuildReport, set[int]]:
    """The report in bulk, which is the one of groups, and who was passed over."""
    with monkeypatch.context() as patched:
        patched.setattr(rebuilding_bulk, "FROM", 10**9)
        apart = store.rebuild()
    passed: set[int] = set()
    alike = rebuilding_bulk.alike

    def watched(*told: object) -> set[int]:
        found = alike(*told)  # type: ignore[arg-type]
        passed.update(found)
        return found

    with monkeypatch.context() as patched:
        patched.setattr(rebuilding_bulk, "FROM", 1)
        patched.setattr(rebuilding_bulk, "PART", 60)
        patched.setattr(rebuilding_bulk, "alike", watched)
        together = store.rebuild()
    assert sorted(together.deviations, key=str) == sorted(apart.deviations, key=str)
    assert (together.members, together.differing, together.clean) == (apart.members, apart.differing, apart.clean)
    return together, passed


def test_all_who_were_imported_are_passed_over(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    report, passed = rebuilt(store, monkeypatch)
    assert report.clean
    assert len(passed) >= 0.8 * report.members


def test_whatever_was_changed_is_told(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with store.desk.database.read() as connection:
        known = connection.exec_driver_sql("SELECT DISTINCT member FROM tier_changes ORDER BY member").scalars().all()
    chosen = Random(1).sample(list(known), len(TAMPERINGS))
    changed = [tampering.format(member=member) for tampering, member in zip(TAMPERINGS, chosen, strict=True)]
    unguarded(store.desk.database, *changed)
    report, passed = rebuilt(store, monkeypatch)
    assert report.differing >= len(TAMPERINGS) - 2  # a day in `next_due` may be right, and no sum need follow from a line
    assert passed
    assert passed.isdisjoint(chosen), [TAMPERINGS[chosen.index(member)] for member in passed.intersection(chosen)]


def test_days_that_were_closed_since_make_no_difference(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.close_day(date(2025, 6, 30))
    report, passed = rebuilt(store, monkeypatch)
    assert report.clean
    assert passed
