"""Amounts by an industry's formulas: exact, rounded once, and never against what a line states."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from patron.engine.history import LINES
from patron.engine.prices.amounts import fill_amounts
from patron.vocabulary import FieldKind, Industry, LineAmount, LineField, Title

NAME = Title("名", "Name")
GOLD = Industry(
    "house",
    NAME,
    "house",
    fields=(
        LineField("grams", FieldKind.DECIMAL, NAME, places=3),
        LineField("gold_price", FieldKind.MONEY, NAME),
        LineField("making_charge", FieldKind.MONEY, NAME),
        LineField("priced_by", FieldKind.CHOICE, NAME, choices=("weight", "piece")),
    ),
    line_amounts=(
        LineAmount("gold", (("grams", "gold_price"), ("making_charge",)), (("priced_by", ("weight",)),), ("making_charge",)),
        LineAmount("chain", (("quantity", "grams", "gold_price"),)),
    ),
)
SCHEMA = {**LINES, "grams": pl.Int64(), "gold_price": pl.Int64(), "making_charge": pl.Int64(), "priced_by": pl.String()}


def frame(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(
        [{name: row.get(name, index + 2 if name == "row" else None) for name in SCHEMA} for index, row in enumerate(rows)], SCHEMA
    )


def weighed(**cells: Any) -> dict[str, Any]:
    return {"category": "gold", "priced_by": "weight", "grams": 10_500, "gold_price": 600_00, "making_charge": 200_00, **cells}


def filled(*rows: dict[str, Any]) -> tuple[list[int | None], list[tuple[int, str, str, str]]]:
    lines, found = fill_amounts(frame(*rows), GOLD, 2)
    return lines["amount"].to_list(), [(row, one.code, one.column, said) for one in found for row, said in one.rows.iter_rows()]


def test_a_line_without_amount_gets_it_by_weight_price_and_work() -> None:
    # 10.5 g x 600 + 200 = 6,500; a piece has none to make it from; 1.001 g x 0.50 = 0.5005, half up.
    assert filled(weighed(), weighed(making_charge=None), weighed(grams=1001, gold_price=50, making_charge=None)) == (
        [6_500_00, 6_300_00, 50],
        [],
    )
    assert filled(weighed(amount=6_500_00), {"category": "jade", "amount": 9}, weighed(priced_by="piece", amount=7)) == (
        [6_500_00, 9, 7],
        [],
    )


def test_quantities_are_thousandths_and_halves_go_up_once() -> None:
    # 1.5 x 0.333 g x 1.00 = 0.4995; 0.5 x 0.03 g x 1.00 = 0.015, half up 0.02.
    chain = {"category": "chain", "gold_price": 1_00}
    assert filled({**chain, "quantity": 1_500, "grams": 333}, {**chain, "quantity": 500, "grams": 30})[0] == [50, 2]


def test_what_disagrees_or_is_missing_is_told_with_row_and_column() -> None:
    amounts, found = filled(
        weighed(amount=6_500_01),
        weighed(gold_price=None),
        weighed(gold_price=None, amount=5),
        weighed(priced_by="piece"),
        weighed(priced_by=None),
    )
    assert amounts == [6_500_01, None, 5, None, None]
    needs = "amount is empty, and grams x gold_price + making_charge, which a line of gold costs, needs gold_price"
    assert found == [
        (3, "missing-value", "gold_price", needs),
        (5, "missing-value", "amount", "amount is empty"),
        (6, "missing-value", "amount", "amount is empty"),
        (2, "amount-disagrees", "amount", "amount is 6500.01, and grams x gold_price + making_charge is 6500.00"),
    ]


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10**7), st.integers(0, 10**9), st.none() | st.integers(0, 10**9))
def test_a_formula_is_exact(grams: int, gold_price: int, making: int | None) -> None:
    exact = Fraction(grams, 1000) * gold_price + (making or 0)
    amounts, _ = filled(weighed(grams=grams, gold_price=gold_price, making_charge=making))
    assert amounts == [(exact + Fraction(1, 2)).__floor__()]
