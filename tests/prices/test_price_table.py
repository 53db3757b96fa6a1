"""Prices by hand, and against the independent explanation on random lines."""

from __future__ import annotations

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from patron.engine.plan import Discount, DiscountKind, GoodsFilter, Plan, Tier
from patron.engine.prices import Outcome, explain_price, price_lines

EVERY = GoodsFilter()
SCHEMA = {
    "amount": pl.Int64(),
    "list_amount": pl.Int64(),
    "category": pl.String(),
    "tender": pl.String(),
    "grams": pl.Int64(),
    "pricing": pl.String(),
}


def plan(*discounts: Discount, tiers: int = 2) -> Plan:
    named = tuple(Tier(f"t{rank}", f"等级{rank}", f"T{rank}") for rank in range(tiers))
    return Plan("s", "general", "CNY", 2, "Asia/Shanghai", named, discounts=discounts)


def rate(name: str, value: int, *, group: int = 0, goods: GoodsFilter = EVERY, of_list: bool = False) -> Discount:
    return Discount(name, (1,), goods, DiscountKind.RATE, value, group, of_list=of_list)


def off(name: str, value: int, *, group: int = 0) -> Discount:
    return Discount(name, (1,), EVERY, DiscountKind.OFF, value, group)


def per_gram(name: str, value: int, *, group: int = 0) -> Discount:
    where = (("pricing", ("by_weight",)),)
    return Discount(name, (1,), EVERY, DiscountKind.OFF_PER, value, group, unit_field="grams", unit_scale=1000, unit_only_where=where)


def frame(*rows: dict[str, object]) -> pl.DataFrame:
    return pl.DataFrame([{name: row.get(name) for name in SCHEMA} for row in rows], schema=SCHEMA)


def price(discounts: list[Discount], **line: object) -> int:
    return int(price_lines(plan(*discounts), frame(line)).amounts[1, 0])


def test_a_rate_rounds_half_up_and_only_for_its_tiers() -> None:
    table = price_lines(plan(rate("r", 500_000)), frame({"amount": 101}))
    assert table.amounts[:, 0].tolist() == [101, 51]
    assert table.discounts[1, "r"].tolist() == [50]
    assert (0, "r") not in table.discounts


def test_groups_apply_on_the_running_price_and_rounding_comes_once() -> None:
    # 1.01 x 0.5 x 0.5 = 0.2525: rounded after each step it would be 0.26.
    assert price([rate("a", 500_000), rate("b", 500_000, group=1)], amount=101) == 25


def test_a_group_takes_the_best_and_the_first_of_equals() -> None:
    table = price_lines(plan(off("first", 10), rate("second", 900_000)), frame({"amount": 100}, {"amount": 50}, {"amount": 200}))
    assert table.discounts[1, "first"].tolist() == [10, 10, 0]
    assert table.discounts[1, "second"].tolist() == [0, 0, 20]


def test_of_list_is_never_dearer_and_falls_back_to_the_running_price() -> None:
    listed = [rate("r", 900_000, of_list=True)]
    assert price(listed, amount=100, list_amount=105) == 95  # 94.5 half up
    assert price(listed, amount=100, list_amount=200) == 100
    assert price(listed, amount=100) == 90


def test_off_per_unit_by_grams_never_below_zero_and_only_where_the_line_has_the_unit() -> None:
    gold = [per_gram("g", 500)]
    assert price(gold, amount=600_000, grams=10_000, pricing="by_weight") == 595_000
    assert price(gold, amount=600_000, grams=10_333, pricing=None) == 594_834  # 5,166.5 off, half up
    assert price(gold, amount=600_000, grams=10_000, pricing="fixed") == 600_000
    assert price(gold, amount=600_000) == 600_000
    assert price(gold, amount=300, grams=10_000) == 0


def test_goods_filters_as_the_contract_says_for_empty_cells() -> None:
    only = [rate("r", 500_000, goods=GoodsFilter(category=("gold",)))]
    but = [rate("r", 500_000, goods=GoodsFilter(category_not=("gold",), fields=(("pricing", ("fixed",), True),)))]
    assert (price(only, amount=100, category="gold"), price(only, amount=100)) == (50, 100)
    assert (price(but, amount=100, category="gold"), price(but, amount=100)) == (100, 50)
    assert price(but, amount=100, category="silver", pricing="fixed") == 100


def test_amounts_beyond_64_bits_of_scaled_money_stay_exact() -> None:
    chain = [rate(f"r{group}", 999_999 - 2 * group, group=group) for group in range(3)]
    amount = 9_007_199_254_740_993
    assert price(chain, amount=amount) == explain_price(plan(*chain), {"amount": amount}, 1).price


def test_the_explanation_names_the_reason_of_every_loser() -> None:
    discounts = [off("weak", 5), off("strong", 20), per_gram("grams", 500, group=1), rate("par", 1_000_000, group=2)]
    told = explain_price(plan(*discounts), {"amount": 100, "grams": None}, 1)
    assert told.price == 80
    assert [one.outcome for one in told.considered] == [Outcome.BEATEN, Outcome.APPLIED, Outcome.NO_UNIT, Outcome.NOT_CHEAPER]
    assert told.considered[0].beaten_by == "strong"
    assert {one.outcome for one in explain_price(plan(*discounts), {"amount": 100}, 0).considered} == {Outcome.OTHER_TIER}


goods = st.builds(
    GoodsFilter,
    category=st.sampled_from([(), ("gold",), ("gold", "silver")]),
    category_not=st.sampled_from([(), ("silver",)]),
    tender=st.sampled_from([(), ("cash",)]),
    fields=st.sampled_from([(), (("pricing", ("fixed",), False),), (("pricing", ("fixed",), True),)]),
)


@st.composite
def discount(draw: st.DrawFn, index: int) -> Discount:
    kind = draw(st.sampled_from(list(DiscountKind)))
    value = draw(st.sampled_from([0, 920_000, 999_999, 333_333, 1_000_000])) if kind is DiscountKind.RATE else draw(st.integers(0, 700))
    per = kind is DiscountKind.OFF_PER
    return Discount(
        f"d{index}",
        draw(st.sampled_from([(1,), (0, 1), (2,)])),
        draw(goods),
        kind,
        value,
        draw(st.integers(0, 2)),
        of_list=kind is DiscountKind.RATE and draw(st.booleans()),
        unit_field="grams" if per else "",
        unit_scale=1000 if per else 1,
        unit_only_where=(("pricing", ("by_weight",)),) if per and draw(st.booleans()) else (),
    )


line = st.fixed_dictionaries(
    {
        "amount": st.integers(0, 3000) | st.integers(0, 10**12),
        "list_amount": st.none() | st.integers(0, 4000),
        "category": st.sampled_from([None, "gold", "silver"]),
        "tender": st.sampled_from([None, "cash", "card"]),
        "grams": st.none() | st.integers(0, 5000),
        "pricing": st.sampled_from([None, "by_weight", "fixed"]),
    }
)


@settings(max_examples=300, deadline=None)
@given(st.data(), st.lists(line, min_size=1, max_size=4), st.integers(1, 5))
def test_columns_and_fractions_agree_to_the_minor_unit(data: st.DataObject, lines: list[dict[str, object]], number: int) -> None:
    scheme = plan(*(data.draw(discount(index)) for index in range(number)), tiers=3)
    table = price_lines(scheme, frame(*lines))
    for tier in range(3):
        taken = sum(part for (rank, _), part in table.discounts.items() if rank == tier)
        assert np.array_equal(table.amounts[tier] + taken, [row["amount"] for row in lines])
        for row, one in enumerate(lines):
            told = explain_price(scheme, one, tier)
            assert table.amounts[tier, row] == told.price
            applied = {item.id for item in told.considered if item.outcome is Outcome.APPLIED}
            for (rank, name), part in table.discounts.items():
                assert rank != tier or part[row] >= 0
                assert rank != tier or not part[row] or name in applied
