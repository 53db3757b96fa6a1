"""`patron store statement`: where a member stands."""

from __future__ import annotations

from datetime import date

import click

from patron.cli.options import Day
from patron.cli.store.options import Call, store_options


@click.command("statement")
@click.argument("member")
@click.option("--on", type=Day(), help="The day at whose end she stands like this.  [default: today]")
@store_options()
def command(*, call: Call, member: str, on: date | None) -> None:
    """Show MEMBER's tier and points, what is missing to the next tier and to keeping this one, and what she may still use."""
    from patron.cli.store.say import say_for
    from patron.cli.store.statement_text import statement_body

    with call.store() as store:
        told = store.statement(member, on=on)
        call.answer(told.as_json(), lambda: statement_body(told, say_for(call, store, told.version)))
