"""Keys of values: found by rule and by parameter, changed as if they stood in the file."""

from __future__ import annotations

from pathlib import Path

import pytest
from patron.findings import TextPlace
from patron.scheme.keys import Key, find_key, keys_of
from patron.scheme.load import LoadedScheme, load_scheme
from patron.scheme.problem import Problem

JEWELRY = Path(__file__).parents[3] / "examples" / "jewelry.yaml"


@pytest.fixture(scope="module")
def loaded() -> LoadedScheme:
    return load_scheme(JEWELRY)


@pytest.mark.parametrize(
    ("name", "meant", "text"),
    [
        ("silver_rate", "silver_rate", "0.90"),
        ("single-purchase.purchase.at_least", "single-purchase.purchase.at_least", "50000"),
        ("single-purchase.at_least", "single-purchase.purchase.at_least", "50000"),
        ("introduced-by-vip.spend.at_least", "introduced-by-vip.spend.at_least", "50000"),
        ("gold-per-gram.gram", "gold-per-gram.off_per.gram", "5"),
        ("parking.unit_cost", "parking.unit_cost", "20"),
        ("qualifying-spend.one_point_per", "qualifying-spend.one_point_per", "12"),
        ("points.redemption.worth", "points.redemption.worth", "1"),
    ],
)
def test_a_value_is_found(loaded: LoadedScheme, name: str, meant: str, text: str) -> None:
    assert loaded.root is not None
    found = find_key(loaded.root, name)
    assert isinstance(found, Key)
    assert (found.name, found.text) == (meant, text)


@pytest.mark.parametrize(
    ("name", "code", "help_"),
    [
        ("singel-purchase.at_least", "unknown-figure", "did you mean 'single-purchase.purchase.at_least'"),
        ("zzz", "unknown-figure", "figures: silver_rate"),
        ("introduced-by-vip.at_least", "ambiguous-figure", "introduced-by-vip.purchase.at_least"),
        ("silver-rate.rate", "ambiguous-figure", "write silver_rate"),
        ("parking.id", "unknown-figure", ""),
    ],
)
def test_what_names_nothing_or_too_much_is_told(loaded: LoadedScheme, name: str, code: str, help_: str) -> None:
    assert loaded.root is not None
    found = find_key(loaded.root, name)
    assert isinstance(found, Problem)
    assert found.code == code
    assert help_ in found.help


def test_every_name_finds_its_own_value(loaded: LoadedScheme) -> None:
    assert loaded.root is not None
    for key in keys_of(loaded.root):
        if not key.parameter:
            assert find_key(loaded.root, key.name) == key


def test_a_changed_value_is_checked_as_if_it_stood_there() -> None:
    found = load_scheme(JEWELRY, changes={"single-purchase.at_least": "abc"})
    assert found.scheme is None
    (finding,) = found.findings
    assert finding.code == "not-a-number"
    assert isinstance(finding.place, TextPlace)
    assert "--vary single-purchase.purchase.at_least=abc" in finding.help
    shared = load_scheme(JEWELRY, changes={"silver_rate": "1.5"})
    assert "--vary silver_rate=1.5" in shared.findings[0].help


def test_a_change_is_read_and_the_file_stays() -> None:
    before = JEWELRY.read_bytes()
    changed = load_scheme(JEWELRY, changes={"single-purchase.at_least": "30000", "silver_rate": "0.8"}).require()
    assert changed.qualification[0].model_dump()["when"]["purchase"]["at_least"] == 30000
    assert str(changed.discounts[1].rate) == "0.8"
    assert JEWELRY.read_bytes() == before
