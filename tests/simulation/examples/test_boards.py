"""The pages of examples/boards: their commands run, their files have no findings, their figures name the command that made them."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[3] / "examples"
_SPEC = importlib.util.spec_from_file_location("boards", EXAMPLES / "boards.py")
assert _SPEC is not None
assert _SPEC.loader is not None
boards = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(boards)


@pytest.mark.parametrize("industry", boards.INDUSTRIES)
def test_the_report_of_each_industry_is_made(tmp_path: Path, industry: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # A tornado is some sixty simulations, whatever their size.
    quick = [words for words in boards.commands(industry) if "--tornado" not in words]
    monkeypatch.setattr(boards, "commands", lambda _: quick)
    boards.board(industry, tmp_path, customers=60, worlds=2, only="simulate")
    found = json.loads((tmp_path / "report" / "result.json").read_text(encoding="utf-8"))
    assert found["population"]["customers"] == 60
    assert found["worlds"]["count"] == 2
    assert (tmp_path / "report" / "report.html").stat().st_size > 0


@pytest.mark.parametrize("industry", boards.INDUSTRIES)
def test_scheme_population_and_assumptions_have_no_findings(tmp_path: Path, industry: str) -> None:
    boards.board(industry, tmp_path, customers=60, worlds=2, only="check")
    checks = [words for words in boards.commands(industry) if words[0] == "check"]
    assert {"population.yaml", "assumptions.yaml"} <= set(checks[0])


def test_there_is_a_page_for_every_industry() -> None:
    assert boards.INDUSTRIES == ("apparel", "hospital", "hotel", "jewelry")


def test_jewelry_asks_for_the_thresholds_by_both_targets() -> None:
    tunes = [words for words in boards.commands("jewelry") if words[0] == "tune"]
    assert tunes
    for words in tunes:
        assert {"share(vip) <= 1%", "payback <= 12"} <= set(words)


def test_figures_say_what_they_were_made_with() -> None:
    pages = {path.parent.name: path.read_text(encoding="utf-8") for path in (EXAMPLES / "boards").glob("*/README.md")}
    answers = {name: text.split("## The answer")[1] for name, text in pages.items() if "## The answer" in text}
    assert "jewelry" in answers
    for name, answer in answers.items():
        before = answer.split("| P10 |")[0]
        assert re.search(r"`patron \w+`, [\d,]+ customers, \d+ worlds, seed \d+", before), (
            f"{name}: what made the figures stands above them"
        )
