"""Slips of the keyboard: full-width punctuation, tabs, thousands separators; each finding says what to write instead, at its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from patron.findings import TextPlace
from patron.scheme.load import load_scheme

GOOD = """scheme: shop
currency: CNY
time_zone: Asia/Shanghai
tiers:
  - id: guest
  - {id: gold, term: 12 months}
qualification:
  - id: total
    grants: gold
    when: {spend: {within: 12 months, at_least: 3000}}
"""
SLIPS = [
    ("currency: CNY", "currency：CNY", (2, 9), "write ': ' instead of the full-width '：'"),
    ("    grants: gold", "    grants：gold", (9, 11), "write ': ' instead of the full-width '：'"),
    ("at_least: 3000", "at_least：3000", (10, 39), "write ': ' instead of the full-width '：'"),
    ("months, at_least", "months，at_least", (10, 37), "write ', ' instead of the full-width '，'"),
    ("    grants: gold", "\tgrants: gold", (9, 1), "indent with spaces: a tab stands here"),
    ("    grants: gold", "\u3000\u3000grants: gold", (9, 1), "indent with plain spaces: a full-width one stands here"),
    ("    grants: gold", "    grants:gold", (9, 11), "put a space after the colon"),
    ("scheme: shop", "scheme: shop\ntitle: Members: the plan", (2, 15), "put a text that has ': ' in it into quotes"),
    ("at_least: 3000", "at_least: 3,000", (10, 51), "a comma ends a value here"),
    ("at_least: 3000", "at_least: ３０００", (10, 49), "write plain digits: 3000"),
]


@pytest.mark.parametrize(("right", "wrong", "place", "instead"), SLIPS, ids=[wrong.strip() for _, wrong, _, _ in SLIPS])
def test_a_slip_is_named_at_its_place(right: str, wrong: str, place: tuple[int, int], instead: str, tmp_path: Path) -> None:
    file = tmp_path / "shop.yaml"
    file.write_text(GOOD.replace(right, wrong), encoding="utf-8")
    finding = load_scheme(file).findings[0]
    assert isinstance(finding.place, TextPlace)
    assert (finding.place.line, finding.place.column) == place
    assert instead in finding.help


def test_full_width_punctuation_in_a_text_is_no_slip(tmp_path: Path) -> None:
    file = tmp_path / "shop.yaml"
    text = GOOD.replace("scheme: shop\n", "scheme: shop\ntitle: {en: A, zh: '尊敬的，会员：您好'}\n")
    file.write_text(text, encoding="utf-8")
    assert load_scheme(file).scheme is not None
    file.write_text(text.replace("会员：您好'}", "会员：您好'}}  # 说明：grants：gold"), encoding="utf-8")
    assert [finding.help for finding in load_scheme(file).findings] == ["see the indentation, quotes, colons and brackets here"]
