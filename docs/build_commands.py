"""Writes docs/commands.md from the commands themselves: `.venv/bin/python docs/build_commands.py`. A test compares the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
from patron.cli import COMMANDS, main

PAGE = Path(__file__).parent / "commands.md"

INTRODUCTION = """\
# Commands

`patron --help` lists the commands, `patron COMMAND --help` tells one. This page is made from them by `docs/build_commands.py`.

What they have in common:

- **Exit codes**: 0, done; 1, there are findings (errors in a scheme or in data, a test that failed, a member who is not
  there); 2, the command was misused (an unknown option, a file that is not there). A mistake in your files never ends in a traceback.
- **Nothing is half-written**: outputs appear when all of them are complete, or not at all.
- **The ending of an output** (`.csv`, `.parquet`, `.xlsx`) chooses its format.
- Results go to the standard output, progress and findings in data to the standard error. `NO_COLOR` takes colours away.
"""

# What else a reader should know of a command; an example of its use.
NOTES: dict[str, tuple[str, str]] = {
    "check": ("Each code has [a page](errors/) with its meaning and an example.", "patron check jewelry.yaml"),
    "describe": ("", "patron describe jewelry.yaml --lang en --format markdown > charter.md"),
    "evaluate": (
        "One row for each member, sorted by member_id; `--changes` has every change of tier.",
        "patron evaluate jewelry.yaml --purchases sales.csv --as-of 2025-06-30 --out result.csv --changes changes.csv",
    ),
    "explain": ("", "patron explain jewelry.yaml --purchases sales.csv --as-of 2025-06-30 --member M01426"),
    "init": ("", "patron init jewelry my-scheme"),
    "init-plugin": (
        "What it writes is told in [Hooks](hooks.md).",
        "patron init-plugin coffee --zh 咖啡馆 --en 'Coffee house'",
    ),
    "plugins": ("", "patron plugins"),
    "quote": ("Baskets, coupons and payment are told in [Quotes](quote.md).", "patron quote jewelry.yaml --basket basket.csv --tier vip"),
    "schema": (
        "The first line of a scheme names it to the editor: `# yaml-language-server: $schema=patron.schema.json`.",
        "patron schema > patron.schema.json",
    ),
    "simulate": ("", "patron simulate jewelry.yaml --purchases sales.csv --members members.csv --margin 0.35 --out report"),
    "test": ("How to write them: [Testing a scheme](testing-schemes.md).", "patron test schemes/"),
}


def section(name: str) -> Iterator[str]:
    """One command: its help, usage, options, and an example."""
    command = main.get_command(click.Context(main), name)
    assert command is not None, name
    context = click.Context(command, info_name=f"patron {name}")
    yield f"## {name}"
    yield ""
    yield "```"
    yield " ".join([f"patron {name}", *command.collect_usage_pieces(context)])
    yield "```"
    yield ""
    yield from (_paragraph(text) for text in _paragraphs(command.help or ""))
    note, example = NOTES[name]
    if note:
        yield _paragraph(note)
    options = list(_options(command, context))
    if options:
        yield "| option | meaning |"
        yield "|---|---|"
        yield from options
        yield ""
    yield "```sh"
    yield example
    yield "```"
    yield ""


def _paragraphs(text: str) -> list[str]:
    return [" ".join(paragraph.split()) for paragraph in re.split(r"\n\s*\n", text.strip())]


def _paragraph(text: str) -> str:
    return f"{text}\n"


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if isinstance(parameter, click.Option) and record is not None and "--help" not in parameter.opts:
            names, text = record
            told = re.sub(r"\s*\[([^\]]*)\]$", r" *\1*", text).replace("default: ", "default ")
            yield f"| `{_cell(names)}` | {_cell(told)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def page() -> str:
    """The whole page."""
    lines = [INTRODUCTION]
    for name in sorted(COMMANDS):
        lines += section(name)
    return "\n".join(lines).rstrip("\n") + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
