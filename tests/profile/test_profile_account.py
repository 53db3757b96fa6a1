"""What `explain` says of profiles, and what the charter promises about them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from patron.cli import main

SCHEMES = Path(__file__).parent
PURCHASES = "purchase_id,member_id,at,amount\np1,ann,2025-02-01,20000\n"
MEMBERS = "member_id,residence\nann,here\n"
MOVEMENTS = "movement_id,member_id,at,kind,ref,value\nx1,ann,2025-06-15,profile,residence,away\n"


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    for name, text in (("purchases", PURCHASES), ("members", MEMBERS), ("movements", MOVEMENTS)):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return [word for name in ("purchases", "members", "movements") for word in (f"--{name}", str(tmp_path / f"{name}.csv"))]


def _explain(files: list[str], *options: str) -> str:
    words = ["explain", str(SCHEMES / "classes.yaml"), *files, "--as-of", "2025-12-31", "--member", "ann", *options]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0, result.output
    return result.output


def test_the_fact_that_decided_is_named_with_its_value(files: list[str]) -> None:
    said = _explain(files, "--lang", "en")
    decided = said[said.index("What decided it") : said.index("To move up")]
    assert "2025-06-15 change of details: moved-away" in decided
    assert "'residence': away (away)" in decided
    assert "2025-06-15 资料变更：moved-away" in _explain(files, "--lang", "zh")


def test_programs_get_field_value_and_what_was_asked(files: list[str]) -> None:
    answer = json.loads(_explain(files, "--format", "json"))
    (decided,) = answer["decided_by"]
    assert decided["occasion"] == "withdrawal"
    assert decided["condition"] == {"field": "residence", "holds": True, "value": "away", "one_of": ["away"]}
    rule = next(one for one in answer["qualification"] if one["rule"] == "a-by-year")
    nested = rule["condition"]["all_of"][1]["none_of"]
    assert nested == [{"field": "residence", "holds": True, "value": "away", "one_of": ["away", "abroad"]}]


def test_an_empty_field_is_said_to_be_empty(tmp_path: Path) -> None:
    (tmp_path / "purchases.csv").write_text(PURCHASES, encoding="utf-8")
    words = ["explain", str(SCHEMES / "entry.yaml"), "--purchases", str(tmp_path / "purchases.csv"), "--as-of", "2025-12-31"]
    said = CliRunner().invoke(main, [*words, "--member", "ann", "--lang", "en"]).output
    assert "phone number: empty (must be filled in)" in said


@pytest.mark.parametrize(
    ("lang", "name", "sentences"),
    [
        ("zh", "entry", ["姓名、电话和生日均须已登记，资料不全者不能成为金卡（本公司直接授予的除外）。"]),
        ("en", "entry", ["Name, phone number and birthday must be on file: without all of them nobody becomes Gold"]),
        ("zh", "classes", ["会员的“residence”为abroad，由A类（重要）和B类（较重要）降为C类（普通）"]),
        ("en", "classes", ["The member's 'residence' is away; Class A falls to Class B.", "none of:"]),
    ],
)
def test_the_charter_says_what_is_asked_of_profiles(lang: str, name: str, sentences: list[str]) -> None:
    said = CliRunner().invoke(main, ["describe", str(SCHEMES / f"{name}.yaml"), "--lang", lang]).output
    assert [sentence for sentence in sentences if sentence not in said] == []
