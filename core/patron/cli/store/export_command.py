"""`patron store export`: everything that is stored of one member."""

from __future__ import annotations

import json
from pathlib import Path

import click

from patron.cli.store.options import Call, store_options


@click.command("export")
@click.argument("member")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="A JSON file.  [default: the standard output]")
@store_options()
def command(*, call: Call, member: str, out: Path | None) -> None:
    """Print everything that is stored of MEMBER, as JSON: person, events, decisions, points, cards and rights.

    It names her in full: hand it to nobody else.
    """
    with call.store() as store:
        text = json.dumps(store.export(member), ensure_ascii=False, indent=2)
    if out is None:
        click.echo(text)
        return
    try:
        out.write_text(text + "\n", encoding="utf-8")
        out.chmod(0o600)
    except OSError as error:
        raise click.BadParameter(f"{str(out)!r} cannot be written: {error.strerror or error}", param_hint="--out") from error
    click.echo(call.words(f"已写入 {out}", f"wrote {out}"))
