"""Scheme page, section Time: windows, terms and the as-of date."""

from __future__ import annotations

import pytest
from histories import buy, day, history, iso, member, move
from outcomes import outcome
from patron.engine.plan import Duration, ExpiryEachYear, Unit
from patron.engine.reference.calendar import add, dies_on, window_start
from patron.scheme.values import window
from plans import largest_purchase, plan, purchase, rule, spend, tier

MONTHS_12 = Duration(Unit.MONTHS, 12)


@pytest.mark.parametrize(
    ("within", "as_of", "first"),
    [
        ("12 months", "2025-03-10", "2024-03-11"),
        ("12 months", "2025-02-28", "2024-02-29"),  # 28 February 2024 is outside
        ("12 months", "2024-02-29", "2023-03-01"),  # clamped to 28 February 2023
        ("1 month", "2025-03-31", "2025-03-01"),  # clamped to 28 February
        ("2 years", "2025-03-10", "2023-03-11"),
        ("30 days", "2025-03-30", "2025-03-01"),
        ("1 day", "2025-03-30", "2025-03-30"),
        ("this calendar year", "2025-12-31", "2025-01-01"),
        ("this calendar quarter", "2025-06-30", "2025-04-01"),
        ("this calendar quarter", "2025-07-01", "2025-07-01"),
        ("this calendar month", "2025-02-28", "2025-02-01"),
    ],
)
def test_a_window_covers_the_dates_after_d_minus_its_length_up_to_d(within: str, as_of: str, first: str) -> None:
    assert iso(window_start(window(within), day(as_of))) == first


@pytest.mark.parametrize(("bought", "tier_id"), [("2024-03-10", "guest"), ("2024-03-11", "vip")])
def test_the_first_date_of_a_window_of_12_months(bought: str, tier_id: str) -> None:
    rules = plan(qualification=[rule("total", 1, spend("12 months", at_least=500))])
    past = history([buy("p1", "ann", bought, 300), buy("p2", "ann", "2025-03-10", 200)])
    assert outcome(rules, past, "2025-03-10")["ann"]["tier"] == tier_id


def test_no_within_means_since_the_first_event() -> None:
    rules = plan(qualification=[rule("total", 1, spend(at_least=500))])
    past = history([buy("p1", "ann", "2001-01-01", 300), buy("p2", "ann", "2025-03-10", 200)])
    assert outcome(rules, past, "2025-03-10").changes() == ["2025-03-10 guest > vip by total"]


def test_gained_on_29_february_reviewed_on_28_february_and_on_29_february_in_leap_years() -> None:
    rules = plan(qualification=[rule("big", 1, purchase(at_least=500))], maintenance=[rule("any", 1, spend(at_least=0))])
    past = history([buy("p1", "ann", "2024-02-29", 500)])
    result = outcome(rules, past, "2028-12-31")
    assert result.changes() == [
        "2024-02-29 guest > vip by big",
        "2025-02-28 vip > vip by any",
        "2026-02-28 vip > vip by any",
        "2027-02-28 vip > vip by any",
        "2028-02-29 vip > vip by any",
    ]
    assert result["ann"] | {"review_on": "2029-02-28", "since": "2024-02-29", "reason": "any"} == result["ann"]


def test_month_arithmetic_is_counted_from_the_original_day() -> None:
    month = Duration(Unit.MONTHS, 1)
    assert [iso(add(day("2025-01-31"), month, times)) for times in (1, 2, 3)] == ["2025-02-28", "2025-03-31", "2025-04-30"]


def test_reviews_due_on_the_as_of_date_have_happened_and_events_on_it_count() -> None:
    rules = plan(qualification=[rule("big", 1, purchase(at_least=500))])
    past = history([buy("p1", "ann", "2024-05-01", 500), buy("p2", "bob", "2025-05-01", 500), buy("p3", "bob", "2025-05-02", 500)])
    assert outcome(rules, past, "2025-04-30").changes("ann") == ["2024-05-01 guest > vip by big"]
    result = outcome(rules, past, "2025-05-01")
    assert result.changes("ann") == ["2024-05-01 guest > vip by big", "2025-05-01 vip > guest by lapse"]
    assert result["bob"] | {"tier": "vip", "since": "2025-05-01", "review_on": "2026-05-01", "spend_12m": 50000} == result["bob"]


def test_events_after_the_as_of_date_are_ignored_and_make_no_member() -> None:
    past = history([buy("p1", "ann", "2025-05-02", 500)], movements=[move("m1", "bob", "2025-05-02", "profile", ref="name", value="B")])
    assert outcome(plan(), past, "2025-05-01").members() == []


def test_an_events_date_is_its_local_date() -> None:
    rules = plan(qualification=[rule("big", 1, purchase(at_least=500))])
    past = history([buy("p1", "ann", "2025-04-30T16:30+00:00", 500)])  # half past midnight in Shanghai
    assert outcome(rules, past, "2025-05-01")["ann"]["since"] == "2025-05-01"


@pytest.mark.parametrize(
    ("expiry", "earned", "dead"),
    [
        (ExpiryEachYear(12, 31), "2025-12-31", "2026-01-01"),
        (ExpiryEachYear(6, 30), "2025-07-01", "2026-07-01"),
        (ExpiryEachYear(2, 29), "2025-01-01", "2025-03-01"),
        (ExpiryEachYear(2, 29), "2024-02-29", "2024-03-01"),
        (ExpiryEachYear(2, 29, next_year=True), "2024-02-29", "2025-03-01"),
        (ExpiryEachYear(2, 29, next_year=True), "2023-02-28", "2024-03-01"),
        (ExpiryEachYear(12, 31, next_year=True), "2025-01-01", "2027-01-01"),
        (ExpiryEachYear(6, 30, next_year=True), "2025-08-01", "2027-07-01"),
    ],
)
def test_a_lot_is_good_to_the_end_of_the_first_such_day_on_or_after(expiry: ExpiryEachYear, earned: str, dead: str) -> None:
    assert iso(dies_on(expiry, day(earned))) == dead


def test_dates_outside_the_calendar_are_held_at_its_ends() -> None:
    assert add(day("9999-12-31"), MONTHS_12) == day("9999-12-31")
    assert add(day("0001-01-01"), MONTHS_12, -1) == day("0001-01-01")


def test_this_term_starts_on_the_day_the_tier_was_gained_and_at_every_review_that_kept_it() -> None:
    rules = plan(
        [tier("guest"), tier("vip", term="1 year", gaining_purchase_keeps=True)],
        qualification=[rule("big", 1, purchase(at_least=500))],
        maintenance=[rule("again", 1, largest_purchase("this term", at_least=400))],
    )
    gained = [buy("p1", "ann", "2023-05-01", 500)]
    # The gaining purchase lies in the first term; the second term has none.
    assert outcome(rules, history(gained), "2025-05-01").changes()[1:] == [
        "2024-05-01 vip > vip by again",
        "2025-05-01 vip > guest by lapse",
    ]
    # A purchase on the review date belongs to the term that begins then.
    later = [*gained, buy("p2", "ann", "2024-05-01", 400)]
    assert outcome(rules, history(later), "2026-05-01").changes()[1:] == [
        "2024-05-01 vip > vip by again",
        "2025-05-01 vip > vip by again",
        "2026-05-01 vip > guest by lapse",
    ]


def test_members_file_rows_are_answered_sorted_by_code_points() -> None:
    past = history([buy("p1", "b", "2025-01-01", 1)], members=[member("a"), member("B"), member("张")])
    assert outcome(plan(), past, "2025-01-01").members() == ["B", "a", "b", "张"]
