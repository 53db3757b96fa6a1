"""`patron plugins` shows everything that each plugin adds, in both languages, and no line is wider than the terminal."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from patron import plugins
from patron.cli import main
from patron.cli.plugins_text import as_text
from patron.engine.live.rules import unavailable
from rich.cells import cell_len

REPORTS = plugins.installed().reports


@pytest.mark.parametrize("width", [80, 60, 120])
@pytest.mark.parametrize("chinese", [True, False])
def test_no_line_is_too_wide_and_nothing_is_cut_off(chinese: bool, width: int) -> None:
    text = as_text(REPORTS, chinese=chinese, width=width)
    assert max(cell_len(line) for line in text.splitlines()) <= width
    assert "…" not in text
    whole = " ".join(text.split())
    for report in REPORTS:
        industry = report.industry
        assert industry is not None
        for one in (*industry.categories, *industry.units, *industry.measures, *industry.trade_ins):
            assert (f"{one.id} {one.title.zh}" if chinese else one.id) in whole
        for field in (*industry.fields, *industry.profile_fields):
            assert field.name in whole
            assert all(choice in whole for choice in field.choices)
        for scheme in industry.ready_schemes:
            assert scheme.name in whole


def test_formulas_and_checks_are_shown() -> None:
    text = as_text(REPORTS, chinese=True, width=80)
    assert "room: nights × room_rate" in text
    assert "gold: grams × gold_price + making_charge" in text
    assert text.count("有本行业的检查") == 4


def test_the_json_says_the_same_for_programs() -> None:
    reports = {one["name"]: one for one in json.loads(CliRunner().invoke(main, ["plugins", "--format", "json"]).output)}
    assert set(reports) >= {"apparel", "hospital", "hotel", "jewelry"}
    hotel = reports["hotel"]
    assert hotel["measures"] == ["nights", "stays", "longest_stay", "covers", "meetings"]
    assert hotel["units"] == ["night", "cover"]
    assert "agreement" in hotel["profile_fields"]
    assert hotel["formulas"] == [{"category": "room", "terms": [["nights", "room_rate"]]}]
    assert reports["jewelry"]["trade_ins"] == ["old-gold"]
    assert all(one["checks"] and one["schemes"] and not one["error"] for one in reports.values())


def test_what_decides_live_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "live decisions: durable-rules 2.0.28" in as_text(REPORTS, chinese=False, width=80) or unavailable()
    monkeypatch.setenv("PATRON_RULES", "reference")
    assert "实时判定：reference（PATRON_RULES=reference）" in as_text(REPORTS, chinese=True, width=80)
