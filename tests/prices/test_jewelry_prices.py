"""A jewelry house's prices by the installed command: gold by weight and by the piece, the making charge, old gold, a floor at cost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from house import patron, table

SCHEME = """\
scheme: gold
industry: jewelry
currency: CNY
time_zone: Asia/Shanghai
tiers: [{id: guest}, {id: vip}]
qualification: [{id: large, grants: vip, when: {purchase: {at_least: 50000}}}]
discounts:
  - {id: making, for: vip, goods: {category: gold, priced_by: weight}, rate: 0.5, part: making_charge}
  - {id: fixed, for: vip, goods: {category: gold, priced_by: piece}, rate: 0.9}
  - {id: rest, for: vip, goods: {category_not: gold}, rate: 0.8}
price_floors: [{id: cost, field: cost}]
"""
BASKET: list[dict[str, object]] = [
    {"line": "ring", "category": "gold", "priced_by": "weight", "grams": "10.555", "gold_price": 612.3, "making_charge": "200.01"},
    {"line": "charm", "category": "gold", "priced_by": "piece", "grams": 3, "amount": 2000},
    {"line": "pin", "category": "silver", "amount": 500, "cost": 450},
    {"line": "chain", "category": "silver", "amount": 500, "trade_in_grams": "2.5", "trade_in_price": "550.55"},
]


def quote(folder: Path, text: str, basket: list[dict[str, object]], expect: int = 0) -> str:
    (folder / "gold.yaml").write_text(text, encoding="utf-8")
    words = ("gold.yaml", "--basket", table(folder / "basket.csv", basket), "--tier", "vip", "--at", "2025-03-01T10:00", "--format", "json")
    return patron("quote", *words, cwd=folder, expect=expect)


def prices(folder: Path, text: str = SCHEME) -> list[Any]:
    answer = json.loads(quote(folder, text, BASKET))
    return [line["price"] for line in answer["lines"]]


def test_gold_silver_and_floors_are_priced(tmp_path: Path) -> None:
    # 10.555 g x 612.30 + 200.01 = 6,662.8365, half up 6,662.84; half of the work off: 6,562.835, half up 6,562.84.
    first = prices(tmp_path)
    assert [f"{price}" for price in first] == ["6562.84", "1800.00", "450.00", "400.00"]
    found = patron("check", "gold.yaml", cwd=tmp_path)
    assert "jewelry-rate-on-gold" not in found


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (", part: making_charge", "", 0),
        ("rate: 0.9}", "rate: 1}", 1),
        ("[{id: cost, field: cost}]", "[]", 2),
        ("rate: 0.8", "rate: 0.85", 3),
    ],
)
def test_each_rule_decides_a_line(old: str, new: str, line: int, tmp_path: Path) -> None:
    assert prices(tmp_path)[line] != prices(tmp_path, SCHEME.replace(old, new))[line]


def test_old_gold_pays_and_lowers_no_price(tmp_path: Path) -> None:
    with_old, without = ([{**one, "trade_in_grams": grams} for one in BASKET[3:]] for grams in ("2.5", ""))
    paid, plain = (json.loads(quote(tmp_path, SCHEME, basket)) for basket in (with_old, without))
    assert [line["price"] for line in paid["lines"]] == [line["price"] for line in plain["lines"]]
    assert [one["worth"] for one in paid["trade_ins"]] != []
    assert f"{paid['trade_ins'][0]['worth']}" == "1376.38"  # 1,376.375, half up
    assert plain["trade_ins"] == []


def test_an_amount_that_is_not_the_formulas_is_refused_with_its_cell(tmp_path: Path) -> None:
    said = quote(tmp_path, SCHEME, [{**BASKET[0], "amount": 6000}], expect=1)
    assert "row 2, column amount: error[amount-disagrees]" in said
