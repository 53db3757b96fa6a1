"""`patron test`: runs the `*_test.yaml` files beside schemes."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.command("test")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[PATH]...")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="For people, or for programs."
)
def command(paths: tuple[Path, ...], form: str) -> None:
    """Run the *_test.yaml files beside schemes.

    PATH is a folder (its tests and those below it), a file of tests, or a scheme (the tests beside it); without one, the
    present folder. Exits with 1 if a test failed, a file has an error, or no test was found.
    """
    from patron.scheme_tests import find_tests, run_files
    from patron.scheme_tests.report import lines

    suite = run_files(find_tests(paths or (Path(),)))
    if form == "json":
        click.echo(json.dumps(suite.as_json(), ensure_ascii=False, indent=2))
    else:
        for line in lines(suite):
            click.echo(line)
    if not suite.ok:
        raise SystemExit(1)
