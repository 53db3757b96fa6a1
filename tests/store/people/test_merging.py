"""Two records of one person: events stay where they are, everything else is the survivor's."""

from __future__ import annotations

from typing import Any

import pytest
from clients import made
from patron.store.refused import RefusedError
from patron.store.store import Store
from store_people import Clock, buy, circle, found_wrong, rows


def refused(store: Store, gone: str, kept: str) -> list[str]:
    with pytest.raises(RefusedError) as caught:
        store.merge(gone, kept, by="manager")
    return [one.code for one in caught.value.refusals]


def two(store: Store, **more: Any) -> None:
    store.enroll({"member": "A", "phone": "13812345678", "card": "C-A", "joined_on": "2026-01-05", **more})
    store.enroll({"member": "B", "name": "王伟", "card": "C-B", "joined_on": "2026-02-05"})


def test_points_and_tiers_are_those_of_one_member(both: Store) -> None:
    two(both)
    buy(both, "A", "100", "2026-03-01", id="p1")
    buy(both, "B", "510", "2026-03-02", id="p2")
    made = both.merge("A", "B", by="manager")
    assert (made.op, made.member, made.tier, made.points) == ("merge", "B", "vip", 61)
    assert made.detail["merged"] == "A"
    assert rows(both, "SELECT SUM(p.points) FROM postings p JOIN members m ON m.number = p.member WHERE m.member_id = 'A'") == [(0,)]
    assert both.return_goods({"purchase": "p1"}).points == 51
    assert buy(both, "B", "200", "2026-06-01").points == 71
    assert not found_wrong(both)


def test_users_report_merged_members_leave_a_dead_card(both: Store) -> None:
    two(both)
    both.merge("A", "B", by="manager")
    for asked in ("A", "C-A", "C-B", "13812345678", "王伟"):
        assert [one.member for one in both.lookup(asked)] == ["B"], asked
    for asked in ("A", "C-A", "C-B", "13812345678"):
        assert buy(both, asked, "100", "2026-06-01").member == "B"
    assert both.lookup("B")[0].points == 40
    with pytest.raises(RefusedError):
        both.enroll({"member": "A"})
    with pytest.raises(RefusedError):
        both.enroll({"member": "D", "card": "C-A"})
    assert not found_wrong(both)


def test_a_chain_of_merged_records(store: Store) -> None:
    two(store)
    store.enroll({"member": "C"})
    buy(store, "A", "100", "2026-03-01")
    store.merge("A", "B", by="manager")
    made = store.merge("B", "C", by="manager")
    assert (made.member, made.points) == ("C", 10)
    assert [one.member for one in store.lookup("C-A")] == ["C"]
    assert buy(store, "A", "100", "2026-06-01").points == 20
    exported = store.export("A")
    assert exported["member"] == "C"
    assert [row["member_id"] for row in exported["members"]] == ["A", "B", "C"]
    assert len(exported["purchases"]) == 2
    assert not found_wrong(store)


def test_circles_and_oneself(store: Store) -> None:
    two(store)
    assert refused(store, "A", "A") == ["same-member"]
    assert refused(store, "A", "C-A") == ["same-member"]
    store.merge("A", "B", by="manager")
    assert refused(store, "B", "A") == ["same-member"]
    assert refused(store, "A", "B") == ["same-member"]
    assert refused(store, "B", "nobody") == ["unknown-member"]


def test_who_approved_is_asked_for_and_kept(store: Store) -> None:
    two(store)
    with pytest.raises(RefusedError):
        store.merge("A", "B", by=" ")
    store.merge("A", "B", by="manager-7")
    (content,) = rows(store, "SELECT content FROM audit_log WHERE op = 'merge'")[0]
    assert "manager-7" in content
    assert '"A"' not in content


def test_two_openings_are_refused_unless_they_are_one(store: Store) -> None:
    opening = {"opening_on": "2025-12-31", "opening_points": 100}
    store.enroll({"member": "A", **opening})
    store.enroll({"member": "B", **opening})
    store.enroll({"member": "C", "opening_on": "2025-12-31", "opening_points": 50})
    assert refused(store, "A", "C") == ["two-openings"]
    assert store.merge("A", "B", by="manager").points == 100
    assert not found_wrong(store)


def test_an_opening_is_taken_over(store: Store) -> None:
    store.enroll(
        {
            "member": "A",
            "phone": "13812345678",
            "opening_on": "2025-12-31",
            "opening_tier": "vip",
            "opening_since": "2025-08-01",
            "opening_points": 70,
        }
    )
    store.enroll({"member": "B"})
    buy(store, "B", "100", "2026-03-01")
    made = store.merge("A", "B", by="manager")
    assert (made.tier, made.points) == ("vip", 80)
    assert not found_wrong(store)


def test_an_opening_that_would_swallow_the_others_events_is_refused(store: Store) -> None:
    store.enroll({"member": "A", "opening_on": "2026-04-30", "opening_points": 70})
    store.enroll({"member": "B"})
    buy(store, "B", "100", "2026-03-01")
    assert refused(store, "A", "B") == ["before-opening"]
    assert refused(store, "B", "A") == ["before-opening"]
    assert [one.points for one in store.lookup("B")] == [10]


def test_whom_she_introduced_follow(both: Store) -> None:
    two(both)
    both.enroll({"member": "F", "phone": "13812345679", "referred_by": "A"})
    buy(both, "B", "600", "2026-03-01")
    assert buy(both, "F", "150", "2026-03-02").tier == "guest"
    made = both.merge("A", "B", by="manager")
    assert ("F", "vip", "introduced") in [(one.member, one.after, one.reason) for one in made.changes]
    assert not found_wrong(both)


def test_she_introduced_herself(store: Store) -> None:
    store.enroll({"member": "A", "phone": "13812345678"})
    store.enroll({"member": "B", "phone": "13812345678", "referred_by": "A"})
    buy(store, "A", "600", "2026-03-01")
    buy(store, "B", "150", "2026-03-02")
    assert store.lookup("B")[0].tier == "vip"
    made = store.merge("A", "B", by="manager")
    assert (made.tier, made.points) == ("vip", 75)
    assert not found_wrong(store)


def test_a_gift_between_the_two_is_no_gift(store: Store) -> None:
    two(store)
    buy(store, "A", "100", "2026-03-01")
    store.move({"member": "A", "kind": "give", "points": 4, "to_member": "B", "at": "2026-03-02"})
    assert store.merge("A", "B", by="manager").points == 10
    assert not found_wrong(store)


def test_points_spent_by_both_stay_spent(store: Store) -> None:
    two(store)
    buy(store, "A", "100", "2026-03-01")
    buy(store, "B", "100", "2026-03-01")
    store.move({"member": "A", "kind": "redeem", "points": 10, "at": "2026-03-02"})
    store.move({"member": "B", "kind": "redeem", "points": 3, "at": "2026-03-02"})
    assert store.merge("A", "B", by="manager").points == 7
    assert not found_wrong(store)


def test_rights_used_by_both_are_those_of_one_member(sqlite_url: str, tmp_path: Any) -> None:
    """Twenty parkings a year, and no more for two records of one person."""
    with made(sqlite_url, tmp_path) as store:
        for member, used in (("A", 8), ("B", 12), ("C", 9)):
            store.enroll({"member": member, "joined_on": "2025-01-01"})
            store.move({"member": member, "kind": "use_benefit", "ref": "parking", "value": str(used), "at": "2025-02-01"})
        store.merge("A", "B", by="manager")
        with pytest.raises(RefusedError) as caught:
            store.merge("C", "B", by="manager")
        assert {(one.code, one.help) for one in caught.value.refusals} == {
            ("benefit-not-available", "keep both records, and give the points of one to the other")
        }
        assert store.lookup("C")[0].member == "C"
        assert not found_wrong(store)


def test_a_merge_is_done_once_and_tried_before(store: Store) -> None:
    two(store)
    buy(store, "A", "100", "2026-03-01")
    assert store.merge("A", "B", by="manager", dry_run=True).points == 10
    assert [one.points for one in store.lookup("A")] == [10]
    first = store.merge("A", "B", by="manager", key="k")
    assert store.merge("A", "B", by="manager", key="k") == first
    assert not found_wrong(store)


def test_another_process_sees_the_merged_record(sqlite_url: str, tmp_path: Any, clock: Clock) -> None:
    from patron import open_store

    with circle(sqlite_url, tmp_path, clock) as first, open_store(sqlite_url, clock=clock) as second:
        two(first)
        buy(second, "A", "100", "2026-03-01")
        buy(second, "B", "100", "2026-03-01")
        first.merge("A", "B", by="manager")
        assert buy(second, "A", "100", "2026-03-02").points == 30
        assert buy(second, "B", "100", "2026-03-03").points == 40
        assert not found_wrong(first)


def test_another_process_knows_whom_the_survivor_introduced(sqlite_url: str, tmp_path: Any, clock: Clock) -> None:
    """Nothing of the members themselves is decided otherwise by the merging, but what they hold in memory is of before."""
    from patron import open_store

    with circle(sqlite_url, tmp_path, clock) as first, open_store(sqlite_url, clock=clock) as second:
        two(first)
        first.enroll({"member": "F", "phone": "13812345679", "referred_by": "A"})
        first.enroll({"member": "V", "phone": "13812345670"})
        buy(second, "V", "600", "2026-03-01")
        buy(second, "A", "10", "2026-03-01")
        assert buy(second, "F", "50", "2026-03-02").tier == "guest"
        first.merge("A", "V", by="manager")
        assert buy(second, "F", "60", "2026-03-03").tier == "vip"
        assert not found_wrong(first)


def test_another_process_knows_what_enrolling_told(sqlite_url: str, tmp_path: Any, clock: Clock) -> None:
    from patron import open_store

    with circle(sqlite_url, tmp_path, clock) as first, open_store(sqlite_url, clock=clock) as second:
        first.enroll({"member": "F", "phone": "13812345679", "referred_by": "M0"})
        buy(second, "M0", "10", "2026-03-01")
        buy(second, "F", "50", "2026-03-02")
        first.enroll({"member": "M0", "phone": "13812345670"})
        assert buy(second, "M0", "600", "2026-03-03").tier == "vip"
        assert buy(second, "F", "60", "2026-03-04").tier == "vip"
        first.erase("M0", by="officer")
        assert buy(second, "F", "70", "2026-03-05").tier == "vip"
        assert not found_wrong(first)
