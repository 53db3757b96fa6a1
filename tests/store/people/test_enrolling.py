"""Enrolling: what is kept of a new member, what is refused, and what she brings with her."""

from __future__ import annotations

import json
from typing import Any

import pytest
from patron.store.refused import RefusedError
from patron.store.store import Store
from patron.store.tables import PersonRow
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from store_people import buy, found_wrong, rows


def refused(store: Store, told: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(RefusedError) as caught:
        store.enroll(told)
    return [(one.code, one.field) for one in caught.value.refusals]


def test_a_new_member(both: Store) -> None:
    made = both.enroll({"member": "M1", "name": "王 伟", "phone": "+86 138-1234-5678", "birthday": "1990-02-28", "card": "C-1"})
    assert (made.op, made.member, made.tier, made.points, made.changes, made.moved) == ("enroll", "M1", "guest", 0, (), ())
    assert rows(both, "SELECT name, phone FROM people") == [("王 伟", "+8613812345678")]
    assert rows(both, "SELECT alias, kind FROM aliases") == [("C-1", "card")]
    assert rows(both, "SELECT tier, version FROM member_states") == [("guest", 1)]
    assert buy(both, "C-1", "120", "2026-06-01").points == 12
    assert not found_wrong(both)


def test_nothing_of_a_person_is_in_the_audit_log(store: Store) -> None:
    store.enroll({"member": "M1", "phone": "13812345678"}, key="one")
    told = {"member": "M2", "name": "Ann Lee", "phone": "13812345678", "birthday": "1990-02-28", "card": "C-9", "referred_by": "M1"}
    made = store.enroll(told, key="two")
    assert made.detail == {"referred_by": "M1", "introducer_known": True, "same_phone": ["M1"]}
    contents = json.dumps(rows(store, "SELECT content FROM audit_log"), ensure_ascii=False)
    for personal in ("M1", "M2", "Ann", "138", "1990", "C-9"):
        assert personal not in contents


def test_a_key_enrolls_once(store: Store) -> None:
    told = {"member": "M1", "phone": "13812345678"}
    first = store.enroll(told, key="k")
    assert store.enroll(told, key="k") == first
    with pytest.raises(RefusedError, match="something else"):
        store.enroll({**told, "phone": "13812345679"}, key="k")
    assert rows(store, "SELECT COUNT(*) FROM members") == [(1,)]


def test_a_dry_run_leaves_nothing(store: Store) -> None:
    made = store.enroll({"member": "M1", "referred_by": "M0", "opening_on": "2026-01-01", "opening_points": 5}, dry_run=True)
    assert (made.points, made.dry_run) == (5, True)
    assert rows(store, "SELECT COUNT(*) FROM members") == [(0,)]


def test_what_is_refused(store: Store) -> None:
    store.enroll({"member": "M1", "card": "C-1", "phone": "13812345678"})
    assert refused(store, {"member": "M1"}) == [("duplicate-id", "member")]
    assert refused(store, {"member": "C-1"}) == [("duplicate-id", "member")]
    assert refused(store, {"member": "erased-7"}) == [("duplicate-id", "member")]
    assert refused(store, {"member": "M2", "card": "C-1"}) == [("duplicate-card", "card")]
    assert refused(store, {"member": "M2", "card": "M1"}) == [("duplicate-card", "card")]
    assert refused(store, {"member": "M2", "phone": "call me"}) == [("not-a-phone", "phone")]
    assert refused(store, {"member": "M2", "birthday": "2027-01-01"}) == [("not-a-date", "birthday")]
    assert refused(store, {"member": "M2", "joined_on": "2026-06-02"}) == [("in-the-future", "joined_on")]
    assert refused(store, {"member": "M2", "profile": {"shoe": "38"}}) == [("unknown-key", "profile.shoe")]
    assert refused(store, {"member": "M2", "name": "a\x00b"}) == [("not-valid", "name")]
    assert refused(store, {"member": "M2", "opening_points": 10**30, "opening_on": "2026-01-01"}) == [("not-valid", "opening_points")]
    assert rows(store, "SELECT COUNT(*) FROM members") == [(1,)]


def test_openings_must_be_complete(store: Store) -> None:
    assert refused(store, {"member": "M2", "opening_points": 5}) == [("opening-incomplete", "opening_on")]
    assert refused(store, {"member": "M2", "opening_on": "2026-01-01", "opening_tier": "vip"}) == [("opening-incomplete", "opening_since")]
    assert refused(store, {"member": "M2", "opening_on": "2026-01-01", "opening_points": -5}) == [("negative", "opening_points")]
    early = {"member": "M2", "opening_on": "2026-01-01", "opening_tier": "vip", "opening_since": "2026-02-01"}
    assert refused(store, early) == [("opening-order", "opening_since")]
    assert refused(store, {"member": "M2", "opening_on": "2026-06-02"}) == [("opening-order", "opening_on")]
    unknown = {"member": "M2", "opening_on": "2026-01-01", "opening_tier": "diamond", "opening_since": "2025-02-01"}
    assert refused(store, unknown) == [("unknown-tier", "opening_tier")]


def test_users_report_no_opening_balances(both: Store) -> None:
    """Points and a tier from another system come with their dates: the lot dies, and the tier is reviewed, as they would have."""
    opening = {"opening_on": "2025-12-31", "opening_tier": "vip", "opening_since": "2025-08-01", "opening_points": 700}
    made = both.enroll({"member": "M1", "phone": "13812345678", **opening})
    assert (made.tier, made.points) == ("vip", 700)
    assert [(one.kind, one.rule, one.on, one.points) for one in made.moved] == [("earned", "opening", "2025-12-31", 700)]
    assert rows(both, "SELECT reason, points_earned FROM member_states") == [("opening", 700)]
    assert both.move({"member": "M1", "kind": "redeem", "points": 200}).points == 500
    assert not found_wrong(both)
    exported = both.export("M1")
    assert (exported["states"][0]["review_on"], exported["lots"][0]["dies"]) == ("2026-08-01", "2026-12-31")


def test_an_opening_whose_points_have_died_since(store: Store) -> None:
    made = store.enroll({"member": "M1", "opening_on": "2025-05-01", "opening_points": 700})
    assert made.points == 0
    assert not found_wrong(store)


def test_an_unknown_introducer_is_a_record_until_she_is_enrolled(both: Store) -> None:
    made = both.enroll({"member": "M1", "phone": "13812345678", "referred_by": "M0"})
    assert made.detail == {"referred_by": "M0", "introducer_known": False}
    assert rows(both, "SELECT listed, known FROM members WHERE member_id = 'M0'") in ([(False, False)], [(0, 0)])
    assert buy(both, "M1", "120", "2026-05-02").tier == "guest"
    came = both.enroll(
        {"member": "M0", "phone": "13812345679", "opening_on": "2025-12-31", "opening_tier": "vip", "opening_since": "2025-12-01"}
    )
    assert [(one.member, one.after, one.reason) for one in came.changes] == [("M1", "vip", "introduced")]
    assert both.lookup("M1")[0].tier == "vip"
    assert not found_wrong(both)


def test_an_introducer_is_named_by_card_or_phone_too(store: Store) -> None:
    store.enroll({"member": "M0", "card": "C-0", "phone": "13812345678"})
    assert store.enroll({"member": "M1", "referred_by": "C-0"}).detail["referred_by"] == "M0"
    assert store.enroll({"member": "M2", "referred_by": "138 1234 5678"}).detail["referred_by"] == "M0"
    assert store.enroll({"member": "M3", "referred_by": "M3"}).detail["referred_by"] == "M3"
    assert not found_wrong(store)


@pytest.mark.parametrize("payload", ["'; DROP TABLE members; --", '=HYPERLINK("x")', "%_\\", '"quoted"', "𝕄・会员", "a" * 200])
def test_texts_are_only_texts(store: Store, payload: str) -> None:
    told = {"member": payload, "name": payload, "card": payload + "c"[: 200 - len(payload)], "profile": {"residence": payload}}
    if len(payload) == 200:
        told["card"] = payload[1:] + "c"
    store.enroll(told)
    assert [one.member for one in store.lookup(payload)] == [payload]
    assert store.export(payload)["people"][0]["name"] == payload
    assert not found_wrong(store)


def test_errors_of_the_database_show_no_values(both: Store) -> None:
    both.enroll({"member": "M1", "name": "王伟", "phone": "13812345678"})
    row = {"member": 1, "name": "王伟", "phone": "13812345678"}
    with pytest.raises(IntegrityError) as caught:
        both.desk.database.write(lambda connection: connection.execute(insert(PersonRow), [row]))
    assert "138" not in str(caught.value)
    assert "王" not in str(caught.value)


def test_ids_of_erased_members_are_nobody_elses(both: Store) -> None:
    assert refused(both, {"member": "erased-3"}) == [("duplicate-id", "member")]
    assert refused(both, {"member": "M1", "referred_by": "erased-3"}) == [("duplicate-id", "referred_by")]
