"""Closing days: what falls due happens once, in order, whatever was interrupted, repeated or left out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from patron.store.refused import RefusedError
from patron.store.upkeep import closing
from store_cases import Shop, iso, number_of

NOTHING = {"due": 0, "transactions": 0, "kept": 0, "fell": 0, "points_expired": 0, "sealed": 0}


@pytest.fixture
def shop(store_url: str, tmp_path: Path) -> Iterator[Shop]:
    made = Shop(store_url, tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def small(sqlite_url: str, tmp_path: Path) -> Iterator[Shop]:
    made = Shop(sqlite_url, tmp_path)
    yield made
    made.store.close()


def told(report: object, *names: str) -> dict[str, object]:
    return {name: getattr(report, name) for name in names or NOTHING}


def three_golds(shop: Shop) -> None:
    for number, name in enumerate(("ann", "bob", "eve")):
        shop.buys(name, f"2024-05-0{number + 4}T10:00", 1000)
    shop.buys("bob", "2024-09-01T10:00", 600)


def test_reviews_and_expiries_due_happen_and_are_counted(shop: Shop) -> None:
    three_golds(shop)
    first = shop.closes("2025-05-05")
    assert told(first, "due", "kept", "fell", "points_expired") == {"due": 2, "kept": 1, "fell": 0, "points_expired": 200}
    assert (shop.state("ann")["tier"], shop.state("ann")["review_on"]) == ("gold", number_of("2025-06-03"))  # in grace
    last = shop.closes("2025-06-05")
    assert told(last, "kept", "fell", "points_expired") == {"kept": 0, "fell": 2, "points_expired": 100}
    assert shop.changes("ann") == [("2024-05-04", "gold", "year-1000"), ("2025-06-03", "silver", "lapse")]
    shop.agrees("2025-06-05")


def test_closing_twice_does_nothing_the_second_time(shop: Shop) -> None:
    three_golds(shop)
    assert shop.closes("2025-06-05").fell == 2
    before = shop.state("ann")
    assert told(shop.closes("2025-06-05")) == NOTHING
    assert told(shop.closes("2025-05-01")) == NOTHING
    assert shop.state("ann") == before


def test_days_off_are_caught_up_as_of_their_own_dates(small: Shop, tmp_path: Path) -> None:
    three_golds(small)
    (tmp_path / "daily").mkdir()
    daily = Shop(f"sqlite:///{tmp_path / 'daily.db'}", tmp_path / "daily")
    three_golds(daily)
    small.closes("2026-09-01")
    for day in range(number_of("2025-05-01"), number_of("2026-09-01") + 1, 1):
        daily.closes(iso(day))
    for name in ("ann", "bob", "eve"):
        assert small.changes(name) == daily.changes(name)
        one, other = small.state(name), daily.state(name)
        assert {key: one[key] for key in one if key not in {"version", "decided_to"}} == {
            key: other[key] for key in other if key not in {"version", "decided_to"}
        }
    daily.store.close()


def test_a_member_is_reviewed_before_her_next_purchase_even_if_no_day_was_closed(small: Shop) -> None:
    three_golds(small)
    small.buys("ann", "2025-07-01T10:00", 10)
    assert small.changes("ann")[-1] == ("2025-06-03", "silver", "lapse")
    assert told(small.closes("2025-07-01"), "due", "fell")["fell"] == 1  # eve's alone
    small.agrees("2025-07-01")


def test_an_interrupted_close_goes_on_where_it_stopped(small: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closing, "BATCH", 1)
    three_golds(small)
    real, calls = closing.advance, []

    def breaks(*words: object) -> object:
        calls.append(words)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*words)  # type: ignore[arg-type]

    monkeypatch.setattr(closing, "advance", breaks)
    with pytest.raises(KeyboardInterrupt):
        small.closes("2025-06-05")
    assert [small.state(name)["decided_to"] == number_of("2025-06-05") for name in ("ann", "bob", "eve")].count(True) == 1
    monkeypatch.setattr(closing, "advance", real)
    rest = small.closes("2025-06-05")
    assert (rest.due, rest.transactions) == (2, 2)
    assert told(small.closes("2025-06-05")) == NOTHING
    small.agrees("2025-06-05")
    assert small.store.verify().ok


def test_a_dry_run_says_what_would_be_and_writes_nothing(small: Shop) -> None:
    three_golds(small)
    small.at("2025-06-05T08:00")
    before = small.state("ann"), small.store.verify().entries
    report = small.store.close_day(date(2025, 6, 5), dry_run=True)
    assert told(report, "due", "kept", "fell", "points_expired", "dry_run") == {
        "due": 3,
        "kept": 1,
        "fell": 2,
        "points_expired": 300,
        "dry_run": True,
    }
    assert (small.state("ann"), small.store.verify().entries) == before
    assert small.closes("2025-06-05").fell == 2


def test_a_day_that_has_not_begun_is_refused(small: Shop) -> None:
    small.at("2025-06-05T23:59:59")
    with pytest.raises(RefusedError) as refused:
        small.store.close_day(date(2025, 6, 6))
    assert refused.value.refusals[0].code == "in-the-future"
    small.store.close_day(date(2025, 6, 5))


def test_a_member_gained_on_29_february_is_reviewed_on_the_28th(small: Shop) -> None:
    small.buys("ann", "2024-02-29T10:00", 1000)
    assert told(small.closes("2025-02-27"), "due", "kept") == {"due": 0, "kept": 0}
    small.buys("ann", "2025-02-27T10:00", 600)
    assert small.closes("2025-02-28").kept == 1
    assert [small.state("ann")[name] for name in ("review_on",)] == [number_of("2026-02-28")]
    for day, kept in (("2026-02-28", 0), ("2026-03-30", 0)):
        assert small.closes(day).kept == kept
    assert small.changes("ann")[-1] == ("2026-03-30", "silver", "lapse")
    small.agrees("2026-03-30")


@pytest.mark.parametrize("zone", ["America/Sao_Paulo", "Europe/Berlin", "Australia/Lord_Howe"])
def test_days_on_which_clocks_change_begin_when_they_begin(sqlite_url: str, tmp_path: Path, zone: str) -> None:
    shop = Shop(sqlite_url, tmp_path, zone=zone, start="2017-01-01")
    # In Sao Paulo 2018-11-04 has no midnight; in Berlin 2017-10-29 and on Lord Howe 2017-10-01 clocks change in the night.
    for number, day in enumerate(("2017-10-01", "2017-10-29", "2017-11-04", "2017-11-05")):
        shop.buys(f"m{number}", f"{day}T00:00:00", 1000)
        shop.buys(f"n{number}", f"{day}T23:59:59", 1000)
    for day in ("2018-10-01", "2018-10-29", "2018-11-04", "2018-11-05"):
        shop.closes(day)
        shop.agrees(day)
    assert shop.store.rebuild().clean
    shop.store.close()


def test_a_granted_tier_ends_on_its_day(small: Shop) -> None:
    small.enrolls("ann")
    small.moves("ann", "2024-05-04T10:00", "grant_tier", value="gold", by="the manager", until="2024-08-01")
    assert told(small.closes("2024-07-31"), "due", "grants_ended") == {"due": 0, "grants_ended": 0}
    ended = small.closes("2024-08-01")
    assert told(ended, "due", "grants_ended", "fell") == {"due": 1, "grants_ended": 1, "fell": 1}
    assert small.changes("ann")[-1] == ("2024-08-01", "guest", "grant")
    assert told(small.closes("2024-08-01")) == NOTHING
    small.agrees("2024-08-01")
    assert small.store.rebuild().clean


def test_the_audit_log_is_sealed(small: Shop) -> None:
    three_golds(small)
    assert small.closes("2024-05-07").sealed > 0
    report = small.store.verify()
    assert (report.sealed, report.ok) == (0, True)
    assert report.head is not None
    assert report.head["entry"] == report.entries


def test_one_member_who_cannot_be_decided_does_not_stop_the_others(small: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    from patron.store.refused import Refusal

    three_golds(small)
    real, number = closing.advance, small.state("bob")["member"]

    def refuses(txn: object, members: list[int], day: int) -> object:
        if number in members:
            raise RefusedError(Refusal("too-late", "it became impossible", "look at it"))
        return real(txn, members, day)  # type: ignore[arg-type]

    monkeypatch.setattr(closing, "advance", refuses)
    report = small.closes("2025-06-05")
    assert (report.refused, report.fell) == (("bob",), 2)
