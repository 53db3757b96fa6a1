"""Columns and fractions agree to the minor unit, whatever the discounts ask."""

from __future__ import annotations

import numpy as np
from generators_prices import TIERS, buyers, price_plan
from hypothesis import given, settings
from hypothesis import strategies as st
from patron.engine.prices import Outcome, applying, explain_price, price_as, price_lines


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_the_table_is_what_the_explanation_says(data: st.DataObject) -> None:
    plan = price_plan(data.draw)
    bought = buyers(data.draw)
    history = bought.history()
    table = price_lines(plan, history.lines, history)
    amounts = [line["amount"] for line in bought.lines]
    for tier in range(TIERS):
        taken = sum((part for (rank, _), part in table.discounts.items() if rank == tier), np.zeros(len(amounts), dtype=np.int64))
        assert np.array_equal(table.amounts[tier] + taken, amounts)
        assert np.array_equal(price_as(plan, history.lines, tier, applies=applying(plan, history.lines, history)), table.levels[tier])
        for row, line in enumerate(bought.lines):
            told = explain_price(plan, line, tier, bought.customer(line))
            assert table.levels[tier][row] == told.price
            applied = {item.id for item in told.considered if item.outcome is Outcome.APPLIED}
            for one in plan.discounts:
                part = int(table.taken(tier, one.id, np.array([row]))[0])
                assert part >= 0
                assert not part or one.id in applied


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_no_discount_brings_a_line_below_a_floor_that_fits_it(data: st.DataObject) -> None:
    plan = price_plan(data.draw)
    bought = buyers(data.draw)
    for line in bought.lines:
        for tier in range(TIERS):
            told = explain_price(plan, line, tier, bought.customer(line))
            held = [one.floor for one in told.considered if one.floor]
            for one in plan.price_floors:
                if one.id in held and one.field:
                    assert told.price >= min(line["amount"], line[one.field])
                if one.id in held and one.of_list is not None:
                    assert told.price * 1_000_000 >= min(line["amount"] * 1_000_000, line["list_amount"] * one.of_list)
