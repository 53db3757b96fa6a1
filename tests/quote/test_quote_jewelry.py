"""A jeweller's basket: gold by weight and the price of the day, making charges, old gold in payment."""

from __future__ import annotations

from pathlib import Path

import pytest
from quote_case import quote, quoted

HEADINGS = "品类,克重,金价,工费,计价方式,金额,旧金克重,回收价\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    example = Path(__file__).parents[2] / "examples" / "jewelry.yaml"
    (tmp_path / "scheme.yaml").write_text(example.read_text(encoding="utf-8"), encoding="utf-8")
    return tmp_path


def test_gold_is_5_yuan_a_gram_below_the_price_of_the_day_and_old_gold_pays(folder: Path) -> None:
    (folder / "basket.csv").write_text(HEADINGS + "黄金,18.5,560,300,按克,,10,550\n", encoding="utf-8")
    made = quoted(folder, "--tier", "vip", "--at", "2025-03-08")
    line = made["lines"][0]
    assert (line["amount"], line["discounts"][0]["off"], line["price"]) == ("10660.00", "92.50", "10567.50")
    assert made["trade_ins"] == [{"id": "old-gold", "line": "1", "worth": "5500.00"}]
    assert made["totals"]["to_pay"] == "5067.50"
    assert made["points"] == []  # gold earns none
    said = quote(folder, "--tier", "vip", "--at", "2025-03-08")
    assert "旧金抵付（第 1 行）" in said
    assert "克重 18.5，当日金价 560.00，工费 300.00" in said


def test_gold_at_a_fixed_price_has_nothing_off_a_gram(folder: Path) -> None:
    (folder / "basket.csv").write_text(HEADINGS + "黄金,3,,,按件,2999,,\n", encoding="utf-8")
    assert quoted(folder, "--tier", "vip", "--at", "2025-03-08")["lines"][0]["discounts"][0]["outcome"] == "no unit"


def test_a_line_without_its_fields_has_its_place(folder: Path) -> None:
    (folder / "basket.csv").write_text(HEADINGS + "黄金,,560,300,按克,,,\n黄金,,560,300,按克,900,,\n", encoding="utf-8")
    said = quote(folder, "--tier", "vip", "--at", "2025-03-08", expect=1)
    assert "basket.csv: row 2, column grams: error[missing-value]" in said
    assert "basket.csv: row 3, column grams: error[missing-value]" in said
