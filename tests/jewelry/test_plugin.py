"""What the jewelry plugin adds: its checks, its cost model, and how it reads a jeweller's files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from house import PATRON, costs, patron, sale, simulate
from patron_jewelry.costs import PER_VIP_AND_YEAR, YEARLY_BENEFITS
from ruamel.yaml import YAML


def found(scheme: Path, old: str, new: str) -> dict[str, str]:
    """The findings by code after an edit of the ready scheme, with their severity."""
    import subprocess

    text = scheme.read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    scheme.write_text(text.replace(old, new), encoding="utf-8")
    done = subprocess.run([str(PATRON), "check", str(scheme), "--format", "json"], capture_output=True, text=True, check=False)
    content = json.loads(done.stdout)
    findings = content["findings"] if isinstance(content, dict) else content
    return {one["code"]: one["severity"] for one in findings}


GOLD = "goods: {category: gold}\n    off_per: {gram: 5}"


@pytest.mark.parametrize(
    ("old", "new", "code", "severity"),
    [
        (GOLD, "off_per: {gram: 5}", "jewelry-gram-not-gold", "error"),
        (GOLD, "goods: {category: [gold, jade]}\n    off_per: {gram: 5}", "jewelry-gram-not-gold", "error"),
        (GOLD, "goods: {category: platinum}\n    off_per: {gram: 5}", "jewelry-gram-not-gold", "warning"),
        (GOLD, "goods: {category: gold}\n    rate: 0.98", "jewelry-rate-on-gold", "warning"),
        ("goods: {category_not: gold}\n      one_point_per: 10", "one_point_per: 10", "jewelry-gold-earns-points", "warning"),
        ("points: 20, worth: 1,", "points: 20, worth: 2.40,", "jewelry-points-cost", "warning"),
        ("unit_cost: 2500", "unit_cost: 2500.01", "jewelry-benefits-cost", "warning"),
    ],
)
def test_a_check_finds_what_only_a_jeweller_would_notice(scheme: Path, old: str, new: str, code: str, severity: str) -> None:
    assert found(scheme, old, new).get(code) == severity


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (GOLD, "goods: {category: gold, priced_by: piece}\n    rate: 0.98"),
        (GOLD, "goods: {category: gold, priced_by_not: weight}\n    rate: 0.98"),
        ("points: 20, worth: 1,", "points: 20, worth: 2,"),
        ("unit_cost: 2500", "unit_cost: 2500.00"),
    ],
)
def test_what_a_jeweller_may_do_is_no_finding(scheme: Path, old: str, new: str) -> None:
    assert not [code for code in found(scheme, old, new) if code.startswith("jewelry-")]


def test_the_ready_scheme_states_the_cost_model(scheme: Path) -> None:
    stated = {one["id"]: one for one in YAML(typ="safe").load(scheme.read_text(encoding="utf-8"))["benefits"]}
    for benefit in YEARLY_BENEFITS:
        assert (stated[benefit.id]["each_year"], stated[benefit.id]["unit_cost"]) == (benefit.uses, benefit.unit_cost)
    assert sum(one["each_year"] * one["unit_cost"] for one in stated.values() if "unit_cost" in one) == PER_VIP_AND_YEAR == 4000


def test_gold_is_known_by_its_chinese_words(scheme: Path) -> None:
    pieces = [("足金", "按克", "10"), ("gold", "", "3.256"), ("黄金", "一口价", "100"), ("K金", "weight", "1000")]
    sales = [
        {**sale(f"P{line}", "ann", "2025-04-01", 9000, tag_price=""), "品类": c, "计价方式": p, "克重": g}
        for line, (c, p, g) in enumerate(pieces)
    ]
    sales = [{**sale("P", "ann", "2025-03-01", 60000), "品类": "珍珠", "计价方式": "", "克重": ""}, *sales]
    assert costs(simulate(scheme, sales, "--margin", "0.35"), "gold-per-gram") == {"vip": 50_00 + 16_28}


def test_gold_by_weight_without_its_weight_is_an_error_in_the_data(scheme: Path) -> None:
    from house import table

    line = sale("P1", "ann", "2025-04-01", 9000, category="gold", priced_by="weight")
    sales = table(scheme.parent / "s.csv", [line, sale("P2", "ann", "2025-04-02", 900, category="gold", priced_by="piece")])
    said = patron("evaluate", scheme, "--purchases", sales, "--as-of", "2025-05-01", "--out", "o.csv", cwd=scheme.parent, expect=1)
    assert "grams" in said
    assert "missing-value" in said
    assert not (scheme.parent / "o.csv").exists()
