"""`patron store rebuild`: everything worked out again from the events."""

from __future__ import annotations

import click

from patron.cli.store.options import Call, progress_shown, store_options


@click.command("rebuild")
@click.option("--write", is_flag=True, help="Post the differences, so that the state follows from the events again.")
@store_options()
def command(*, call: Call, write: bool) -> None:
    """Work everything out again from the events, and compare it with what is stored.

    Exits with 1 if something differs.
    """
    from patron.cli.store.report_text import rebuild_body
    from patron.cli.store.say import say_for

    with call.store() as store:
        with progress_shown(call) as progress:
            report = store.rebuild(write=write, progress=progress)
        call.answer(report.as_json(), lambda: rebuild_body(report, say_for(call, store)))
    if not report.clean:
        raise SystemExit(1)
