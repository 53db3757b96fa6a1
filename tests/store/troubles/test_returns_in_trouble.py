"""Goods that come back after something was made of them: points that were spent, a tier that was reached, a review that was passed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from patron.store.refused import RefusedError
from store_cases import Shop
from trouble_house import SCHEME, clean, codes, house, refused


@pytest.fixture
def shop(store_url: str, tmp_path: Path) -> Iterator[Shop]:
    made = house(store_url, tmp_path)
    yield made
    made.store.close()


def test_a_refund_after_a_redemption_leaves_a_debt_that_the_next_points_pay(shop: Shop) -> None:
    shop.buys("ann", "2024-05-01T10:00", 290, "p1")
    shop.moves("ann", "2024-05-02T10:00", "redeem", points=20)
    assert shop.returns("p1", "2024-05-03T10:00").points == -20
    assert refused(shop.moves, "ann", "2024-05-03T11:00", "redeem", points=1) == ("points-not-available", "points")
    assert shop.buys("ann", "2024-05-04T10:00", 150).points == -5
    assert shop.buys("ann", "2024-05-05T10:00", 150).points == 10
    assert [lot.points for lot in shop.store.statement("ann").lots] == [10]
    state = shop.state("ann")
    assert (state["points_earned"], state["points_taken_back"], state["points_spent"]) == (59, 29, 20)
    clean(shop, "2024-05-06")


def test_a_house_that_stops_at_zero_forgives_the_debt(store_url: str, tmp_path: Path) -> None:
    shop = house(store_url, tmp_path, SCHEME.replace("  expiry:", "  below_zero: stop_at_zero\n  expiry:"))
    try:
        shop.buys("ann", "2024-05-01T10:00", 290, "p1")
        shop.moves("ann", "2024-05-02T10:00", "redeem", points=20)
        back = shop.returns("p1", "2024-05-03T10:00")
        assert (back.points, [one.points for one in back.moved]) == (0, [9])
        assert shop.buys("ann", "2024-05-04T10:00", 150).points == 15
        clean(shop, "2024-05-05")
    finally:
        shop.store.close()


def test_partial_refunds_twice_take_back_what_a_whole_one_would(shop: Shop) -> None:
    """A sale of 99.90 earned 9; two parts and the rest take back 9 in all, and no more than was sold comes back."""
    shop.buys("ann", "2024-05-01T10:00", "99.90", "p1")
    shop.buys("bob", "2024-05-01T10:00", "99.90", "q1")
    assert shop.returns("p1", "2024-05-02T10:00", "33.30").points == 6
    assert shop.returns("p1", "2024-05-03T10:00", "33.30").points == 3
    assert refused(shop.returns, "p1", "2024-05-03T11:00", "33.31")[0] == "more-than-left"
    assert shop.returns("p1", "2024-05-04T10:00", "33.30").points == 0
    assert refused(shop.returns, "p1", "2024-05-05T10:00", "0.01")[0] == "more-than-left"
    assert shop.returns("q1", "2024-05-04T10:00").points == 0
    assert shop.state("ann")["points_taken_back"] == shop.state("bob")["points_taken_back"] == 9
    clean(shop, "2024-05-06")


def test_a_refund_of_the_purchase_that_made_the_tier_takes_the_tier(shop: Shop) -> None:
    """What was bought as gold keeps gold's points; what is bought from then on earns a guest's."""
    shop.buys("ann", "2024-05-01T10:00", 1000, "p1")  # 100 as a guest, and gold
    assert shop.buys("ann", "2024-05-02T10:00", 100, "p2").points == 120
    back = shop.returns("p1", "2024-05-10T10:00")
    assert (back.tier_before, back.tier, back.points) == ("gold", "guest", 20)
    assert [(one.before, one.after, one.reason, one.undone) for one in back.changes] == [("gold", "guest", "return", False)]
    assert shop.buys("ann", "2024-05-11T10:00", 100).points == 30  # a guest's again
    assert refused(shop.moves, "ann", "2024-05-11T11:00", "use_benefit", ref="tasting")[0] == "benefit-not-available"
    clean(shop, "2024-05-12")


def test_a_part_of_it_takes_the_tier_only_where_the_rest_is_too_little(shop: Shop) -> None:
    shop.buys("ann", "2024-05-01T10:00", 1100, "p1")
    assert shop.returns("p1", "2024-05-02T10:00", 100).tier == "gold"
    assert shop.returns("p1", "2024-05-03T10:00", "0.01").tier == "silver"
    assert shop.state("ann")["points"] == 99
    clean(shop, "2024-05-04")


def test_a_return_dated_before_a_review_that_was_run_undoes_what_it_kept(shop: Shop) -> None:
    """Gold was kept on 1 May 2025 by 500 within the year; 200 of them had come back on 20 April, which is told on 3 May."""
    shop.buys("ann", "2024-05-01T10:00", 1000, "p1")
    shop.buys("ann", "2025-03-01T10:00", 500, "p2")
    assert shop.closes("2025-05-01").kept == 1
    assert shop.state("ann")["tier"] == "gold"
    shop.at("2025-05-03")
    late = shop.returns("p2", "2025-04-20T10:00", 200)
    assert (late.late, late.tier) == (True, "silver")
    assert shop.changes("ann")[-1][:2] == ("2025-05-01", "silver")
    assert [(one.on, one.after, one.undone) for one in late.changes] == [("2025-05-01", "gold", True), ("2025-05-01", "silver", False)]
    assert shop.closes("2025-05-04").fell == 0
    clean(shop, "2025-05-04")


def test_a_late_return_of_points_that_were_spent_since(shop: Shop) -> None:
    """As of its date the balance would have been too small for what was accepted since: it is taken with today's time instead."""
    shop.buys("ann", "2024-05-01T10:00", 290, "p1")
    shop.moves("ann", "2024-05-10T10:00", "redeem", points=29)
    before = shop.state("ann")
    shop.at("2024-05-12")
    with pytest.raises(RefusedError) as caught:
        shop.returns("p1", "2024-05-05T10:00")
    assert [(one.code, one.field, one.help) for one in caught.value.refusals] == [("too-late", "at", "record it with today's time")]
    assert shop.state("ann") == before
    assert codes(shop.returns, "p1", "2024-05-05T10:00", 100) == {"too-late"}
    assert shop.returns("p1", "2024-05-12T10:00").points == -29
    clean(shop, "2024-05-13")


def test_a_late_return_of_what_nobody_spent_is_decided_as_of_its_date(shop: Shop) -> None:
    shop.buys("ann", "2024-05-01T10:00", 250, "p1")
    shop.buys("ann", "2024-05-08T10:00", 290, "p2")
    shop.moves("ann", "2024-05-10T10:00", "redeem", points=20)
    shop.at("2024-05-12")
    late = shop.returns("p1", "2024-05-05T10:00", 100)
    assert (late.late, late.points, [(one.on, one.kind, one.points) for one in late.moved]) == (
        True,
        24,
        [("2024-05-05", "taken_back", 10)],
    )
    clean(shop, "2024-05-13")


def test_a_return_before_its_purchase_and_one_of_another_time_zone(shop: Shop) -> None:
    shop.buys("ann", "2024-05-01T10:00", 250, "p1")
    assert codes(shop.returns, "p1", "2024-05-01T09:59") == {"return-before-purchase"}
    told = {"purchase": "p1", "at": "2024-05-01T04:00:00+02:00", "rows": [{"amount": "50"}]}  # 10:00 in Shanghai
    made = shop.store.return_goods({**told, "at": "2024-05-01T04:01:00+02:00"})
    assert (made.at, made.points) == ("2024-05-01T10:01:00+08:00", 20)
    clean(shop, "2024-05-02")
