"""Rebuilding: what is stored follows from the events; what does not is told by member and column, and posted if asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from patron.store.upkeep import groups
from patron.store.upkeep.reports import RebuildReport
from store_cases import Shop


@pytest.fixture
def shop(store_url: str, tmp_path: Path) -> Iterator[Shop]:
    made = Shop(store_url, tmp_path)
    for number, name in enumerate(("ann", "bob", "eve")):
        made.buys(name, f"2024-05-0{number + 4}T10:00", 1000, f"first-{name}")
    made.buys("bob", "2024-09-01T10:00", 600)
    made.returns("first-eve", "2024-10-01T10:00", 900)
    made.moves("bob", "2024-10-01T11:00", "redeem", points=30)
    made.closes("2025-06-05")
    yield made
    made.store.close()


def columns(report: RebuildReport) -> list[tuple[str, str, str, str]]:
    return [(one.member, one.column, one.stored, one.found) for one in report.deviations]


def test_everything_stored_follows_from_the_events(shop: Shop) -> None:
    seen: list[tuple[str, int, int]] = []
    report = shop.store.rebuild(progress=lambda *told: seen.append(told))
    assert (report.clean, report.members, report.deviations, report.written) == (True, 3, (), False)
    assert seen[0] == ("rebuild", 0, 3)
    assert seen[-1] == ("rebuild", 3, 3)


def test_each_member_is_decided_in_one_group(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(groups, "GROUP", 1)
    shop.moves("ann", "2025-06-06T10:00", "adjust", points=50)
    shop.moves("ann", "2025-06-06T11:00", "give", points=20, to_member="eve")
    report = shop.store.rebuild()
    assert (report.clean, report.members) == (True, 3)
    assert report.groups <= 3


def test_a_state_that_was_changed_is_told_by_column_and_put_right(shop: Shop) -> None:
    shop.edits("UPDATE member_states SET tier = 'gold', points = points + 7 WHERE member = :number", number=shop.state("ann")["member"])
    report = shop.store.rebuild()
    points = shop.state("ann")["points"]
    assert sorted(columns(report)) == [("ann", "points", str(points), str(points - 7)), ("ann", "tier", "gold", "silver")]
    assert (report.differing, report.clean, report.written) == (1, False, False)
    assert shop.state("ann")["tier"] == "gold"
    assert shop.store.rebuild(write=True).written
    assert (shop.state("ann")["tier"], shop.state("ann")["points"]) == ("silver", points - 7)
    assert shop.store.rebuild().clean


def test_a_posting_that_is_gone_is_posted_again(shop: Shop) -> None:
    number = shop.state("bob")["member"]
    shop.edits("DELETE FROM postings WHERE member = :number AND kind = 'earned' AND rule = 'gold-per-five'", number=number)
    assert [(member, column, found) for member, column, _, found in columns(shop.store.rebuild())] == [
        ("bob", "earned", "+120 by gold-per-five on 2024-09-01")
    ]
    shop.store.rebuild(write=True)
    assert shop.store.rebuild().clean


def test_a_change_that_never_was_is_taken_back(shop: Shop) -> None:
    number = shop.state("eve")["member"]
    row = 'INSERT INTO tier_changes (member, "on", place, before, after, reason, scheme_version, entry) '
    shop.edits(row + "VALUES (:number, 20200, 90, 'guest', 'gold', 'year-1000', 1, 1)", number=number)
    assert [one[:2] for one in columns(shop.store.rebuild())] == [("eve", "changes")]
    shop.store.rebuild(write=True)
    assert shop.store.rebuild().clean


def test_lots_that_are_gone_are_made_again(shop: Shop) -> None:
    shop.edits("DELETE FROM lots")
    assert {one[:2] for one in columns(shop.store.rebuild())} == {("bob", "lots")}
    shop.store.rebuild(write=True)
    assert shop.store.rebuild().clean


def test_lots_that_an_import_left_unknown_are_no_difference(shop: Shop) -> None:
    shop.edits("DELETE FROM lots")
    shop.edits("UPDATE member_states SET lots_known = :no", no=False)
    assert shop.store.rebuild().clean


def test_most_deviations_are_named_and_all_are_counted(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    from patron.store.upkeep import rebuilding

    monkeypatch.setattr(rebuilding, "MOST_NAMED", 2)
    shop.edits("UPDATE member_states SET points_spent = 99999, points_earned = 1")
    report = shop.store.rebuild()
    assert (len(report.deviations), report.differing) == (2, 3)
