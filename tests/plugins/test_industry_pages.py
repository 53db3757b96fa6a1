"""The page of each industry names every word that its plugin adds, with its Chinese name."""

from __future__ import annotations

from pathlib import Path

import pytest
from patron import plugins

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", ["apparel", "hospital", "hotel"])
def test_the_page_and_the_readme_name_every_word(name: str) -> None:
    industry = plugins.industry(name)
    page, readme = ((ROOT / path).read_text("utf-8") for path in (f"docs/{name}.md", f"plugins/{name}/README.md"))
    words = {one.id: one.title for one in (*industry.categories, *industry.units, *industry.measures)}
    words |= {one.name: one.title for one in (*industry.fields, *industry.profile_fields)}
    for word, title in words.items():
        assert f"| `{word}` | {title.zh} |" in page, word
        assert f"`{word}`" in readme, word


def test_the_lists_of_pages_name_the_industries() -> None:
    for name in ("apparel", "hospital", "hotel", "jewelry"):
        assert f"]({name}.md)" in (ROOT / "docs/README.md").read_text("utf-8")
        assert f"]({name}.md)" in (ROOT / "docs/hooks.md").read_text("utf-8")
