"""KPMG's examples 10A and 10B for IFRS 15 / ASC 606: a sale with points, and how the points' part is earned."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from patron.engine.rounding import half_up
from patron.simulation.economics.allocation import allocate, recognised

YEAR_1 = recognised(9000, 4500, 9700)


def test_example_10a_shares_the_price_by_stand_alone_prices() -> None:
    parts = allocate(100_000, goods_alone=100_000, points_alone=Fraction(97, 100) * 10_000)
    assert (half_up(parts.goods), half_up(parts.points)) == (91_158, 8_842)
    assert (round(int(parts.goods), -3), round(int(parts.points), -3)) == (91_000, 9_000)


def test_example_10a_earns_the_points_part_as_they_are_redeemed() -> None:
    assert half_up(YEAR_1) == 4_175  # 4,500 of 9,700 expected, of 9,000


def test_example_10b_works_with_the_new_estimate_on_all_that_was_redeemed() -> None:
    assert half_up(recognised(9000, 4500 + 4000, 9900) - YEAR_1) == 3_552
    assert half_up(recognised(9000, 4500 + 4000, 9200) - YEAR_1) == 4_140


def test_nothing_is_for_points_that_are_worth_nothing_and_all_is_earned_when_no_more_is_expected() -> None:
    assert allocate(500, goods_alone=500, points_alone=Fraction(0)).goods == 500
    assert allocate(0, goods_alone=0, points_alone=Fraction(0)).points == 0
    assert recognised(900, 0, 0) == 900
    assert recognised(900, 120, 100) == 900


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.fractions(0, 10**6))
def test_the_parts_are_the_price(price: int, goods: int, points: Fraction) -> None:
    parts = allocate(price, goods_alone=goods, points_alone=points)
    assert parts.goods + parts.points == price
    assert parts.goods >= 0
    assert parts.points >= 0
