"""What a scheme may leave out, and rules that only a fall to `requalified` reads."""

from __future__ import annotations

from pathlib import Path

from patron.scheme.load import load_scheme

HEAD = "scheme: tea\ncurrency: CNY\ntime_zone: Asia/Shanghai\n"
RULES = """
qualification:
  - {id: one-purchase, grants: gold, when: {purchase: {at_least: 100}}}
  - {id: some, grants: silver, when: {purchase: {at_least: 10}}}
maintenance:
  - {id: keep-gold, keeps: gold, when: {spend: {within: 12 months, at_least: 100}}}
  - {id: keep-silver, keeps: silver, when: {spend: {within: 12 months, at_least: 50}}}
"""


def tiers(lapse_to: str) -> str:
    return f"tiers:\n  - {{id: guest}}\n  - {{id: silver}}\n  - {{id: gold, term: 12 months, lapse_to: {lapse_to}}}"


def test_a_title_left_out_is_the_id(tmp_path: Path) -> None:
    path = tmp_path / "tea.yaml"
    path.write_text(HEAD + tiers("requalified") + RULES, encoding="utf-8")
    scheme = load_scheme(path).require()
    assert (scheme.title.zh, scheme.tiers[1].title.en) == ("tea", "silver")


def test_a_folded_text_is_one_line_of_what_stands_there(tmp_path: Path) -> None:
    path = tmp_path / "tea.yaml"
    path.write_text(HEAD + "title:\n  zh: 茶\n  en: >-\n    Tea\n    house\n" + tiers("requalified") + RULES, encoding="utf-8")
    assert load_scheme(path).require().title.en == "Tea house"


def test_a_rule_that_keeps_a_tier_without_term_is_read_by_a_fall_to_requalified(tmp_path: Path) -> None:
    path = tmp_path / "tea.yaml"
    path.write_text(HEAD + tiers("requalified") + RULES, encoding="utf-8")
    assert "needs-term" not in [finding.code for finding in load_scheme(path).findings]
    path.write_text(HEAD + tiers("below") + RULES, encoding="utf-8")
    loaded = load_scheme(path)
    assert "needs-term" in [finding.code for finding in loaded.findings]
    assert loaded.require().tiers[1].id == "silver", "a rule that nothing reads does not stop a scheme"
