"""`patron store explain`: why a member has, or had, her tier."""

from __future__ import annotations

from datetime import date

import click

from patron.cli.store.figures import MOMENT
from patron.cli.store.options import Call, store_options


@click.command("explain")
@click.argument("member")
@click.option("--at", type=MOMENT, help="The moment that is asked about; a date alone is the whole day.  [default: now]")
@store_options()
def command(*, call: Call, member: str, at: date | None) -> None:
    """Show why MEMBER has her tier and points, or had them at a moment: as known then, and as known now.

    The two differ where something dated before the moment was recorded after it.
    """
    from patron.cli.store.page import hanging

    with call.store() as store:
        told = store.explain(member, at=at, lang=call.lang)
        call.answer(told.as_json(), lambda: (hanging(line) for line in told.lines))
