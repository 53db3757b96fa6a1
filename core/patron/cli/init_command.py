"""`patron init`: writes an industry's ready scheme, its tests, what a simulation of it begins with, and the editor's schema."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from patron.vocabulary import Industry, ReadyScheme


@click.command("init")
@click.argument("industry")
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path), default=Path())
@click.option("--scheme", "name", metavar="NAME", help="Which ready scheme, where the industry has several.")
@click.option("--force", is_flag=True, help="Overwrite files that are there.")
def command(industry: str, directory: Path, name: str | None, force: bool) -> None:
    """Write INDUSTRY's ready scheme and its tests into DIRECTORY (default: here), to be made your own.

    `population.yaml` and `assumptions.yaml` beside them are what `patron simulate` begins with: customers in stated figures,
    and how they answer. `general` has a small scheme for any trade. Files that are there are never overwritten without --force.
    """
    from patron.plugins import KNOWN_INDUSTRIES, industries

    known = industries()
    if industry not in known and industry in KNOWN_INDUSTRIES:
        raise click.UsageError(
            f"the industry {industry!r} is not installed: pip install patron-{industry} (`patron plugins` lists what is)"
        )
    if industry not in known:
        raise click.UsageError(f"there is no industry {industry!r}; installed: {', '.join(known)}{_near(industry, tuple(known))}")
    ready = {one.name: one for one in known[industry].ready_schemes}
    if not ready:
        raise click.ClickException(f"the industry {industry!r} has no ready scheme; start from `patron init general`")
    if name is None and len(ready) > 1:
        listed = "\n".join(f"  {one.name:<20} {one.title.zh} · {one.title.en}" for one in ready.values())
        raise click.UsageError(f"{industry} has several ready schemes; choose one by --scheme:\n{listed}")
    if name is not None and name not in ready:
        raise click.UsageError(f"{industry} has no scheme {name!r}; it has {', '.join(ready)}{_near(name, tuple(ready))}")
    chosen = ready[name] if name is not None else next(iter(ready.values()))
    _write(known[industry], chosen, directory, force)


def _near(word: str, known: tuple[str, ...]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(word, known, n=1)
    return f" (did you mean {close[0]!r}?)" if close else ""


def _write(industry: Industry, ready: ReadyScheme, directory: Path, force: bool) -> None:
    """The scheme and its tests or nothing; a population and assumptions that are there stay; the editor's schema is always made anew."""
    from patron.scheme.ready import SCHEMA_NAME, editor_schema, ready_files, simulation_files

    contents = {directory / name: text for name, text in ready_files(industry.package, ready.resource).items()}
    there = [path for path in contents if path.exists()]
    if there and not force:
        raise click.ClickException(f"{there[0]} is there already; nothing was written (--force overwrites it)")
    beside = {directory / name: text for name, text in simulation_files(industry, ready).items()}
    kept = [path for path in beside if path.exists() and not force]
    contents |= {path: text for path, text in beside.items() if path not in kept}
    contents[directory / SCHEMA_NAME] = editor_schema()
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for path, text in contents.items():
            path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror}") from error
    scheme = directory / ready.resource
    for path in contents:
        click.echo(f"wrote {path}")
    for path in kept:
        click.echo(f"kept  {path}, which is there already (--force overwrites it)")
    click.echo("\nNext:")
    lines = [
        f"patron check {scheme}",
        f"patron test {scheme}",
        f"patron describe {scheme} --lang zh",
        f"patron simulate {scheme} --purchases sales.csv --margin 0.35 --out report",
    ]
    if len(beside) > 1:
        population, assumptions = beside
        lines.append(f"patron simulate {scheme} --population {population} --assumptions {assumptions} --out report")
    for line in lines:
        click.echo(f"  {line}")
