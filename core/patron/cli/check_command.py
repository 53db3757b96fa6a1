"""`patron check FILE…`: every finding of schemes, populations and assumptions in one sorted run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from patron.findings import Finding


@click.command(name="check")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Text for people, JSON for programs."
)
def command(files: tuple[Path, ...], form: str) -> None:
    """Check scheme, population and assumptions files and show every finding with its place.

    Which kind a file is, its first key says: `scheme:`, `population:` or `assumptions:`. With one scheme among the files,
    the others are checked against it too: tiers, benefits, cards, industry, currency.

    Exits with 1 if there is an error; warnings alone exit with 0.
    """
    from patron.findings import Severity
    from patron.findings.render import render_json, render_text

    kinds, found = _check([*dict.fromkeys(files)])
    findings = sorted(found, key=lambda finding: finding.sort_key)
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    if form == "json":
        click.echo(render_json(findings))
    else:
        if findings:
            click.echo(render_text(findings, colour=_colour()))
        click.echo(_summary(kinds, errors, len(findings) - errors))
    if errors:
        raise SystemExit(1)


def _check(files: Sequence[Path]) -> tuple[Counter[str], list[Finding]]:
    """How many files there are of each kind, and their findings."""
    from patron.scheme.load import load_scheme
    from patron.simulation.inputs.kinds import kind_of

    kinds = {path: kind_of(path) for path in files}
    schemes = [load_scheme(path) for path, kind in kinds.items() if kind == "scheme"]
    findings = [finding for one in schemes for finding in one.findings]
    about = schemes[0] if len(schemes) == 1 and schemes[0].scheme is not None else None
    for path, kind in kinds.items():
        if kind == "assumptions":
            from patron.simulation.assumptions.file import read_assumptions

            findings += read_assumptions(path, about).findings
        elif kind == "population":
            from patron.simulation.population.file import read_population

            findings += read_population(path, about).findings
    return Counter(kinds.values()), findings


def _colour() -> bool:
    """Colours on a terminal only, and not where NO_COLOR asks for none."""
    import os
    import sys

    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


def _summary(kinds: Counter[str], errors: int, warnings: int) -> str:
    counts = " and ".join(
        f"{count} {word}{'' if count == 1 else 's'}" for count, word in ((errors, "error"), (warnings, "warning")) if count
    )
    names = {"scheme": ("scheme", "schemes"), "population": ("population", "populations")}
    names["assumptions"] = ("file of assumptions", "files of assumptions")
    files = [f"{kinds[kind]} {words[kinds[kind] != 1]}" for kind, words in names.items() if kinds[kind]]
    listed = files[0] if len(files) == 1 else f"{', '.join(files[:-1])} and {files[-1]}"
    return f"{counts or 'No findings'} in {listed}."
