"""`patron check SCHEME…`: every finding of scheme files in one sorted run."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(name="check")
@click.argument("schemes", metavar="SCHEME...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Text for people, JSON for programs."
)
def command(schemes: tuple[Path, ...], form: str) -> None:
    """Check scheme files and show every finding with its place.

    Exits with 1 if there is an error; warnings alone exit with 0.
    """
    from patron.findings import Severity
    from patron.findings.render import render_json, render_text
    from patron.scheme.load import load_scheme

    loaded = [load_scheme(path) for path in dict.fromkeys(schemes)]
    findings = sorted((finding for one in loaded for finding in one.findings), key=lambda finding: finding.sort_key)
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    if form == "json":
        click.echo(render_json(findings))
    else:
        if findings:
            click.echo(render_text(findings, colour=_colour()))
        click.echo(_summary(len(loaded), errors, len(findings) - errors))
    if errors:
        raise SystemExit(1)


def _colour() -> bool:
    """Colours on a terminal only, and not where NO_COLOR asks for none."""
    import os
    import sys

    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


def _summary(files: int, errors: int, warnings: int) -> str:
    counts = " and ".join(
        f"{count} {word}{'' if count == 1 else 's'}" for count, word in ((errors, "error"), (warnings, "warning")) if count
    )
    return f"{counts or 'No findings'} in {files} scheme{'' if files == 1 else 's'}."
