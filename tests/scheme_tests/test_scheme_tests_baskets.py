"""Baskets with a date and a customer, floors that hold, and amounts that the industry's formula makes."""

from __future__ import annotations

from pathlib import Path

from patron.scheme_tests.suite import SuiteRun, run_files

SCHEME = """\
scheme: birthdays
industry: jewelry
currency: CNY
time_zone: Asia/Shanghai
tiers: [{id: guest}, {id: gold}]
qualification: [{id: some, grants: gold, when: {spend: {at_least: 1}}}]
discounts:
  - {id: birthday-rate, for: gold, rate: 0.8, when: {birthday: week}}
  - {id: abroad-rate, for: gold, rate: 0.5, when: {profile: {residence: abroad}, from: 2025-03-01}}
  - {id: making-rate, for: gold, rate: 0.5, part: making_charge, goods: {category: gold}}
price_floors:
  - {id: never-below-cost, field: cost}
"""
TESTS = """\
scheme: birthdays.yaml
tests:
  - name: the spend makes gold
    purchases: [{on: 2025-01-01, amount: 1}]
    expect: {tier: gold}
  - name: prices
    price:
      - {tier: gold, on: 2025-03-12, birthday: 1990-03-15, lines: [{amount: 100}], expect: {total: 80, discounts: [birthday-rate]}}
      - {tier: gold, on: 2025-03-11, birthday: 1990-03-15, lines: [{amount: 100}], expect: {total: 100, discounts: []}}
      - {tier: gold, lines: [{amount: 100}], expect: {total: 100}}
      - {tier: gold, on: 2025-03-11, profile: {residence: abroad}, lines: [{amount: 100, cost: 60}], expect: {total: 60}}
      - {tier: gold, on: 2025-02-11, profile: {residence: abroad}, lines: [{amount: 100}], expect: {total: 100}}
      - tier: gold
        lines: [{category: gold, priced_by: weight, grams: 10, gold_price: 600, making_charge: 200}]
        expect: {total: 6100, discounts: [making-rate]}
"""


def run(folder: Path, tests: str = TESTS) -> SuiteRun:
    (folder / "birthdays.yaml").write_text(SCHEME, encoding="utf-8")
    (folder / "birthdays_test.yaml").write_text(tests, encoding="utf-8")
    return run_files([folder / "birthdays_test.yaml"])


def test_days_birthdays_profiles_parts_and_floors_price_a_basket(tmp_path: Path) -> None:
    suite = run(tmp_path)
    assert (suite.findings, suite.failures, suite.untested) == ([], [], [])


def test_a_floor_that_no_basket_reaches_is_untested(tmp_path: Path) -> None:
    suite = run(tmp_path, TESTS.replace("cost: 60", "cost: 40").replace("expect: {total: 60}", "expect: {total: 50}"))
    assert [(one.section, one.rule) for one in suite.untested] == [("price_floors", "never-below-cost")]


def test_what_is_wrong_in_a_basket_is_told_with_its_line(tmp_path: Path) -> None:
    tests = TESTS.replace(
        "profile: {residence: abroad}, lines: [{amount: 100, cost: 60}]", "profile: {residense: abroad}, lines: [{amount: 1}]"
    )
    (finding,) = run(tmp_path, tests).findings
    assert (finding.code, finding.message) == ("unknown-key", "the scheme asks for no field 'residense' of a customer's profile")
    (finding,) = run(tmp_path, TESTS.replace("grams: 10, ", "")).findings
    assert (finding.code, finding.place.line if finding.place else 0) == ("missing-value", 14)
