"""`patron store import`: history and balances from files."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from patron.cli.options import Day, data_options
from patron.cli.store.options import Call, progress_shown, store_options

if TYPE_CHECKING:
    from patron.store.importing.request import ImportReport


@click.command("import")
@data_options(purchases_required=False)
@click.option("--as-of", type=Day(), help="Decide everything up to the start of this day.  [default: today]")
@click.option(
    "--rejected",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=".",
    show_default="this folder",
    metavar="FOLDER",
    help="Where rows that are set aside are written (--on-error skip).",
)
@store_options(dry_run=True)
def command(
    *,
    call: Call,
    purchases: Path | None,
    members: Path | None,
    movements: Path | None,
    mapping: tuple[str, ...],
    on_error: str,
    as_of: date | None,
    folder: Path,
) -> None:
    """Take over members, sales and movements from files, read as `patron evaluate` reads them; opening balances are columns of the members.

    What the store has already is passed over, so that a file can be imported again; a row with a known id and other content is refused.
    """
    from patron.cli.store.import_text import import_body
    from patron.cli.store.say import say_for
    from patron.store.importing.request import ImportRequest

    if purchases is None and members is None and movements is None:
        raise click.UsageError("say what is to be taken over: --members, --purchases, --movements")
    request = ImportRequest(purchases, members, movements, mapping, "skip" if on_error == "skip" else "stop", as_of)
    with call.store() as store:
        with progress_shown(call) as progress:
            report = store.import_files(request, dry_run=call.dry_run, progress=progress)
        wrote = [] if call.dry_run else _set_aside(report, folder)
        call.answer(report.as_json(), lambda: import_body(report, say_for(call, store), wrote))


def _set_aside(report: ImportReport, folder: Path) -> list[Path]:
    from patron.files.rejected import write_rejected

    if not report.rejected:
        return []
    try:
        return write_rejected(report.rejected, folder)
    except OSError as error:
        raise click.ClickException(f"{error.filename or folder} cannot be written: {error.strerror or error}") from error
