"""Days that calendars trip over: 29 February, clocks that change, returns dated before a review, two versions across one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from machine_checks import fine, unlike_evaluate, wrong
from store_cases import Shop
from store_schemes import CLUB, HARDER

HALF_YEARS = CLUB.replace("term: 12 months", "term: 6 months")


def clean(shop: Shop, day: str | None = None) -> None:
    """All is in order; and, as of a day that was closed, as `evaluate` has it."""
    fine(wrong(shop.store.desk))
    if day is not None:
        fine(unlike_evaluate(shop.store.desk, shop.local(day).date()))


@pytest.mark.parametrize(("gained", "review"), [("2023-08-29", "2024-02-29"), ("2023-08-31", "2024-02-29"), ("2024-08-29", "2025-02-28")])
@pytest.mark.parametrize("spends", [True, False])
def test_a_review_at_the_end_of_february(sqlite_url: str, tmp_path: Path, gained: str, review: str, spends: bool) -> None:
    shop = Shop(sqlite_url, tmp_path, HALF_YEARS, start="2023-08-01")
    shop.buys("M", f"{gained}T12:00", 300)
    if spends:
        shop.buys("M", f"{review[:5]}01-15T12:00", 250)
    shop.closes(review[:5] + "02-27")
    assert shop.state("M")["tier"] == "silver"
    shop.closes(review)
    assert [(day, tier) for day, tier, _ in shop.changes("M")] == [(gained, "silver"), (review, "silver" if spends else "guest")]
    clean(shop, review)
    shop.closes(f"{int(review[:4]) + 1}-03-01")
    assert shop.state("M")["tier"] == "guest"
    clean(shop, f"{int(review[:4]) + 1}-03-01")


@pytest.mark.parametrize("told", ["in order", "late"])
def test_a_tier_gained_on_29_february(sqlite_url: str, tmp_path: Path, told: str) -> None:
    shop = Shop(sqlite_url, tmp_path)
    shop.enrolls("M")
    if told == "late":
        shop.buys("M", "2024-03-05T12:00", 20)
    shop.buys("M", "2024-02-29T23:59", 300)
    shop.closes("2025-02-27")
    assert shop.state("M")["tier"] == "silver"
    shop.closes("2025-03-01")
    assert shop.changes("M")[-1][0] == "2025-02-28"
    assert shop.state("M")["points_expired"] == 30
    clean(shop, "2025-03-01")


@pytest.mark.parametrize(
    ("zone", "day", "clock"),
    [
        ("Europe/Berlin", "2024-03-31", "02:30"),  # there is none such
        ("Europe/Berlin", "2024-10-27", "02:30"),  # there are two
        ("America/Santiago", "2024-09-08", "00:30"),  # the day begins at one
        ("America/Santiago", "2024-04-06", "23:30"),  # the hour before midnight comes twice
        ("Asia/Kathmandu", "2024-02-29", "00:00"),
    ],
)
def test_days_on_which_clocks_change(sqlite_url: str, tmp_path: Path, zone: str, day: str, clock: str) -> None:
    shop = Shop(sqlite_url, tmp_path, zone=zone)
    shop.enrolls("M", "N")
    shop.buys("M", f"{day}T23:59", 20)
    shop.buys("M", f"{day}T{clock}", 300, "clock")  # late by then, and it makes the tier
    shop.buys("N", f"{day}T{clock}", 310)
    shop.closes(day)
    assert shop.changes("M") == [(day, "silver", "any-300")]
    clean(shop, day)
    following = f"{int(day[:4]) + 1}{day[4:]}".replace("02-29", "02-28")
    shop.closes(following)
    assert (shop.state("M")["tier"], shop.state("N")["points"]) == ("guest", 0)
    shop.returns("clock", f"{following}T12:00")
    shop.closes(following)
    clean(shop, following)


def test_a_return_dated_before_the_review_that_it_decides(sqlite_url: str, tmp_path: Path) -> None:
    shop = Shop(sqlite_url, tmp_path)
    shop.buys("M", "2024-01-10T12:00", 300, "gaining")
    shop.buys("M", "2024-06-01T12:00", 250, "keeping")
    shop.closes("2025-01-10")
    assert shop.changes("M")[-1][1] == "silver"
    shop.buys("M", "2025-02-01T12:00", 50)
    answer = shop.returns("keeping", "2025-01-09T12:00", 100)
    assert answer.late
    assert [(one.after, one.undone) for one in answer.changes] == [("silver", True), ("guest", False)]
    shop.returns("keeping", "2025-01-09T13:00", 150)  # the rest of it
    shop.closes("2025-02-10")
    assert shop.state("M")["tier"] == "guest"
    clean(shop, "2025-02-10")


@pytest.mark.parametrize("late", ["2024-12-20", "2025-01-05"])
def test_two_versions_across_a_review(sqlite_url: str, tmp_path: Path, late: str) -> None:
    """Gold on 15 January 2024 is reviewed on 15 January 2025, under rules that took effect on the 1st; a return of before comes after."""
    shop = Shop(sqlite_url, tmp_path)
    shop.buys("M", "2024-01-15T12:00", 1000, "gaining")
    shop.buys("M", "2024-06-01T12:00", 900, "keeping")
    shop.buys("N", "2024-06-01T12:00", 300)  # silver, which the next version has no more
    shop.at("2024-12-01")
    shop.store.apply(shop.file(HARDER, "harder.yaml"), effective_from=date(2025, 1, 1), by="board")
    shop.closes("2025-01-15")
    assert shop.changes("M")[-1] == ("2025-01-15", "gold", "keep-gold-800")
    assert shop.changes("N")[-1][:2] == ("2025-01-01", "guest")
    clean(shop)
    answer = shop.returns("keeping", f"{late}T12:00", 200)
    assert any(one.undone for one in answer.changes)
    clean(shop)
    shop.closes("2025-03-01")
    assert shop.state("M")["tier"] == "guest"
    assert shop.store.rebuild().clean
    clean(shop)
