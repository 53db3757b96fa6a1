"""Lint reasons about an industry's measures, and about measures of some goods, as about those of the core."""

from __future__ import annotations

from pathlib import Path

import pytest
from patron.scheme.load import load_scheme

SCHEME = """scheme: page
title: {{zh: 页, en: Page}}
industry: hotel
currency: CNY
time_zone: Asia/Shanghai
tiers:
  - {{id: guest, title: {{zh: 顾客, en: Guest}}}}
  - {{id: vip, title: {{zh: 会员, en: VIP}}, term: 12 months}}
qualification:
  - {{id: gain, grants: vip, when: {gain}}}
maintenance:
  - {{id: keep, keeps: vip, when: {keep}}}
"""
NIGHTS = "{nights: {within: 12 months, at_least: 25}}"


@pytest.mark.parametrize(
    ("gain", "keep", "codes"),
    [
        (NIGHTS, NIGHTS, set()),
        (NIGHTS, "{nights: {within: 12 months, at_least: 24.5}}", set()),
        (NIGHTS, "{nights: {within: 12 months, at_least: 25.5}}", {"harder-to-keep"}),
        (NIGHTS, "{nights: {within: 12 months, more_than: 25}}", {"harder-to-keep"}),
        (NIGHTS, "{nights: {within: 12 months, at_least: 0}}", {"never-left"}),
        (NIGHTS, "{nights: {at_least: 5, at_most: 4}}", {"never-holds", "never-kept", "rule-never-holds"}),
        (NIGHTS, "{spend: {within: 12 months, goods: {category: room}, at_least: 5000}}", set()),
        ("{spend: {within: 12 months, at_least: 100}}", "{spend: {within: 12 months, goods: {category: room}, at_least: 100}}", set()),
        (
            "{spend: {within: 12 months, goods: {category: room}, at_least: 100}}",
            "{spend: {within: 12 months, goods: {category: room}, at_least: 101}}",
            {"harder-to-keep"},
        ),
    ],
)
def test_what_can_be_known_is_said_and_nothing_else(tmp_path: Path, gain: str, keep: str, codes: set[str]) -> None:
    path = tmp_path / "page.yaml"
    path.write_text(SCHEME.format(gain=gain, keep=keep), encoding="utf-8")
    assert {finding.code for finding in load_scheme(path).findings} == codes
