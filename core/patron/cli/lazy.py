"""Groups of commands whose modules are imported only when they run, so that `--help` stays quick."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

import click


class LazyGroup(click.Group):
    """`told`: under each heading the sentence of every command; `package`: where `<command>_command.py` is, with `-` written `_`."""

    def __init__(self, *args: Any, told: Mapping[str, Mapping[str, str]], package: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._sections = told
        self._told = {name: sentence for section in told.values() for name, sentence in section.items()}
        self._package = package

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order that `--help` has."""
        return list(self._told)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now; None for a name that is none."""
        if cmd_name not in self._told:
            return None
        command = importlib.import_module(f"{self._package}.{cmd_name.replace('-', '_')}_command").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Names and sentences, without an import."""
        widest = max(len(name) for name in self._told)
        for heading, told in self._sections.items():
            with formatter.section(heading):
                formatter.write_dl([(name.ljust(widest), sentence) for name, sentence in told.items()])


class OrderedGroup(click.Group):
    """A group that lists its commands in the order in which they were written, which is that of their use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, as they were added."""
        return list(self.commands)
