"""What the pages show is what happens: files are written, commands run, and what they print is compared."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
PAGES = ("README.md", "docs/tutorial.md", "docs/quote.md", "docs/live.md", "docs/snapshot.md")


def runner() -> ModuleType:
    spec = importlib.util.spec_from_file_location("run_blocks", ROOT / "docs" / "run_blocks.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", PAGES)
def test_a_page_shows_what_its_commands_print(page: str, tmp_path: Path) -> None:
    module = runner()
    module.prepare(ROOT / page, tmp_path)
    played = list(module.play(ROOT / page, tmp_path))
    assert played
    for block, steps in played:
        for step in steps:
            where = f"{page}:{block.start + 1}: $ {step.command}"
            assert module.matches(step.shown, step.printed), f"{where}\n" + "\n".join(step.printed)
        assert steps[-1].exit_code == block.exit_code, f"{page}:{block.start + 1}"


def test_every_link_between_pages_leads_somewhere() -> None:
    broken = []
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
            if "://" not in target and not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)}: {target}")
    assert broken == []


def test_every_page_is_reachable_from_the_readme() -> None:
    seen: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in seen or page.suffix != ".md":
            continue
        seen.add(page)
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                linked = (page.parent / target).resolve()
                waiting += sorted(linked.glob("*.md")) if linked.is_dir() else [linked]
    pages = {page.resolve() for page in (ROOT / "docs").rglob("*.md")}
    assert sorted(str(page.relative_to(ROOT)) for page in pages - seen) == []


def test_a_page_that_shows_something_else_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text('```text title="a.txt"\none\ntwo\n```\n\n```console\n$ cat a.txt\none\nthree\n```\n', encoding="utf-8")
    module = runner()
    [(_block, [step])] = module.play(page, tmp_path)
    assert not module.matches(step.shown, step.printed)
    assert module.matches(["one", "…"], step.printed)
    assert "two\n```" in module.updated(page, tmp_path)
