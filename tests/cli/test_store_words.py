"""Every code, kind and posting of the store has its words, and every command its help in both parts."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from patron.cli import main
from patron.cli.store.refusal_text import refusal_lines
from patron.cli.store.refusal_words import CHINESE, HELP
from patron.cli.store.titles import occasion_title, operation_title, posting_title
from patron.cli.store_command import SUBCOMMANDS
from patron.engine.reference.judging import Occasion
from patron.engine.results import PostingKind
from patron.engine.validate.kinds import KINDS
from patron.store.refused import Refusal

CORE = Path(__file__).parents[2] / "core" / "patron"


def codes() -> set[str]:
    """The codes that the store's own code refuses by."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in (CORE / "store").rglob("*.py"))
    return set(re.findall(r"Refusal\(\s*\"([a-z-]+)\"", text))


def test_every_code_of_the_store_has_a_sentence_in_chinese() -> None:
    assert codes() - set(CHINESE) == set()
    assert set(HELP) - set(CHINESE) == set()


def test_kinds_postings_and_occasions_have_titles_in_both_languages() -> None:
    for lang in ("zh", "en"):
        assert [kind for kind in KINDS if operation_title(kind, lang) == kind] == []
    assert [kind for kind in PostingKind if posting_title(kind, "zh") == kind] == []
    assert [one for one in Occasion if occasion_title(one, "zh") == one] == []


def test_a_refusal_names_the_line_as_people_count() -> None:
    refusal = Refusal("not-a-number", "is no plain decimal number", "write digits", "lines.0.amount")
    assert list(refusal_lines(refusal, "en")) == [
        "error[not-a-number]: line 1, amount: is no plain decimal number",
        "    = help: write digits",
    ]
    assert next(refusal_lines(refusal, "zh")).startswith("error[not-a-number]: 不是数字（第 1 行, amount: ")


@pytest.mark.parametrize("name", sorted(SUBCOMMANDS))
def test_every_command_has_help_and_the_common_options(name: str) -> None:
    result = CliRunner().invoke(main, ["store", name, "--help"])
    assert result.exit_code == 0, result.output
    store = main.get_command(click.Context(main), "store")
    assert isinstance(store, click.Group)
    command = store.get_command(click.Context(store), name)
    assert command is not None
    members = [command] if not isinstance(command, click.Group) else [command.commands[one] for one in command.commands]
    for one in members:
        options = {text for parameter in one.params for text in parameter.opts}
        assert {"--store", "--lang", "--json"} <= options, one.name


def test_the_help_lists_every_command_without_importing_it() -> None:
    told = CliRunner().invoke(main, ["store", "--help"]).output
    assert [name for name in SUBCOMMANDS if not re.search(rf"^  {name} ", told, re.MULTILINE)] == []
