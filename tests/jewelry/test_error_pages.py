"""Each code of the jewelry checks has a page, whose first scheme has the finding and whose second has not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from patron.scheme.load import load_scheme

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "plugins/jewelry/docs/errors"
HEAD = """
scheme: page
title: {zh: 页, en: Page}
industry: jewelry
currency: CNY
time_zone: Asia/Shanghai
tiers:
  - {id: guest, title: {zh: 顾客, en: Guest}}
  - {id: vip, title: {zh: 会员, en: VIP}, term: 12 months}
qualification:
  - {id: gain, grants: vip, when: {purchase: {at_least: 50000}}}
"""
KEEP = """
maintenance:
  - {id: keep, keeps: vip, when: {spend: {within: 12 months, at_least: 50000}}}
"""


def test_every_code_has_a_page() -> None:
    source = (ROOT / "plugins/jewelry/patron_jewelry/checks.py").read_text("utf-8")
    assert {page.stem for page in PAGES.glob("*.md")} == set(re.findall(r'"(jewelry-[a-z-]+)"', source))
    listed = (ROOT / "docs/jewelry.md").read_text("utf-8")
    assert all(f"[`{page.stem}`](../plugins/jewelry/docs/errors/{page.name})" in listed for page in PAGES.glob("*.md"))


@pytest.mark.parametrize("page", sorted(PAGES.glob("*.md")), ids=lambda page: page.stem)
def test_what_to_avoid_is_found_and_what_to_prefer_is_not(page: Path, tmp_path: Path) -> None:
    text = page.read_text("utf-8")
    assert text.startswith(f"# {page.stem}\n\n")
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == ["Avoid", "Prefer", "Why"]
    for block, found in zip(re.findall(r"```yaml\n(.*?)```", text, re.DOTALL), (True, False), strict=True):
        path = tmp_path / "page.yaml"
        path.write_text(HEAD + ("" if "maintenance:" in block else KEEP) + block, encoding="utf-8")
        loaded = load_scheme(path)
        assert (page.stem in {finding.code for finding in loaded.findings}) == found
        assert loaded.scheme is not None or found
