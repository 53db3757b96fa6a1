"""The feature tables name tests and rules that exist, leave none out, and have a row for each key of the source documents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from patron import plugins
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
# the keys that each industry's documents have in the table; those of the care of members (M) are shown by the apparel shop
KEYS = {
    "apparel": {f"A{number}" for number in (*range(1, 9), 10, 12, 14, 15, 16, 18, 19, 20)} | {"M6", "M7", "M8"},
    "hospital": {f"H{number}" for number in range(1, 6)},
    "hotel": {"T1", "T3"},
    "jewelry": {f"J{number}" for number in range(1, 12)},
}
ROW = re.compile(r"^\| (\S) ([A-Z]\d+(?:, [A-Z]\d+)*) \|", re.MULTILINE)
TEST = re.compile(r"test_[a-z]\d+_\w+")


def _table(industry: str) -> str:
    name = "features.md" if industry == "jewelry" else f"features-{industry}.md"
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def _written(industry: str) -> list[str]:
    """The names of the industry's feature tests."""
    tests = sorted((ROOT / "tests" / industry).glob("test_features_*.py"))
    assert tests
    return [name for path in tests for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)]


@pytest.mark.parametrize("industry", KEYS)
def test_the_table_and_the_tests_name_each_other(industry: str) -> None:
    tests = _written(industry)
    assert [name for name in tests if not TEST.fullmatch(name)] == []
    assert len(tests) == len(set(tests))
    assert set(tests) == set(TEST.findall(_table(industry)))


@pytest.mark.parametrize("industry", KEYS)
def test_every_key_of_the_source_is_ticked_and_shown(industry: str) -> None:
    rows = [line for line in _table(industry).splitlines() if ROW.match(line)]
    assert {key for row in rows for key in re.findall(r"[A-Z]\d+", row.split("|")[1])} == KEYS[industry]
    assert [row for row in rows if not row.startswith("| ☑ ")] == []
    assert [row for row in rows if not TEST.search(row.split("|")[4]) and "the same" not in row.split("|")[4]] == []


@pytest.mark.parametrize("industry", KEYS)
def test_every_key_has_a_test_of_its_name(industry: str) -> None:
    named = {key.upper() for name in _written(industry) for key in re.findall(r"(?<=_)[a-z]\d+(?=_)", name)}
    assert KEYS[industry] <= named


SCHEMES = [(industry, one.resource) for industry in KEYS for one in plugins.industry(industry).ready_schemes]


@pytest.mark.parametrize(("industry", "resource"), SCHEMES, ids=[resource for _, resource in SCHEMES])
def test_every_rule_of_a_ready_scheme_is_in_its_table(industry: str, resource: str) -> None:
    folder = files(plugins.industry(industry).package) / "schemes"
    content = YAML(typ="safe").load((folder / resource).read_text(encoding="utf-8"))
    page = _section(_table(industry), resource)
    named = {word for code in re.findall(r"`([^`]+)`", page) for word in re.split(r"[\s:,]+", code)}
    assert set(_ids({key: value for key, value in content.items() if key != "tiers"})) - named == set()


def _section(page: str, resource: str) -> str:
    """The part of the page under the heading that names the scheme; the whole page, if none does."""
    parts = re.split(r"^## ", page, flags=re.MULTILINE)
    own = [part for part in parts[1:] if f"`{resource}`" in part.partition("\n")[0]]
    return own[0] if own else page


def _ids(part: Any, key: str = "") -> Iterator[str]:
    """The ids of rules; a draw's prizes go with the draw."""
    if isinstance(part, dict):
        if "id" in part:
            yield part["id"]
        for name, value in part.items():
            yield from _ids(value, name)
    elif isinstance(part, list) and key != "prizes":
        for one in part:
            yield from _ids(one)
