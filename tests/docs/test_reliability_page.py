"""The page of promises: every test that it names exists, and no test that puts the store under stress is left out."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)
UNDER_STRESS = ("withstanding", "machine", "troubles")  # folders of tests/store


def written_in(path: Path) -> set[str]:
    """The tests of a file: functions, classes, and what Hypothesis makes of a state machine."""
    found: set[str] = set()
    for part in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(part, ast.FunctionDef | ast.ClassDef):
            found.add(part.name)
        elif isinstance(part, ast.Assign):
            found |= {one.id for one in part.targets if isinstance(one, ast.Name)}
    return {name for name in found if name.startswith(("test_", "Test"))}


def test_every_test_on_the_page_exists() -> None:
    assert NAMED
    assert [f"{path}::{name}" for path, name in NAMED if not (ROOT / path).is_file() or name not in written_in(ROOT / path)] == []


@pytest.mark.parametrize("folder", UNDER_STRESS)
def test_every_test_under_stress_is_on_the_page(folder: str) -> None:
    files = sorted((ROOT / "tests" / "store" / folder).glob("test_*.py"))
    assert files
    written = {(path.relative_to(ROOT).as_posix(), name) for path in files for name in written_in(path)}
    assert sorted("::".join(one) for one in written - set(NAMED)) == [], "give it a sentence in docs/reliability.md"


def test_every_promise_has_a_test() -> None:
    promises = re.split(r"^- ", PAGE.partition("\n## Figures\n")[0], flags=re.MULTILINE)[1:]
    assert len(promises) > 30
    assert [promise.partition("\n")[0] for promise in promises if "::" not in promise] == []
