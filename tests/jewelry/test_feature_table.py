"""The feature table names tests and rules that exist, and leaves none out."""

from __future__ import annotations

import re
from pathlib import Path

from ruamel.yaml import YAML

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
TABLE = (ROOT / "docs" / "features.md").read_text(encoding="utf-8")


def test_the_table_and_the_tests_name_each_other() -> None:
    tests = {name for path in HERE.glob("test_features_*.py") for name in re.findall(r"def (test_j\w+)", path.read_text(encoding="utf-8"))}
    assert tests == set(re.findall(r"test_j\d+_\w+", TABLE))


def test_every_key_of_the_source_is_ticked() -> None:
    rows = [line for line in TABLE.splitlines() if re.match(r"\| \S+ J\d+ ", line)]
    assert {re.findall(r"J\d+", row)[0] for row in rows} == {f"J{number}" for number in range(1, 12)}
    assert all(row.startswith("| ☑ ") for row in rows)


def test_every_rule_of_the_ready_scheme_is_in_the_table() -> None:
    scheme = YAML(typ="safe").load((ROOT / "plugins/jewelry/patron_jewelry/schemes/jewelry.yaml").read_text(encoding="utf-8"))
    sections = [scheme[name] for name in ("qualification", "maintenance", "group_purchase", "discounts", "benefits", "goals")]
    rules = {rule["id"] for section in [*sections, scheme["points"]["accrual"], scheme["costs"]["one_off"]] for rule in section}
    named = {word for code in re.findall(r"`([^`]+)`", TABLE) for word in re.split(r"[\s:]+", code)}
    assert rules <= named
