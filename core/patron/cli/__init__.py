"""The command line: one file a command, each imported only when it is asked for."""

from __future__ import annotations

import importlib
import io
import sys

import click

from patron import __version__

# Command, its module in this package, and the sentence that `patron --help` shows without importing it.
COMMANDS: dict[str, str] = {
    "check": "Check a scheme file and show every finding.",
    "describe": "Print a scheme as the members' charter, in Chinese or English.",
    "evaluate": "Work out every member's tier and points as of a date.",
    "explain": "Show why a member has her tier, rule by rule.",
    "init": "Write an industry's ready scheme and its tests.",
    "init-plugin": "Write a plugin for an industry of your own.",
    "plugins": "List the industries that are installed and what each adds.",
    "quote": "Price a basket for a tier or a member, line by line.",
    "schema": "Print the JSON Schema of scheme files, for editors.",
    "simulate": "Lay a scheme over past sales: who, what it costs, what it must bring.",
    "test": "Run the *_test.yaml files beside schemes.",
}


class _LazyGroup(click.Group):
    """Imports a command's module only when that command runs, so that `--help` stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(f"patron.cli.{cmd_name.replace('-', '_')}_command").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="patron")
def main() -> None:
    """Loyalty policies as files: checked, explained, simulated and run."""
    # Into a pipe, some systems write an older encoding (GBK on a Chinese Windows): a sign that it lacks becomes '?', and no crash.
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.errors == "strict":
        sys.stdout.reconfigure(errors="replace")
