"""Changes of what is known of a person: she is found by what holds now, and rules read what held then."""

from __future__ import annotations

import pytest
from patron.store.refused import RefusedError
from patron.store.store import Store
from store_people import buy, found_wrong, rows


def change(store: Store, field: str, value: str | None, at: str, member: str = "M1") -> None:
    store.move({"member": member, "kind": "profile", "ref": field, "value": value, "at": at})


def found(store: Store, text: str) -> list[str]:
    return [one.member for one in store.lookup(text)]


def test_she_is_found_by_her_new_phone_and_name(both: Store) -> None:
    both.enroll({"member": "M1", "name": "王伟", "phone": "13812345678"})
    change(both, "phone", "+86 139 0000 1111", "2026-03-01")
    change(both, "name", "王玮", "2026-03-01")
    assert (found(both, "13812345678"), found(both, "王伟")) == ([], [])
    assert found(both, "+8613900001111") == found(both, "王玮") == ["M1"]
    assert both.lookup("M1")[0].phone == "861****1111"
    assert not found_wrong(both)


def test_rules_read_what_held_then(both: Store) -> None:
    both.enroll({"member": "M1"})
    assert buy(both, "M1", "600", "2026-03-01").tier == "guest"
    change(both, "phone", "13900001111", "2026-03-02")
    assert both.lookup("13900001111")[0].tier == "guest"
    assert buy(both, "M1", "600", "2026-03-03").tier == "vip"
    late = buy(both, "M1", "700", "2026-03-01T18:00")
    assert (late.changes, found_wrong(both)) == ((), [])


def test_an_earlier_change_told_later_does_not_hold(store: Store) -> None:
    store.enroll({"member": "M1", "phone": "13812345678"})
    change(store, "phone", "13900003333", "2026-03-03")
    change(store, "phone", "13900002222", "2026-03-02")
    assert (found(store, "13900002222"), found(store, "13900003333")) == ([], ["M1"])
    change(store, "phone", None, "2026-03-04")
    assert found(store, "13900003333") == []
    assert not found_wrong(store)


def test_changes_of_merged_records(store: Store) -> None:
    store.enroll({"member": "M1", "phone": "13812345678"})
    store.enroll({"member": "M2", "name": "王伟"})
    change(store, "phone", "13900001111", "2026-03-01")
    store.merge("M1", "M2", by="manager")
    assert found(store, "13900001111") == found(store, "王伟") == ["M2"]
    assert buy(store, "M2", "600", "2026-02-01").tier == "vip"
    assert not found_wrong(store)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("phone", "soon", "not-a-phone"),
        ("birthday", "31.12.1990", "not-a-date"),
        ("shoe", "38", "unknown-key"),
        ("referred_by", "X", "unknown-member"),
    ],
)
def test_what_is_refused(store: Store, field: str, value: str, code: str) -> None:
    store.enroll({"member": "M1"})
    with pytest.raises(RefusedError) as caught:
        change(store, field, value, "2026-03-01")
    assert [one.code for one in caught.value.refusals] == [code]
    assert rows(store, "SELECT COUNT(*) FROM movements") == [(0,)]


def test_who_is_not_known_is_told_by_the_field_that_names_her(store: Store) -> None:
    store.enroll({"member": "M1"})
    given = {"member": "M1", "kind": "give", "points": 1, "to_member": "X"}
    said = {"member": "M1", "kind": "profile", "ref": "referred_by", "value": "X"}
    refused = {}
    for field, tell in (
        ("member", lambda: store.move({**given, "member": "X"})),
        ("to_member", lambda: store.move(given)),
        ("value", lambda: store.move(said)),
        ("into", lambda: store.merge("M1", "X", by="manager")),
    ):
        with pytest.raises(RefusedError) as caught:
            tell()
        refused[field] = [(one.code, one.field) for one in caught.value.refusals]
    assert refused == {field: [("unknown-member", field)] for field in refused}


def test_an_erased_person_keeps_no_first_phone(store: Store) -> None:
    store.enroll({"member": "M1", "phone": "13812345678", "birthday": "1990-02-28"})
    buy(store, "M1", "600", "2026-02-01")
    change(store, "phone", "13900001111", "2026-03-01")
    change(store, "birthday", "1991-04-01", "2026-03-01")
    store.erase("M1", by="officer")
    assert sorted(rows(store, "SELECT field, value FROM profile_fields")) == [("birthday", "1904-02-28"), ("phone", "erased")]
    assert sorted(rows(store, "SELECT ref, value FROM movements")) == [("birthday", "1904-04-01"), ("phone", "erased")]
    assert not found_wrong(store)


def test_a_phone_that_is_none_stays_while_something_else_changes(store: Store) -> None:
    store.enroll({"member": "M1", "name": "王伟"})
    with store.desk.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE people SET phone = '1'")
    change(store, "birthday", "1990-02-28", "2026-03-01")
    with store.desk.database.read() as connection:
        assert connection.exec_driver_sql("SELECT phone FROM people").scalars().all() == ["1"]
