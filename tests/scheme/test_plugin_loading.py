"""Plugins: found, refused one by one with the reason, and shown by `patron plugins`."""

from __future__ import annotations

import json
import sys
from importlib.metadata import EntryPoint
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner
from patron import plugins
from patron.cli import main
from patron.hookspecs import hookimpl
from patron.plugins import Plugins
from patron_testshop import SHOP


def _module(name: str, monkeypatch: pytest.MonkeyPatch, **attributes: Any) -> EntryPoint:
    made = ModuleType(name)
    for key, value in attributes.items():
        setattr(made, key, value)
    monkeypatch.setitem(sys.modules, name, made)
    return EntryPoint(name, name, plugins.GROUP)


def _good() -> EntryPoint:
    return EntryPoint("shop", "patron_testshop", plugins.GROUP)


def test_a_plugin_adds_its_industry() -> None:
    found = Plugins([_good()])
    assert list(found.industries()) == ["general", "shop"]
    assert found.industries()["shop"] is SHOP
    assert [(one.name, one.error, one.checks) for one in found.reports] == [("shop", "", True)]


@hookimpl
def patron_industry() -> Any:
    return SHOP


@hookimpl
def patron_industri() -> Any:
    return SHOP


def _unmarked() -> Any:
    return SHOP


@hookimpl
def _wrong_arguments(scheme: object, colour: str) -> Any:
    return []


@hookimpl
def _no_industry() -> Any:
    return "shop"


@hookimpl
def _breaks() -> Any:
    raise ValueError("two\nlines")


@pytest.mark.parametrize(
    ("attributes", "reason"),
    [
        ({"patron_industry": patron_industry}, "PATRON_API"),
        ({"PATRON_API": 2, "patron_industry": patron_industry}, "version 2"),
        ({"PATRON_API": 1, "patron_industri": patron_industri}, "patron_industri"),
        ({"PATRON_API": 1, "patron_industry": _unmarked}, "hookimpl"),
        ({"PATRON_API": 1, "patron_industry": patron_industry, "patron_check_scheme": _wrong_arguments}, "colour"),
        ({"PATRON_API": 1, "patron_industry": _no_industry}, "Industry"),
        ({"PATRON_API": 1, "patron_industry": _breaks}, "ValueError: two lines"),
        ({"PATRON_API": 1}, "patron_industry"),
    ],
)
def test_a_bad_plugin_is_refused_with_the_reason_and_leaves_the_others(
    attributes: dict[str, Any], reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Plugins([_module("zz_bad", monkeypatch, **attributes), _good()])
    assert list(found.industries()) == ["general", "shop"]
    good, bad = found.reports
    assert good.error == ""
    assert reason in bad.error
    assert "\n" not in bad.error


def test_a_plugin_that_cannot_be_imported_leaves_the_others() -> None:
    found = Plugins([EntryPoint("aa", "patron_no_such_module", plugins.GROUP), _good()])
    assert list(found.industries()) == ["general", "shop"]
    assert found.reports[0].error == "ModuleNotFoundError: No module named 'patron_no_such_module'"


def test_the_order_of_entry_points_does_not_matter() -> None:
    entries = [_good(), EntryPoint("aa", "patron_no_such_module", plugins.GROUP)]
    assert Plugins(entries).reports == Plugins(reversed(entries)).reports


def test_the_command_lists_what_each_adds(shop_plugins: Plugins) -> None:
    shown = CliRunner().invoke(main, ["plugins", "--lang", "en"])
    assert shown.exit_code == 1
    for words in ("general", "tea", "grade (first | second)", "weight decimal", "gram", "checks of its own", "broken", "No module named"):
        assert words in shown.output
    shown = CliRunner().invoke(main, ["plugins"])
    assert shown.exit_code == 1
    for words in ("通用", "tea 茶", "grade 等级 (first | second)", "gram 克", "有本行业的检查", "无法加载", "No module named"):
        assert words in shown.output
    reports = json.loads(CliRunner().invoke(main, ["plugins", "--format", "json"]).output)
    assert [(one["name"], bool(one["error"])) for one in reports] == [("broken", True), ("shop", False)]
    assert reports[1]["categories"] == ["tea", "cup", "kettle"]


def test_the_installed_plugins_load() -> None:
    assert [report.error for report in plugins.installed().reports] == [""] * len(plugins.installed().reports)
    assert plugins.industry("jewelry").id == "jewelry"
    with pytest.raises(KeyError):
        plugins.industry("no-such-industry")
