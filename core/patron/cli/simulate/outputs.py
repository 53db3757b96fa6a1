"""What a simulation leaves behind: the files of its folder, and the summary."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from patron.files.prepare import Prepared


def check_folder(out: Path, *, shown: Path | None = None) -> None:
    """Refuses a folder that cannot be written to before anything is worked out, which may take minutes; makes nothing.

    `shown`: what is named to the user, if it is not the folder itself.
    """
    there = out.absolute()
    while not there.exists() and there != there.parent:
        there = there.parent
    if not there.is_dir():
        raise click.ClickException(f"{shown or out} cannot be written: {there} is a file")
    if not os.access(there, os.W_OK | os.X_OK):
        raise click.ClickException(f"{shown or out} cannot be written: there is no right to write in {there}")


def check_file(out: Path) -> None:
    """Refuses a file that cannot be written, before anything is worked out; makes nothing."""
    if out.is_file() and not os.access(out, os.W_OK):
        raise click.ClickException(f"{out} cannot be written: there is no right to write it")
    check_folder(out.parent, shown=out)


def write(document: dict[str, Any], out: Path, lang: Any, prepared: Prepared | None = None) -> list[Path]:
    """The files of the folder, and the rows that were set aside."""
    from patron.files.rejected import write_rejected
    from patron.simulation.report.outputs import write_outputs

    try:
        wrote = write_outputs(document, out, lang)
        if prepared is not None and prepared.rejected:
            wrote += write_rejected(prepared.rejected, out)
    except OSError as error:
        raise click.ClickException(f"{error.filename or out} cannot be written: {error.strerror or error}") from error
    return wrote


def show(document: dict[str, Any], lang: Any, wrote: list[Path]) -> None:
    """The summary, plain in a pipe."""
    from rich.console import Console

    from patron.simulation.report.summary import print_summary

    console = Console() if sys.stdout.isatty() else Console(width=100, no_color=True, highlight=False)
    print_summary(console, document, lang, wrote)
