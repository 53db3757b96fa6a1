"""Verifying: whatever is broken is named, with its member and entry."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from time import sleep

import pytest
from patron.store.audit.chain import Head
from patron.store.upkeep.reports import VerifyReport
from store_cases import Shop


def filled(url: str, folder: Path) -> Shop:
    made = Shop(url, folder)
    made.buys("ann", "2024-05-04T10:00", 1000)
    made.buys("bob", "2024-05-05T10:00", 400)
    made.moves("bob", "2024-05-06T11:00", "redeem", points=30)
    made.closes("2024-05-07")
    return made


@pytest.fixture
def both(store_url: str, tmp_path: Path) -> Iterator[Shop]:
    made = filled(store_url, tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def shop(sqlite_url: str, tmp_path: Path) -> Iterator[Shop]:
    made = filled(sqlite_url, tmp_path)
    yield made
    made.store.close()


def sealed(shop: Shop) -> Head:
    """The head once everything is sealed: PostgreSQL waits for older transactions of the whole server."""
    for _ in range(100):
        report = shop.store.verify()
        if report.head is not None and report.head["place"] == report.entries:
            return Head(**report.head)
        sleep(0.1)
    pytest.fail("an old transaction keeps the log from being sealed")


def faults(report: VerifyReport) -> set[tuple[str, str | None]]:
    return {(one.check, one.member) for one in report.faults}


def test_a_sound_store_has_no_fault(both: Shop) -> None:
    report = both.store.verify()
    assert (report.ok, report.faults, report.members) == (True, (), 2)
    assert report.postings == 6
    assert report.judged > 0
    assert json.loads(json.dumps(report.as_json()))["ok"] is True


@pytest.mark.parametrize(
    ("statement", "check"),
    [
        ("UPDATE postings SET points = points + 1 WHERE member = :number AND account = 'member' AND kind = 'spent'", "entry"),
        ("UPDATE postings SET account = 'waiting' WHERE member = :number AND account = 'member' AND kind = 'spent'", "account"),
        ("UPDATE member_states SET points = points + 1 WHERE member = :number", "balance"),
        ("UPDATE member_states SET points_earned = points_earned + 1 WHERE member = :number", "state"),
        ("UPDATE member_states SET tier = 'gold' WHERE member = :number", "state"),
        ('UPDATE lots SET "left" = "left" + 1 WHERE member = :number', "lots"),
        ('UPDATE lots SET "left" = -1 WHERE member = :number', "lots"),
        ("DELETE FROM lots WHERE member = :number", "lots"),
        ("DELETE FROM member_states WHERE member = :number", "state"),
        ("UPDATE tier_changes SET after = 'gold' WHERE member = :number", "state"),
    ],
)
def test_what_does_not_add_up_is_named(shop: Shop, statement: str, check: str) -> None:
    shop.edits(statement, number=shop.state("bob")["member"])
    report = shop.store.verify()
    assert not report.ok
    assert check in {one.check for one in report.faults}
    assert {one.member for one in report.faults} <= {"bob", None}
    assert all(one.entry is not None for one in report.faults if one.check in {"entry", "account"})


def test_a_purchase_that_was_changed_is_named_with_its_entry(shop: Shop) -> None:
    shop.edits("UPDATE purchase_lines SET amount = amount + 1 WHERE purchase = 1")
    (fault,) = shop.store.verify().faults
    assert (fault.check, fault.entry) == ("rows", 3)


def test_an_entry_that_was_changed_is_named(shop: Shop) -> None:
    shop.edits("UPDATE audit_log SET judged = judged + 1 WHERE number = 3")
    assert [(one.check, one.entry) for one in shop.store.verify().faults] == [("chain", 3)]


def test_a_log_that_was_cut_off_is_found_by_a_head_from_before(both: Shop) -> None:
    head = sealed(both)
    assert both.store.verify(head).ok
    both.edits("DELETE FROM audit_chain WHERE place >= :place", place=head.place)
    both.edits("DELETE FROM audit_log WHERE number >= :entry", entry=head.entry)
    assert "head" in {one.check for one in both.store.verify(head).faults}


def test_a_change_taken_back_twice_is_named(both: Shop) -> None:
    row = 'INSERT INTO tier_changes (member, "on", place, before, after, reason, scheme_version, cancels, entry) '
    again = 'SELECT member, "on", place, before, after, reason, scheme_version, number, 1 FROM tier_changes WHERE member = :number'
    number = both.state("bob")["member"]
    for _ in range(2):
        both.edits(row + again + " AND cancels IS NULL", number=number)
    assert ("state", None) in faults(both.store.verify())


def test_a_scheme_text_that_was_changed_is_named(shop: Shop) -> None:
    shop.edits("UPDATE scheme_versions SET text = replace(text, '300', '301')")
    assert ("version", None) in faults(shop.store.verify())


def test_reports_of_one_card_balance(shop: Shop) -> None:
    shop.edits("INSERT INTO cards (card, kind, state, approved, balance, version) VALUES ('C1', 'gift', 'active', :yes, 500, 1)", yes=True)
    (fault,) = shop.store.verify().faults
    assert (fault.check, fault.card) == ("card", "C1")
