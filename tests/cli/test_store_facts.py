"""The figures of a decision in words: as the store writes them, so they are read."""

from __future__ import annotations

from pathlib import Path

import pytest
from patron.cli.store.fact_text import fact_text
from patron.cli.store.say import Say
from patron.engine.plan.compile import compile_plan
from patron.scheme.describe.words import Lang, Words
from patron.scheme.load import load_scheme
from store_house import SCHEME

CASES = [
    ("purchase: 2,100.00 (at least 2,000.00)", "单笔消费：2,100.00（须至少 2,000.00）", "one purchase: 2,100.00 (at least 2,000.00)"),
    (
        "spend 2024-06-02 to 2025-06-01: 52,000.00 (at least 50,000.00 and less than 60,000.00)",
        "累计消费（2024-06-02 至 2025-06-01）：52,000.00（须至少 50,000.00且少于 60,000.00）",
        "total spend 2024-06-02 to 2025-06-01: 52,000.00 (at least 50,000.00 and less than 60,000.00)",
    ),
    (
        "any of: referrer_tier: gold (at least gold)",
        "任一：介绍人等级：金卡会员（须至少 金卡会员）",
        "any of: introducer's tier: Gold (at least Gold)",
    ),
    ("phone fits", "电话：符合", "phone number: fits"),
    ("nothing that is known", "nothing that is known", "nothing that is known"),
]


def said(folder: Path, lang: Lang) -> Say:
    path = folder / "lantern.yaml"
    path.write_text(SCHEME, encoding="utf-8")
    loaded = load_scheme(path)
    return Say(Words(lang, loaded.require(), loaded.industry), compile_plan(loaded.require(), loaded.industry))


@pytest.mark.parametrize(("fact", "zh", "en"), CASES, ids=[fact for fact, _, _ in CASES])
def test_a_fact_is_told_in_both_languages(fact: str, zh: str, en: str, tmp_path: Path) -> None:
    assert fact_text(fact, said(tmp_path, "zh")) == zh
    assert fact_text(fact, said(tmp_path, "en")) == en
