"""Baskets of `*_test.yaml` with coupons, points, reasons, and goods that are refused."""

from __future__ import annotations

from pathlib import Path

from quote_case import run, write

PASSING = """\
scheme: scheme.yaml
tests:
  - name: the best coupon of a group, after the discounts
    price:
      - tier: gold
        on: 2025-03-08
        coupons: [SPRING50, ten-off, full-price, cup]
        points: 200
        lines: [{category: coat, amount: 800}, {category: shirt, amount: 199.99}]
        expect:
          total: 769.99
          lines: [600.98, 169.01]
          discounts: [gold-rate, gold-extra]
          lost: {silver-rate: other tier, gold-rate: beaten, ten-off: beaten, full-price: the discounts are better}
          coupons: {spring: 50, cup: 0}
          to_pay: 759.99
          points: 76
  - name: instead of the discounts
    price: {tier: silver, on: 2025-03-08, coupons: full-price, lines: [{category: coat, amount: 100}], expect: {total: 85}}
  - name: the birthday
    price:
      - tier: gold
        on: 2025-03-08
        birthday: 1990-03-08
        lines: [{category: cake, amount: 100}]
        expect: {total: 50, discounts: [birthday], lost: {gold-rate: beaten}}
      - tier: gold
        on: 2025-03-09
        birthday: 1990-03-08
        lines: [{category: cake, amount: 100}]
        expect: {total: 90, lost: {birthday: not the birthday}}
  - name: who may buy the bag, and when
    price:
      - {tier: guest, on: 2025-05-01, lines: [{category: bag, amount: 900}], expect: {refused: [limited-bag]}}
      - {tier: gold, on: 2025-03-20, lines: [{category: bag, amount: 900}], expect: {refused: [], total: 810}}
      - {tier: gold, on: 2025-05-01, lines: [{category: bag, amount: 900, quantity: 3}], expect: {refused: [limited-bag]}}
      - {tier: silver, on: 2025-06-01, coupons: [spring, ten-off], lines: [{amount: 900}], expect: {refused: [spring, ten-off]}}
"""


def _tested(folder: Path, text: str) -> tuple[int, str]:
    (write(folder) / "scheme_test.yaml").write_text(text, encoding="utf-8")
    done = run(folder, "test", "scheme_test.yaml")
    return done.returncode, done.stdout + done.stderr


def test_what_a_quote_says_can_be_tested(tmp_path: Path) -> None:
    code, said = _tested(tmp_path, PASSING)
    assert code == 0, said
    assert "4 passed" in said
    assert "coupons > ten-off" in said  # no test made it true
    assert "coupons > spring" not in said
    assert "restricted > limited-bag" not in said


def test_each_difference_is_told_at_its_line(tmp_path: Path) -> None:
    text = PASSING.replace("gold-rate: beaten, ten-off", "gold-rate: other goods, ten-off").replace("points: 76", "points: 80")
    text = text.replace("coupons: {spring: 50, cup: 0}", "coupons: {spring: 40}").replace("to_pay: 759.99", "to_pay: 1")
    text = text.replace("quantity: 3}], expect: {refused: [limited-bag]}", "quantity: 2}], expect: {refused: [limited-bag]}")
    code, said = _tested(tmp_path, text)
    assert code == 1
    assert "scheme_test.yaml:14: the best coupon of a group" in said
    assert "price as gold: lost gold-rate: expected other goods, got beaten" in said
    assert "coupons: expected spring: 40, got spring: 50, cup: 0" in said
    assert "to pay: expected 1, got 759.99" in said
    assert "points: expected 80, got 76" in said
    assert "refused: expected limited-bag, got none" in said


def test_a_basket_that_needs_a_date_says_so(tmp_path: Path) -> None:
    code, said = _tested(tmp_path, PASSING.replace("tier: silver, on: 2025-03-08, coupons", "tier: silver, coupons"))
    assert code == 1
    assert "error[missing-key]: the basket has no date" in said
    code, said = _tested(tmp_path, PASSING.replace("coupons: full-price", "coupons: full-prise"))
    assert code == 1
    assert "error[unknown-coupon]" in said
