"""`patron test` names the benefits and issued coupons that no test tried: a try issues some and expects them by id."""

from __future__ import annotations

from pathlib import Path

import pytest
from patron.scheme_tests.suite import run_files

SCHEME = """\
scheme: club
title: {zh: 会员, en: Club}
currency: CNY
time_zone: Asia/Shanghai
tiers:
  - {id: guest, title: {zh: 顾客, en: Guest}}
  - {id: vip, title: {zh: 贵宾, en: VIP}, term: 12 months}
qualification:
  - {id: big, grants: vip, when: {purchase: {at_least: 1000}}}
benefits:
  - {id: parking, for: vip, each_year: 20, title: {zh: 停车, en: Parking}}
  - {id: hotline, for: vip, title: {zh: 热线, en: Hotline}}
coupons:
  - {id: welcome, title: {zh: 欢迎, en: Welcome}, for: vip, off: 50, from_amount: 300, issue: {on_gain: 1}}
"""
BUYS = "{name: a, purchases: [{on: 2025-03-01, amount: 1000}], expect: "
QUOTES = "  - {name: b, price: {tier: vip, on: 2025-03-01, coupons: welcome, lines: [{amount: 300}], expect: {coupons: {welcome: 50}}}}\n"
RULES = {("coupons", "welcome"), ("benefits", "parking"), ("coupons > issue", "welcome")}


@pytest.mark.parametrize(
    ("tests", "tried"),
    [
        (BUYS + "{tier: vip}}", set()),
        (BUYS + "{entitlements: {parking: {granted: 20}}}}", {("benefits", "parking")}),
        (BUYS + "{entitlements: {welcome: {left: 1}}}}", {("coupons > issue", "welcome")}),
        ("{name: a, purchases: [{on: 2025-03-01, amount: 999}], expect: {entitlements: {parking: {granted: 0}}}}", set()),
        (BUYS + "{entitlements: {parking: {granted: 20}, welcome: {left: 1}}}}\n" + QUOTES, RULES),
    ],
)
def test_a_benefit_is_tried_where_some_is_issued_and_expected(tests: str, tried: set[tuple[str, str]], tmp_path: Path) -> None:
    (tmp_path / "club.yaml").write_text(SCHEME, encoding="utf-8")
    path = tmp_path / "club_test.yaml"
    path.write_text(f"tests:\n  - {tests}\n", encoding="utf-8")
    suite = run_files([path])
    assert (suite.findings, suite.failures) == ([], [])
    found = {(one.section, one.rule) for one in suite.untested if one.section != "qualification"}
    assert found == RULES - tried
