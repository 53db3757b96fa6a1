"""Coupons at random baskets: what they take is spread without a fen lost, and the lines add up."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from patron.engine.plan import RATE_SCALE, Coupon, CouponKind, GoodsFilter
from patron.engine.prices.coupons import CouponBasket, CouponOutcome, apply_coupons, spread_over

MONEY = st.integers(0, 10**9)


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=12), st.data())
def test_what_is_spread_is_all_there_and_in_proportion(weights: list[int], data: st.DataObject) -> None:
    amount = data.draw(st.integers(0, sum(weights)))
    parts = spread_over(amount, weights)
    assert sum(parts) == (amount if sum(weights) else 0)
    for part, weight in zip(parts, weights, strict=True):
        assert 0 <= part <= weight
        if sum(weights):
            assert abs(part - Fraction(amount * weight, sum(weights))) < 1


@st.composite
def coupons(draw: st.DrawFn, lines: int) -> list[tuple[Coupon, list[bool]]]:
    found = []
    for number in range(draw(st.integers(1, 5))):
        kind = draw(st.sampled_from(CouponKind))
        value = draw(st.integers(0, RATE_SCALE)) if kind is CouponKind.RATE else draw(MONEY)
        coupon = Coupon(
            id=f"c{number}",
            code=f"c{number}",
            kind=kind,
            value=value,
            goods=GoodsFilter(),
            tiers=None,
            group=draw(st.integers(0, 2)),
            from_amount=draw(st.sampled_from([0, 0, 1000, 10**8])),
            with_discounts=draw(st.booleans()),
        )
        found.append((coupon, draw(st.lists(st.booleans(), min_size=lines, max_size=lines))))
    return found


@given(st.data())
def test_prices_and_parts_add_up_and_no_coupon_makes_a_line_dearer(data: st.DataObject) -> None:
    amounts = data.draw(st.lists(MONEY, min_size=1, max_size=6))
    discounted = [data.draw(st.integers(0, amount)) for amount in amounts]
    floors = [data.draw(st.sampled_from([0, price // 2, price, 10**10])) for price in discounted]
    shown = data.draw(coupons(len(amounts)))
    got = apply_coupons(CouponBasket(amounts, discounted, floors), shown)
    applied = [one for one in got.tried if one.outcome is CouponOutcome.APPLIED]
    for index, price in enumerate(got.prices):
        base = amounts[index] if got.plain[index] else discounted[index]
        assert price == base - sum(one.parts[index] for one in applied)
        assert price >= min(floors[index], base)
    assert sum(got.prices) <= sum(discounted)  # a customer who shows coupons never pays more
    groups = [coupon.group for coupon, _ in shown for one in applied if one.id == coupon.id]
    assert len(groups) == len(set(groups))
    for one in got.tried:
        if one.outcome is not CouponOutcome.APPLIED:
            assert one.off == 0


@given(st.data())
def test_the_best_of_a_group_wins(data: st.DataObject) -> None:
    amounts = data.draw(st.lists(MONEY, min_size=1, max_size=4))
    everything = [True] * len(amounts)
    values = data.draw(st.lists(MONEY, min_size=2, max_size=4))
    names = [f"c{number}" for number in range(len(values))]
    plain = [Coupon(name, name, CouponKind.OFF, value, GoodsFilter(), None, 0) for name, value in zip(names, values, strict=True)]
    shown = [(coupon, everything) for coupon in plain]
    got = apply_coupons(CouponBasket(amounts, amounts, [0] * len(amounts)), shown)
    assert sum(amounts) - sum(got.prices) == min(max(values), sum(amounts))
