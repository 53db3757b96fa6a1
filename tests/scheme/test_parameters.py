"""Parameters and their overrides."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from building import VALID, codes, load

TEXT = VALID.replace("at_least: 3000", "at_least: $least").replace("term: 12 months", "term: $term")
PARAMETERS = "parameters:\n  least: {value: 3000, note: from the source}\n  term: {value: 12 months}\n"


def _least(folder: Path, **overrides: str) -> Decimal | None:
    scheme = load(folder, TEXT + PARAMETERS, **overrides).require()
    assert scheme.qualification[0].when.spend
    return scheme.qualification[0].when.spend.at_least


def test_a_parameter_stands_for_any_value(tmp_path: Path) -> None:
    assert _least(tmp_path) == Decimal(3000)
    assert load(tmp_path, TEXT + PARAMETERS).require().parameters["least"].note == "from the source"


def test_an_override_takes_the_place_of_the_figure(tmp_path: Path) -> None:
    assert _least(tmp_path, least="4000.50") == Decimal("4000.50")
    assert codes(load(tmp_path, TEXT + PARAMETERS, term="forever")) == ["not-a-duration"]


def test_an_override_of_nothing_is_an_error(tmp_path: Path) -> None:
    loaded = load(tmp_path, TEXT + PARAMETERS, lest="1")
    assert codes(loaded) == ["unknown-parameter"]
    assert loaded.findings[0].help == "did you mean 'least'?"


def test_in_quotes_a_dollar_sign_is_text(tmp_path: Path) -> None:
    loaded = load(tmp_path, VALID.replace("en: Guest", 'en: "$guest"'))
    assert loaded.require().tiers[0].title.en == "$guest"


def test_a_parameter_used_only_by_parameters_is_unused(tmp_path: Path) -> None:
    assert codes(load(tmp_path, VALID + "parameters:\n  a: {value: 1}\n  b: {value: $a}\n")) == [
        "unused-parameter",
        "unused-parameter",
        "nested-parameter",
    ]


def test_a_finding_says_which_parameter_its_value_is_of(tmp_path: Path) -> None:
    loaded = load(tmp_path, TEXT + PARAMETERS.replace("3000", "much"))
    assert loaded.findings[0].help.startswith("the value is that of parameter 'least'; ")
