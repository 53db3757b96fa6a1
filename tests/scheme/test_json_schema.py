"""The JSON Schema that editors use: valid itself, and of one mind with `check`."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner
from patron import plugins
from patron.cli import main
from patron.scheme.model import Condition, Goods, Scheme
from patron.scheme.schema import json_schema
from patron.vocabulary import GENERAL
from patron_testshop import SHOP
from ruamel.yaml import YAML

HERE = Path(__file__).parent


def _read(path: Path) -> Any:
    """As an editor's YAML reader sees it, dates as text."""
    return json.loads(json.dumps(YAML(typ="safe", pure=True).load(path.read_text("utf-8")), default=str))


def _validator(*, only: str | None = None) -> jsonschema.Draft202012Validator:
    installed = plugins.industries()
    return jsonschema.Draft202012Validator(json_schema(installed.values(), only=installed[only] if only else None))


@pytest.mark.parametrize("only", [None, "general", "jewelry"])
def test_it_is_a_schema(only: str | None) -> None:
    jsonschema.Draft202012Validator.check_schema(_validator(only=only).schema)


@pytest.mark.parametrize("only", [None, "jewelry"])
def test_the_example_of_the_design_page_is_valid(only: str | None) -> None:
    assert [error.message for error in _validator(only=only).iter_errors(_read(HERE / "schemes" / "design-page.yaml"))] == []


def _changed(path: list[Any], value: Any) -> Any:
    made = copy.deepcopy(_read(HERE / "schemes" / "design-page.yaml"))
    at = made
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return made


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["colour"], "red"),
        (["currency"], "yuan"),
        (["returns"], "withdraw"),
        (["tiers", 1, "term"], "1 yr"),
        (["tiers", 1, "graze"], "30 days"),
        (["qualification", 0, "when", "single_purchse"], {}),
        (["qualification", 0, "when", "purchase", "at_least"], "many"),
        (["qualification", 0, "when", "purchase", "at_least"], -1),
        (["qualification", 1, "when", "spend", "within"], "this week"),
        (["discounts", 0, "goods", "category"], "golden"),
        (["discounts", 0, "goods", "colour"], "red"),
        (["discounts", 0, "off_per"], {"ounce": 5}),
        (["discounts", 2, "rate"], 1.5),
        (["goals", 0, "at_most"], "one percent"),
        (["industry"], "general"),
        (["points", "expiry"], {"each_year_on": "31 December"}),
        (["benefits", 0, "for"], []),
        (["title"], None),
    ],
)
def test_what_check_refuses_by_its_shape_is_marked(path: list[Any], value: Any) -> None:
    assert list(_validator(only="jewelry").iter_errors(_changed(path, value)))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["returns"], "$returns"),
        (["tiers", 1, "term"], "$term"),
        (["qualification", 0, "when", "purchase", "at_least"], "$year_total"),
        (["qualification", 0, "grants"], "$tier"),
        (["discounts", 0, "goods", "category"], "$goods"),
        (["discounts", 0, "off_per"], {"gram": "$off"}),
        (["discounts", 2, "rate"], "92 %"),
        (["benefits", 0, "for"], ["guest", "vip"]),
        (["points", "promotions"], [{"id": "sundays", "multiplier": 2, "weekdays": "sunday", "stack": "$stack"}]),
        (["points", "expiry"], {"each_year_on": "12-31", "year": "next"}),
        (["group_purchase", 0, "counts_for_buyer"], True),
    ],
)
def test_parameters_and_single_items_stand_anywhere(path: list[Any], value: Any) -> None:
    assert [error.message for error in _validator(only="jewelry").iter_errors(_changed(path, value))] == []


def test_an_industry_adds_its_words() -> None:
    goods = json_schema([SHOP], only=SHOP)["$defs"]["Goods"]
    assert set(goods["properties"]) == {*Goods.model_fields, "grade", "grade_not", "style", "style_not"}
    assert goods["additionalProperties"] is False
    condition = json_schema([SHOP], only=SHOP)["$defs"]["Condition"]
    assert set(condition["properties"]) == {*Condition.model_fields, "weight_bought", "pieces", "tea_visits"}
    assert condition["additionalProperties"] is False
    assert "tea" in json.dumps(goods["properties"]["category"])
    assert {"type": "string"} in json_schema([SHOP, GENERAL])["$defs"]["Goods"]["properties"]["category"]["anyOf"][0]["anyOf"][0]["anyOf"]
    assert json_schema([SHOP], only=SHOP)["$defs"]["Discount"]["properties"]["off_per"]["propertyNames"] == {"enum": ["gram"]}


def test_every_mapping_refuses_other_keys_and_every_key_is_described() -> None:
    schema = json_schema([GENERAL])
    assert schema["additionalProperties"] is False
    assert set(schema["properties"]) == set(Scheme.model_fields)
    for name, section in schema["$defs"].items():
        assert section["additionalProperties"] is False, name
        for key, about in section["properties"].items():
            assert about.get("description") or "$ref" in about, f"{name}.{key}"


def test_the_command_prints_it() -> None:
    printed = CliRunner().invoke(main, ["schema", "--industry", "jewelry"])
    assert printed.exit_code == 0
    assert json.loads(printed.output)["properties"]["industry"]["enum"] == ["jewelry"]
    assert CliRunner().invoke(main, ["schema"]).exit_code == 0
    misused = CliRunner().invoke(main, ["schema", "--industry", "jewellery"])
    assert misused.exit_code == 2
    assert "jewelry" in misused.output
