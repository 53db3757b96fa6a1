"""`patron store plan`: whom a new version of the scheme would move."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from patron.cli.options import Day
from patron.cli.store.options import Call, progress_shown, store_options
from patron.cli.store.versions import first_day


@click.command("plan")
@click.argument("scheme", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--effective-from", type=Day(), help="The first day on which it would hold.  [default: the file's effective_from]")
@store_options()
def command(*, call: Call, scheme: Path, effective_from: date | None) -> None:
    """Show who would rise, fall, gain and lose if SCHEME took effect on a date. Nothing is written.

    Both schemes are laid over all that happened before the date; `patron store apply` then records the new one.
    """
    from patron.cli.store.blast_text import blast_body
    from patron.cli.store.say import say_of_file

    day = first_day(call, scheme, effective_from)
    with call.store() as store:
        with progress_shown(call) as progress:
            blast = store.plan(scheme, effective_from=day, progress=progress)
        call.answer(blast.as_json(), lambda: blast_body(blast, say_of_file(call, store, scheme, blast.version)))
