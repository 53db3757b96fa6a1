"""Each code of a plugin's checks has a page, whose first scheme has the finding at its place and whose second has not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from patron.findings import TextPlace
from patron.scheme.load import load_scheme

ROOT = Path(__file__).parents[2]
INDUSTRIES = ("apparel", "hospital", "hotel")
PAGES = [page for name in INDUSTRIES for page in sorted((ROOT / "plugins" / name / "docs/errors").glob("*.md"))]
HEAD = """scheme: page
title: {{zh: 页, en: Page}}
industry: {industry}
currency: CNY
time_zone: Asia/Shanghai
tiers:
  - {{id: guest, title: {{zh: 顾客, en: Guest}}}}
  - {{id: vip, title: {{zh: 会员, en: VIP}}, term: 12 months}}
qualification:
  - {{id: gain, grants: vip, when: {{purchase: {{at_least: 50000}}}}}}
maintenance:
  - {{id: keep, keeps: vip, when: {{spend: {{within: 12 months, at_least: 50000}}}}}}
"""


@pytest.mark.parametrize("industry", INDUSTRIES)
def test_every_code_has_a_page_that_the_industrys_page_lists(industry: str) -> None:
    source = (ROOT / f"plugins/{industry}/patron_{industry}/checks.py").read_text("utf-8")
    codes = set(re.findall(rf'"({industry}-[a-z-]+)"', source))
    assert len(codes) >= 2
    pages = ROOT / f"plugins/{industry}/docs/errors"
    assert {page.stem for page in pages.glob("*.md")} == codes
    listed = (ROOT / f"docs/{industry}.md").read_text("utf-8")
    readme = (ROOT / f"plugins/{industry}/README.md").read_text("utf-8")
    for code in codes:
        assert f"[`{code}`](../plugins/{industry}/docs/errors/{code}.md)" in listed
        assert f"`{code}`" in readme


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_to_avoid_is_found_and_what_to_prefer_is_not(page: Path, tmp_path: Path) -> None:
    text = page.read_text("utf-8")
    assert text.startswith(f"# {page.stem}\n\n")
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == ["Avoid", "Prefer", "Why"]
    industry = page.parents[2].name
    head = HEAD.format(industry=industry)
    for block, expected in zip(re.findall(r"```yaml\n(.*?)```", text, re.DOTALL), (True, False), strict=True):
        path = tmp_path / "page.yaml"
        path.write_text(head + block, encoding="utf-8")
        loaded = load_scheme(path)
        found = {finding.code: finding.place for finding in loaded.findings}
        assert (page.stem in found) == expected
        assert loaded.scheme is not None or expected
        place = found.get(page.stem)
        assert place is None or (isinstance(place, TextPlace) and place.line > head.count("\n"))
