"""`patron store apply`: a new version of the scheme."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from patron.cli.options import Day
from patron.cli.store.options import Call, store_options
from patron.cli.store.taking import take_one
from patron.cli.store.versions import first_day


@click.command("apply")
@click.argument("scheme", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--effective-from", type=Day(), help="The first day on which it holds.  [default: the file's effective_from]")
@click.option("--by", required=True, metavar="WHO", help="Who approved it.")
@store_options(key=True, dry_run=True)
def command(*, call: Call, scheme: Path, effective_from: date | None, by: str) -> None:
    """Record SCHEME as the version that holds from a date on; what was decided before keeps its version.

    See with `patron store plan` first whom it moves. The date must lie after everything that has been decided.
    """
    day = first_day(call, scheme, effective_from)
    take_one(call, lambda store: store.apply(scheme, effective_from=day, by=by, key=call.key, dry_run=call.dry_run))
