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
        "One row for each member, sorted by member_id; `--changes` has every change of tier. A Parquet file of 4 million rows or more is "
        "worked out in parts of 1.5 million rows, members who introduced one another in one; rows that would take more than 3 GiB or a "
        "quarter of the free memory (100 bytes each) wait in the folder for temporary files. Cards, benefits, coupons, restricted goods, "
        "vouchers and what more is written of them are worked out at once. What is written is the same.",
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
    "snapshot": (
        "What it writes, and what is looked at when: [Snapshots](snapshot.md).",
        "patron snapshot sales.parquet --members members.csv --scheme jewelry.yaml --out sales-2025",
    ),
    "store": (
        "[A live store](live.md) walks through a day of it.",
        "",
    ),
    "test": ("How to write them: [Testing a scheme](testing-schemes.md).", "patron test schemes/"),
}

# Options of the store's commands that are told once for all.
SHARED = ("--id", "--at", "--key", "--dry-run", "--store", "--lang", "--json")


def section(name: str, group: click.Group = main, words: str = "patron") -> Iterator[str]:
    """One command with its help, usage, options, and an example; of a group its commands too."""
    command = group.get_command(click.Context(group), name)
    assert command is not None, name
    words = f"{words} {name}"
    context = click.Context(command, info_name=words)
    yield f"{'#' * len(words.split())} {words.removeprefix('patron ')}"
    yield ""
    yield "```"
    yield " ".join([words, *command.collect_usage_pieces(context)])
    yield "```"
    yield ""
    yield from (_paragraph(text) for text in _paragraphs(command.help or ""))
    note, example = NOTES.get(words.removeprefix("patron "), ("", ""))
    if note:
        yield _paragraph(note)
    options = list(_options(command, context))
    if options:
        yield "| option | meaning |"
        yield "|---|---|"
        yield from options
        yield ""
    if example:
        yield "```sh"
        yield example
        yield "```"
        yield ""
    if isinstance(command, click.Group) and group is main:
        yield from _of_every_store_command(command)
        for inner in command.list_commands(context):
            yield from section(inner, command, words)
    elif isinstance(command, click.Group):
        yield from _steps(command, context)


def _steps(group: click.Group, context: click.Context) -> Iterator[str]:
    """The commands of a small family, one row each, with the options that not every command of the store has."""
    yield "| command | meaning |"
    yield "|---|---|"
    options: dict[str, str] = {}
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None, name
        inner = click.Context(command, info_name=f"{context.info_name} {name}")
        arguments = [one.make_metavar(inner) for one in command.params if isinstance(one, click.Argument)]
        own = {row.split("`")[1].split(" ")[0]: row for row in _options(command, inner)}
        options |= own
        usage = " ".join([name, *arguments, *(f"[{row.split('`')[1]}]" for row in own.values())])
        yield f"| `{usage}` | {' '.join(_paragraphs(command.help or ''))} |"
    yield ""
    yield "| option | meaning |"
    yield "|---|---|"
    yield from options.values()
    yield ""


def _of_every_store_command(group: click.Group) -> Iterator[str]:
    """The options that the commands of the store share, by a command that has them all."""
    context = click.Context(group)
    command = group.get_command(context, "redeem")
    assert command is not None
    yield "What its commands have in common; `--id`, `--at`, `--key` and `--dry-run` are of those that record something:\n"
    yield "| option | meaning |"
    yield "|---|---|"
    yield from _options(command, click.Context(command, info_name="patron store"), only=SHARED)
    yield ""


def _paragraphs(text: str) -> list[str]:
    """Paragraphs on a line each; what click is told to leave as it is, as a block."""
    parts = re.split(r"\n\s*\n", text.strip())
    return [_block(part) if part.lstrip().startswith("\b") else " ".join(part.split()) for part in parts]


def _block(text: str) -> str:
    lines = text.strip().removeprefix("\b").strip("\n").splitlines()
    margin = min(len(line) - len(line.lstrip()) for line in lines)
    return "\n".join(["```", *(line[margin:] for line in lines), "```"])


def _paragraph(text: str) -> str:
    return f"{text}\n"


def _options(command: click.Command, context: click.Context, only: tuple[str, ...] = ()) -> Iterator[str]:
    """A row an option; of the store's commands without those that are told once, but for `only`."""
    of_store = (context.info_name or "").startswith("patron store ")
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if not isinstance(parameter, click.Option) or record is None or "--help" in parameter.opts:
            continue
        shared = of_store and set(parameter.opts) & set(SHARED) and not (parameter.help or "").startswith("The moment")
        if shared or (only and not set(parameter.opts) & set(only)):
            continue
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
