"""`patron describe` on files: languages, formats, what members do not see, and a scheme with errors."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from patron.cli import main

FULL = Path(__file__).parent / "full_scheme.yaml"
JEWELRY = Path(__file__).parents[2] / "plugins" / "jewelry" / "patron_jewelry" / "schemes" / "jewelry.yaml"


def describe(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["describe", *map(str, arguments)], catch_exceptions=False)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_jewelry_scheme_is_told_in_the_industrys_words(lang: str) -> None:
    result = describe(JEWELRY, "--lang", lang)
    assert result.exit_code == 0
    expected = {
        "zh": ["满足下列任一条件，即成为VIP会员：", "每克减5元（限黄金，", "自购买之日起3年内", "整单按VIP会员价格结算"],
        "en": ["You become VIP by any one of these:", "CNY 5 off each gram (gold only;", "for 3 years from the purchase", "has VIP prices"],
    }
    assert [text for text in expected[lang] if text not in result.output] == []


def test_chinese_is_the_default_and_markdown_a_choice() -> None:
    assert "如何取得等级" in describe(JEWELRY).output
    assert describe(JEWELRY, "--lang", "en", "--format", "markdown").output.startswith("# Jewelry house VIP scheme: charter\n")


def test_costs_and_goals_are_for_the_house_only() -> None:
    assert "Costs (internal)" not in describe(JEWELRY, "--lang", "en").output
    internal = describe(JEWELRY, "--lang", "en", "--internal").output
    assert {"Costs (internal)", "Goals (internal)", "Parameters (internal)"} <= {line.partition(". ")[2] for line in internal.splitlines()}


def test_a_scheme_with_errors_has_no_charter(tmp_path: Path) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(JEWELRY.read_text(encoding="utf-8").replace("grants: vip", "grants: vpi"), encoding="utf-8")
    result = describe(path)
    assert result.exit_code == 1
    assert "error[unknown-tier]" in result.output
    assert "章程" not in result.output


def test_a_scheme_that_is_not_there_is_misuse(tmp_path: Path) -> None:
    assert describe(tmp_path / "none.yaml").exit_code == 2
