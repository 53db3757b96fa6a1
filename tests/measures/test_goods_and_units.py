"""Measures of some goods and of units of lines, told by small histories, the same in both runners."""

from __future__ import annotations

from typing import Any

import pytest
from histories import back, buy, day
from inn import made, plan, since


def room(purchase: str, on: str, amount: int, nights: int | None, **columns: Any) -> dict[str, Any]:
    return buy(purchase, "ann", on, amount, category="room", nights=nights, **columns)


def test_nights_are_added_up_in_a_window() -> None:
    rules = plan({"nights": {"within": "3 months", "at_least": "4.5"}})
    sales = made([room("1", "2025-01-10", 500, 30), room("2", "2025-04-10", 500, 30), room("3", "2025-05-10", 500, 15)])
    assert since(rules, sales) == day("2025-05-10")


def test_nights_are_those_of_rooms_and_of_the_goods_asked_for() -> None:
    sales = made([room("1", "2025-01-10", 500, 20, channel="web"), buy("1", "ann", "2025-01-10", 90, category="dining", nights=70)])
    assert since(plan({"nights": {"at_least": "2.1"}}), sales) is None
    assert since(plan({"nights": {"at_least": "2"}}), sales) == day("2025-01-10")
    assert since(plan({"nights": {"at_least": "2", "goods": {"channel_not": "web"}}}), sales) is None


@pytest.mark.parametrize(("taken", "left"), [(100, "1.8"), (250, "1.5"), (251, "1.5"), (275, "1.5"), (276, "1.4"), (500, "1")])
def test_a_return_leaves_units_in_proportion_rounded_half_up(taken: int, left: str) -> None:
    sales = made(
        [room("1", "2025-01-10", 1000, 20), room("2", "2025-02-10", 1000, 10)],
        [back("r", "ann", "2025-01-11", taken, of="1", category="room")],
    )
    total = f"{float(left) + 1:.1f}"
    assert since(plan({"nights": {"at_least": total}}), sales) == day("2025-02-10")
    assert since(plan({"nights": {"more_than": total}}), sales) is None


def test_a_tier_gained_by_nights_that_are_given_back_is_withdrawn() -> None:
    sales = made([room("1", "2025-01-10", 1000, 30)], [back("r", "ann", "2025-01-20", 400, of="1", category="room")])
    rules = plan({"nights": {"at_least": "2"}})
    assert since(rules, sales, "2025-01-19") == day("2025-01-10")
    assert since(rules, sales) is None


def test_a_free_night_counts_and_is_judged() -> None:
    sales = made([room("1", "2025-01-10", 1000, 20), room("2", "2025-02-10", 0, 10)])
    assert since(plan({"nights": {"at_least": "3"}}), sales) == day("2025-02-10")
    assert since(plan({"stays": {"at_least": 2}}), sales) == day("2025-02-10")
    both = {"nights": {"at_least": "3"}, "purchase": {"at_most": 500}}
    assert since(plan(both), sales) is None  # it is no purchase


def test_a_stay_counts_as_long_as_something_is_left_of_it() -> None:
    sales = made(
        [room("1", "2025-01-10", 1000, 20), buy("2", "ann", "2025-02-10", 90, category="dining"), room("3", "2025-03-10", 700, None)],
        [back("r", "ann", "2025-01-20", "999.99", of="1", category="room")],
    )
    assert since(plan({"stays": {"at_least": 2}}), sales) == day("2025-03-10")
    wholly = made([room("1", "2025-01-10", 1000, 20), room("3", "2025-03-10", 700, 10)], [back("r", "ann", "2025-01-20", 1000, of="1")])
    assert since(plan({"stays": {"at_least": 2}}), wholly) is None


def test_pieces_are_those_of_the_purchase_being_judged_and_an_empty_quantity_is_one() -> None:
    rules = plan({"pieces": {"at_least": 3}})
    sales = made(
        [
            buy("1", "ann", "2025-01-10", 100, quantity=2000),
            buy("2", "ann", "2025-01-11", 100, quantity=2000, line="1"),
            buy("2", "ann", "2025-01-11", 100, line="2"),
        ]
    )
    assert since(rules, sales) == day("2025-01-11")


def test_the_longest_stay_is_of_one_purchase() -> None:
    sales = made([room("1", "2025-01-10", 500, 20), room("2", "2025-02-10", 500, 20), room("3", "2025-03-10", 500, 35)])
    assert since(plan({"longest_stay": {"at_least": "3.5"}}), sales) == day("2025-03-10")


@pytest.mark.parametrize(
    ("goods", "on"),
    [
        ({"category": "shop"}, "2025-01-11"),
        ({"category_not": ["room", "dining"]}, "2025-01-11"),
        ({"style": ["S1", "S3"]}, "2025-01-12"),
        ({"style_not": "S1"}, "2025-01-11"),
        ({"store": "north"}, "2025-01-12"),
        ({"channel_not": ["web"]}, "2025-01-12"),
        ({"sold_below": "0.8"}, "2025-01-12"),
        ({"sold_from": "0.8"}, "2025-01-11"),
    ],
)
def test_measures_of_goods_see_these_lines_only(goods: dict[str, Any], on: str) -> None:
    sales = made(
        [
            buy("1", "ann", "2025-01-10", 100, category="dining", style="S1", store="north", list_amount=200),
            buy("2", "ann", "2025-01-11", 100, category="shop", style="S2", store="south", channel="web", list_amount=125),
            buy("2", "ann", "2025-01-11", 100, category="shop", store="south", channel="web", line="2"),
            buy("3", "ann", "2025-01-12", 200, category="shop", style="S3", store="north", list_amount=251),
        ]
    )
    assert since(plan({"spend": {"at_least": 200, "goods": goods}}), sales) == day(on)


def test_counts_and_visits_leave_out_purchases_without_the_goods() -> None:
    sales = made(
        [
            buy("1", "ann", "2025-01-10", 100, category="shop"),
            buy("2", "ann", "2025-01-11", 100, category="dining"),
            buy("3", "ann", "2025-01-12T10:00", 100, category="shop"),
            buy("4", "ann", "2025-01-12T11:00", 100, category="shop"),
            buy("5", "ann", "2025-01-13", 100, category="shop"),
        ]
    )
    shop = {"goods": {"category": "shop"}}
    assert since(plan({"purchase_count": {"at_least": 3, **shop}}), sales) == day("2025-01-12")
    assert since(plan({"visit_days": {"at_least": 3, **shop}}), sales) == day("2025-01-13")
    assert since(plan({"purchase": {"at_most": 100, "goods": {"category": "dining"}}}), sales) == day("2025-01-11")
    assert since(plan({"none_of": [{"purchase": {"at_least": 1, "goods": {"category": "shop"}}}]}), sales) == day("2025-01-11")


def test_what_counting_leaves_out_adds_no_units() -> None:
    sales = made([room("1", "2025-01-10", 500, 30, tender="points"), room("2", "2025-02-10", 500, 20)])
    rules = plan({"nights": {"at_least": "2"}}, counting={"leave_out": {"tenders": ["points"]}})
    assert since(rules, sales) == day("2025-02-10")


def test_this_season_begins_on_the_last_start_of_the_scheme() -> None:
    rules = plan({"spend": {"within": "this season", "at_least": 200}}, seasons=["09-01", "03-01"])
    sales = made([buy("1", "ann", "2025-02-28", 100), buy("2", "ann", "2025-03-01", 100), buy("3", "ann", "2025-08-31", 100)])
    assert since(rules, sales) == day("2025-08-31")
    later = made([buy("1", "ann", "2025-08-31", 100), buy("2", "ann", "2025-09-01", 100), buy("3", "ann", "2026-02-28", 100)])
    assert since(rules, later, "2026-03-31") == day("2026-02-28")
