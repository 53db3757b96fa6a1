"""`patron store verify`: chain, ledger and state."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from patron.cli.store.options import Call, progress_shown, store_options

if TYPE_CHECKING:
    from patron.store.audit.chain import Head


@click.command("verify")
@click.option(
    "--head",
    "head_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="A head exported before: a log that was cut off since is found.",
)
@click.option(
    "--export-head",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write the end of the chain to a file, to be kept where the store's keepers cannot reach it.",
)
@store_options()
def command(*, call: Call, head_file: Path | None, export_head: Path | None) -> None:
    """Check that the audit log is whole, that the postings add up, and that the state is what they say.

    Tells how many judgements durable-rules made. Exits with 1, and writes no head, if something is broken.
    """
    from patron.cli.store.report_text import verify_body
    from patron.cli.store.say import say_for

    with call.store() as store:
        head = None if head_file is None else _read(head_file)
        with progress_shown(call) as progress:
            report = store.verify(head, progress=progress)
        if report.ok and export_head is not None:
            _write(export_head, report.head)
        call.answer(report.as_json(), lambda: verify_body(report, say_for(call, store), against=head_file, wrote=export_head))
    if not report.ok:
        raise SystemExit(1)


def _read(path: Path) -> Head:
    from patron.store.audit.chain import Head

    try:
        return Head.parse(path.read_text(encoding="utf-8")[:200])
    except (OSError, UnicodeDecodeError) as error:
        raise click.BadParameter(f"{str(path)!r} cannot be read: {error}", param_hint="--head") from error


def _write(path: Path, head: dict[str, object] | None) -> None:
    from patron.store.audit.chain import FIRST, Head

    end = Head(0, 0, FIRST) if head is None else Head(**head)  # type: ignore[arg-type]
    try:
        path.write_text(end.text + "\n", encoding="utf-8")
    except OSError as error:
        raise click.BadParameter(f"{str(path)!r} cannot be written: {error.strerror or error}", param_hint="--export-head") from error
