"""The page on commands: made from the commands, and no command or option of `--help` is missing."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from patron.cli import COMMANDS, main

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "commands.md").read_text(encoding="utf-8")


def test_the_page_is_what_the_commands_give() -> None:
    spec = importlib.util.spec_from_file_location("build_commands", DOCS / "build_commands.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    assert module.page() == PAGE, "run .venv/bin/python docs/build_commands.py"


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_option_of_the_help_is_on_the_page(name: str) -> None:
    told = CliRunner().invoke(main, [name, "--help"]).output
    section = PAGE.split(f"\n## {name}\n")[1].split("\n## ")[0]
    options = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", told)) - {"--help"}
    assert {option for option in options if option not in section} == set()
    assert "**Exit codes**" in PAGE


def test_the_help_lists_every_command() -> None:
    told = CliRunner().invoke(main, ["--help"]).output
    assert {name for name in COMMANDS if not re.search(rf"^  {name} ", told, re.MULTILINE)} == set()
