"""Every code has its page, every page its code, and every code that the source gives is known."""

from __future__ import annotations

import re
from pathlib import Path

from patron.findings.codes import CODES

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "docs" / "errors"
CORE = ROOT / "core" / "patron"


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    assert {page.stem for page in PAGES.glob("*.md")} - {"README"} == set(CODES)


def test_every_page_says_the_meaning_what_to_avoid_what_to_prefer_and_why() -> None:
    for code, meaning in CODES.items():
        text = (PAGES / f"{code}.md").read_text("utf-8")
        assert text.startswith(f"# {code}\n\n{meaning}"), code
        assert re.findall(r"^## (.*)$", text, re.MULTILINE) == ["Avoid", "Prefer", "Why"], code


def test_the_list_of_pages_is_complete() -> None:
    text = (PAGES / "README.md").read_text("utf-8")
    assert re.findall(r"^\| \[([a-z0-9-]+)\]\(\1\.md\) \| (.*) \|$", text, re.MULTILINE) == list(CODES.items())


def test_every_meaning_is_a_sentence() -> None:
    for code, meaning in CODES.items():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code)
        assert meaning[0].isupper(), code
        assert meaning.endswith("."), code


def test_every_code_in_the_source_is_known() -> None:
    """Codes of the scheme's checks, of reading files and of judging histories, as they stand in the source."""
    no_codes = {"utf-8", "utf-8-sig", "utf-16", "gb18030", "yyyy-mm-dd"}
    folders = [CORE / "scheme" / "checks", CORE / "scheme" / "lint", CORE / "files", CORE / "engine" / "validate"]
    files = [file for folder in folders for file in folder.glob("*.py")]
    files += [CORE / "scheme" / f"{name}.py" for name in ("messages", "parameters", "source", "values", "load", "validate")]
    found = {(file.name, text) for file in files for text in re.findall(r'"([a-z]+(?:-[a-z0-9]+)+)"', file.read_text("utf-8"))}
    assert {(name, text) for name, text in found if text not in CODES and text not in no_codes} == set()
