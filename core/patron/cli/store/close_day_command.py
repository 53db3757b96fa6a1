"""`patron store close-day`: what a day brings by itself."""

from __future__ import annotations

from datetime import date

import click

from patron.cli.options import Day
from patron.cli.store.options import Call, progress_shown, store_options


@click.command("close-day")
@click.argument("day", type=Day(), metavar="DATE")
@store_options(dry_run=True)
def command(*, call: Call, day: date) -> None:
    """Run the reviews, ends of grace, expiries and issues that are due up to the start of DATE, of every member.

    Safe to run twice, to interrupt, and to catch up with after days off: what is done is done once, as of its own day.
    """
    from patron.cli.store.report_text import day_body
    from patron.cli.store.say import say_for

    with call.store() as store:
        with progress_shown(call) as progress:
            report = store.close_day(day, dry_run=call.dry_run, progress=progress)
        call.answer(report.as_json(), lambda: day_body(report, say_for(call, store)))
