"""Erasing: nobody can tell who she was, and everything that was decided still adds up."""

from __future__ import annotations

import json

import pytest
from patron.store.audit.chain import head_of, seal
from patron.store.audit.checking import check, check_rows
from patron.store.deciding.keys import digest_of
from patron.store.refused import RefusedError
from patron.store.store import Store
from sqlalchemy import text
from store_people import buy, everything, found_wrong, rows

NAME, PHONE, CARD, BIRTHDAY = "Zhuge Liang", "13812345678", "C-77", "1981-02-28"


@pytest.fixture
def lived(both: Store) -> Store:
    """A member with a history: her phone, birthday and residence were read by rules, and she introduced F."""
    told = {"member": "SHU-1", "name": NAME, "phone": PHONE, "birthday": BIRTHDAY, "card": CARD, "profile": {"residence": "away"}}
    both.enroll(told, key="enrolled")
    both.enroll({"member": "F", "phone": "13912345678", "referred_by": "SHU-1"})
    both.enroll({"member": "G", "phone": "13712345678"})
    both.purchase({"member": CARD, "at": "2026-02-28", "lines": [{"list_amount": "60"}]}, key="bought")
    buy(both, "F", "150", "2026-03-01", id="pf")
    both.move({"member": "G", "kind": "profile", "ref": "referred_by", "value": "SHU-1", "at": "2026-03-01"})
    buy(both, "G", "150", "2026-03-02")
    for field, value in (("phone", "13899999999"), ("name", "Kongming"), ("residence", "Chengdu"), ("birthday", "1981-04-10")):
        both.move({"member": "SHU-1", "kind": "profile", "ref": field, "value": value, "at": "2026-04-01"})
    both.move({"member": "SHU-1", "kind": "adjust", "points": 100, "value": "sorry, Kongming", "by": "clerk", "at": "2026-04-02"})
    both.move({"member": "SHU-1", "kind": "give", "points": 5, "to_member": "F", "at": "2026-04-03"})
    assert {one.tier for one in both.lookup("SHU-1") + both.lookup("F") + both.lookup("G")} == {"vip"}
    return both


def test_nothing_names_her(lived: Store) -> None:
    made = lived.erase("SHU-1", by="officer", key="erased")
    assert made.member == f"erased-{rows(lived, 'SELECT number FROM members WHERE erased_at IS NOT NULL')[0][0]}"
    assert (made.changes, made.moved) == ((), ())
    left = everything(lived)
    for personal in ("SHU-1", NAME, "zhuge", PHONE, CARD, "1981-", "13812", "13899", "Kongming", "Chengdu"):
        assert personal not in left, personal


def test_what_was_decided_stays(lived: Store) -> None:
    states = rows(lived, "SELECT member, tier, since, reason, points FROM member_states ORDER BY member")
    postings = rows(lived, "SELECT * FROM postings ORDER BY number")
    lived.erase("SHU-1", by="officer")
    assert rows(lived, "SELECT member, tier, since, reason, points FROM member_states ORDER BY member") == states
    assert rows(lived, "SELECT * FROM postings ORDER BY number") == postings
    assert not found_wrong(lived)


def test_the_chain_holds(lived: Store) -> None:
    assert seal(lived.desk.database)
    with lived.desk.database.read() as connection:
        head = head_of(connection)
    lived.erase("SHU-1", by="officer")
    assert seal(lived.desk.database)
    with lived.desk.database.read() as connection:
        assert check(connection, head) == []
        assert check_rows(connection) == []


def test_nothing_more_is_taken_of_her(lived: Store) -> None:
    number = lived.erase("SHU-1", by="officer").member
    for asked in ("SHU-1", NAME, PHONE, "13899999999", CARD, number):
        assert lived.lookup(asked) == [], asked
    for asked, code in (("SHU-1", "unknown-member"), (CARD, "unknown-member"), (PHONE, "unknown-member"), (number, "erased-member")):
        for operation in (
            lambda asked=asked: buy(lived, asked, "100", "2026-06-01"),
            lambda asked=asked: lived.move({"member": asked, "kind": "redeem", "points": 1}),
            lambda asked=asked: lived.export(asked),
            lambda asked=asked: lived.erase(asked, by="officer"),
            lambda asked=asked: lived.merge(asked, "F", by="officer"),
            lambda asked=asked: lived.merge("F", asked, by="officer"),
            lambda asked=asked: lived.enroll({"member": "N", "referred_by": asked}) if asked == number else lived.export(asked),
        ):
            with pytest.raises(RefusedError) as caught:
                operation()
            assert [one.code for one in caught.value.refusals] == [code]


def test_whom_she_introduced_go_on(lived: Store) -> None:
    lived.erase("SHU-1", by="officer")
    buy(lived, "F", "150", "2026-06-01")
    lived.return_goods({"purchase": "pf"})
    assert lived.lookup("F")[0].tier == "vip"
    assert not found_wrong(lived)


def test_a_retry_gets_the_first_answer_without_a_name(lived: Store) -> None:
    bought = lived.purchase({"member": CARD, "at": "2026-02-28", "lines": [{"list_amount": "60"}]}, key="bought")
    lived.erase("SHU-1", by="officer", key="erased")
    again = lived.purchase({"member": CARD, "at": "2026-02-28", "lines": [{"list_amount": "60"}]}, key="bought")
    assert again.points == bought.points
    assert again.member.startswith("erased-")
    assert lived.erase("SHU-1", by="officer", key="erased").op == "erase"


def test_what_was_asked_cannot_be_found_by_trying_all_phones(lived: Store) -> None:
    """Digests of what was told of her go; a retry is known by the rest of it."""
    told = {"member": "13899999999", "at": "2026-02-27", "lines": [{"list_amount": "60"}]}
    first = lived.purchase(told, key="by phone")
    said = {"member": "F", "kind": "profile", "ref": "referred_by", "value": "13899999999", "at": "2026-05-02"}
    lived.move(said, key="introduced by phone")
    lived.move({"member": "F", "kind": "give", "points": 1, "to_member": "13899999999", "at": "2026-05-03"}, key="given by phone")
    with pytest.raises(RefusedError, match="something else"):
        lived.purchase({**told, "member": "G"}, key="by phone")
    whole = {one for (digest,) in rows(lived, "SELECT digest FROM idempotency_keys") for one in digest.split(":")[:1]}
    lived.erase("SHU-1", by="officer")
    left = {one for (digest,) in rows(lived, "SELECT digest FROM idempotency_keys") for one in digest.split(":")}
    assert not whole & left
    assert lived.purchase(told, key="by phone").points == first.points
    with pytest.raises(RefusedError, match="something else"):
        lived.purchase({**told, "at": "2026-02-26"}, key="by phone")


def test_the_key_of_an_erasure_does_not_remember_whom(lived: Store) -> None:
    """Called by her phone, which could be found from a digest by trying all; the retry is known, and no other member takes its answer."""
    made = lived.erase("13899999999", by="officer", key="erased")
    kept = {one for (digest,) in rows(lived, "SELECT digest FROM idempotency_keys WHERE key = 'erased'") for one in digest.split(":")}
    assert kept == {"", *digest_of("erase", {"member": "anybody", "by": "anyone"}).split(":")[1:]}
    assert lived.erase("13899999999", by="officer", key="erased") == made
    for living in ("F", "13912345678"):
        with pytest.raises(RefusedError, match="something else"):
            lived.erase(living, by="officer", key="erased")
        assert lived.lookup(living)


def test_a_key_of_an_older_store_is_answered_and_goes_with_her(lived: Store) -> None:
    """Digests were of the whole only; one whose person was erased fits nothing any more."""
    told = {"member": CARD, "at": "2026-02-28", "lines": [{"list_amount": "60"}]}
    with lived.desk.database.engine.begin() as connection:
        connection.execute(text("UPDATE idempotency_keys SET digest = substr(digest, 1, 64) WHERE key = 'bought'"))
    bought = lived.purchase(told, key="bought")
    assert bought.member == "SHU-1"
    lived.erase("SHU-1", by="officer")
    with pytest.raises(RefusedError, match="something else"):
        lived.purchase(told, key="bought")


def test_she_may_come_back(lived: Store) -> None:
    lived.erase("SHU-1", by="officer")
    lived.enroll({"member": "SHU-1", "name": NAME, "phone": PHONE, "card": CARD})
    assert buy(lived, CARD, "100", "2026-06-01").points == 10
    assert not found_wrong(lived)


def test_merged_records_go_with_her(both: Store) -> None:
    both.enroll({"member": "OLD-A", "phone": PHONE, "card": CARD})
    both.enroll({"member": "B", "phone": "13912345678"})
    buy(both, "OLD-A", "100", "2026-03-01")
    both.merge("OLD-A", "B", by="manager")
    made = both.erase("OLD-A", by="officer")
    assert made.detail["records"] == 2
    left = everything(both)
    for personal in ("OLD-A", PHONE, CARD, "13912345678"):
        assert personal not in left, personal
    assert not found_wrong(both)


def test_a_dry_run_erases_nothing(lived: Store) -> None:
    before = everything(lived)
    assert lived.erase("SHU-1", by="officer", dry_run=True).dry_run
    assert everything(lived) == before


def test_the_export_before_it_has_everything(lived: Store) -> None:
    told = json.loads(json.dumps(lived.export(CARD), ensure_ascii=False))
    assert told["member"] == "SHU-1"
    assert told["people"] == [{"member": "SHU-1", "name": "Kongming", "phone": "13899999999", "birthday": "1981-04-10"}]
    first = {row["field"]: row["value"] for row in told["profile_fields"]}
    assert first == {"name": NAME, "phone": PHONE, "birthday": BIRTHDAY, "residence": "away"}
    assert told["purchases"][0]["lines"][0]["list_amount"] == "60.00"
    assert [row["kind"] for row in told["movements"]] == ["profile"] * 4 + ["adjust", "give"]
    assert sum(row["points"] for row in told["postings"] if row["account"] == "member") == told["states"][0]["points"]
    assert {row["member_id"] for row in told["members"]} == {"SHU-1"}
    assert told["audit_log"]
