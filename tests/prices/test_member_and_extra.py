"""The apparel shop's discounts (A3, A4): member, birthday and extra discount exclude each other, and mall promotions exclude all."""

from __future__ import annotations

from pathlib import Path

import pytest
from patron.findings import Severity
from patron.scheme.load import load_scheme
from patron.scheme_tests.suite import run_files

HERE = Path(__file__).parent / "schemes"
SCHEME, TESTS = HERE / "member-and-extra.yaml", HERE / "member-and-extra_test.yaml"


def test_the_scheme_says_what_the_shop_means() -> None:
    suite = run_files([TESTS])
    assert (suite.findings, suite.failures, suite.untested) == ([], [], [])
    assert suite.passed == 7
    assert not [one for one in load_scheme(SCHEME).findings if one.code == "overlapping-discounts" or one.severity is Severity.ERROR]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("promotion_not: mall, sold_from: 1}, rate: 0.85}", "sold_from: 1}, rate: 0.85}"),
        ("promotion_not: mall, sold_below: $deep_discount}", "sold_below: $deep_discount}"),
        ("{value: 0.8,", "{value: 0.81,"),
        ("id: extra, for: [silver, gold, diamond]", "id: extra, for: [ordinary, silver, gold, diamond]"),
        (", when: {birthday: month}}", "}"),
        ("rate: 0.75, when: {birthday: week}}", "rate: 0.75, when: {birthday: day}}"),
        ("rate: 0.8, when: {birthday: week}}", "rate: 0.8, when: {birthday: month}}"),
        ("sold_from: 1}, rate: 0.88}", "sold_from: 0.1}, rate: 0.88}"),
    ],
)
def test_each_part_of_it_is_shown(old: str, new: str, tmp_path: Path) -> None:
    text = SCHEME.read_text(encoding="utf-8")
    assert old in text
    (tmp_path / SCHEME.name).write_text(text.replace(old, new), encoding="utf-8")
    (tmp_path / TESTS.name).write_text(TESTS.read_text(encoding="utf-8"), encoding="utf-8")
    suite = run_files([tmp_path / TESTS.name])
    assert suite.failures
    assert not suite.findings


def test_an_extra_discount_of_another_group_would_come_on_top_and_is_told(tmp_path: Path) -> None:
    path = tmp_path / SCHEME.name
    text = SCHEME.read_text(encoding="utf-8")
    path.write_text(
        text.replace("sold_below: $deep_discount}, rate: 0.95}", "sold_from: $deep_discount}, rate: 0.95, stack: extra}"), "utf-8"
    )
    found = [one for one in load_scheme(path).findings if one.code == "overlapping-discounts"]
    assert [(one.severity, one.place.line if one.place else 0) for one in found] == [(Severity.WARNING, 27)]  # type: ignore[union-attr]
