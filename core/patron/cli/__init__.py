"""The command line: one file a command, each imported only when it is asked for."""

from __future__ import annotations

import io
import sys

import click

from patron import __version__
from patron.cli.lazy import LazyGroup

# Command, its module in this package, and the sentence that `patron --help` shows without importing it.
COMMANDS: dict[str, str] = {
    "check": "Check a scheme file and show every finding.",
    "compare": "Two schemes over the same customers: who gains, who loses, what each costs.",
    "describe": "Print a scheme as the members' charter, in Chinese or English.",
    "evaluate": "Work out every member's tier and points as of a date.",
    "explain": "Show why a member has her tier, rule by rule.",
    "fit": "Fit a population to past sales: how often customers buy, and for how much.",
    "init": "Write an industry's ready scheme and its tests.",
    "init-plugin": "Write a plugin for an industry of your own.",
    "plugins": "List the industries that are installed and what each adds.",
    "quote": "Price a basket for a tier or a member, line by line.",
    "schema": "Print the JSON Schema of scheme files, for editors.",
    "simulate": "Lay a scheme over past sales: who, what it costs, what it must bring.",
    "snapshot": "Keep sales as sorted columns that commands start from at once.",
    "store": "Run a scheme live: members, tills, days and versions in a database.",
    "test": "Run the *_test.yaml files beside schemes.",
    "tune": "Search for the values of a scheme that meet targets.",
}


@click.group(cls=LazyGroup, told={"Commands": COMMANDS}, package="patron.cli", context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="patron")
def main() -> None:
    """Loyalty policies as files: checked, explained, simulated and run."""
    # Into a pipe, some systems write an older encoding (GBK on a Chinese Windows): a sign that it lacks becomes '?', and no crash.
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.errors == "strict":
        sys.stdout.reconfigure(errors="replace")
