"""Opening balances and grants name tiers by id, or by title as a company's own lists do."""

from __future__ import annotations

from pathlib import Path

import pytest
from house import UnexpectedError, evaluate, quoted

SCHEME = """scheme: words
currency: CNY
time_zone: Asia/Shanghai
tiers:
  - {id: guest, title: {zh: 顾客, en: Guest}}
  - {id: silver, title: {zh: 银卡, en: Silver card}}
  - {id: gold, title: {zh: 金卡, en: Gold card}}
  - {id: first, title: {zh: 至尊, en: Top}}
  - {id: second, title: {zh: 至尊, en: Best}}
qualification:
  - {id: much, grants: gold, when: {purchase: {at_least: 1000}}}
"""


@pytest.fixture
def scheme(tmp_path: Path) -> Path:
    path = tmp_path / "words.yaml"
    path.write_text(SCHEME, encoding="utf-8")
    return path


def tier(scheme: Path, opening: str, granted: str = "") -> str:
    member = {"member_id": "ann", "opening_on": "2024-12-31", "opening_tier": opening, "opening_since": "2024-06-01"}
    grant = {"movement_id": "M1", "member_id": "ann", "at": "2025-02-01", "kind": "授予等级", "value": granted}
    sales = [{"purchase_id": "P1", "member_id": "bob", "at": "2025-01-01", "amount": 1}]
    return evaluate(scheme, sales, "2025-03-01", members=[member], movements=[grant] if granted else [])["ann"]["tier"]


@pytest.mark.parametrize("word", ["silver", "银卡", " 银卡 ", "Silver card", "SILVER CARD"])
def test_a_tier_is_named_by_its_id_or_its_title(scheme: Path, word: str) -> None:
    assert tier(scheme, word) == "silver"
    assert tier(scheme, "guest", word) == "silver"


@pytest.mark.parametrize("word", ["gold", "金卡", "GOLD CARD"])
def test_a_quote_takes_the_title_too(scheme: Path, word: str) -> None:
    assert quoted(scheme, [{"amount": 1}], "--tier", word)["customer"]["tier"] == "gold"


def test_a_title_of_two_tiers_and_an_unknown_word_are_refused(scheme: Path) -> None:
    for word in ("至尊", "白金"):
        with pytest.raises(UnexpectedError, match=f"row 2, column opening_tier: error\\[unknown-tier\\]: '{word}' is no tier"):
            tier(scheme, word)
    assert (tier(scheme, "Top"), tier(scheme, "Best")) == ("first", "second")
