"""`patron store lookup`: who is this?"""

from __future__ import annotations

import click

from patron.cli.store.options import Call, store_options


@click.command("lookup")
@click.argument("text")
@store_options()
def command(*, call: Call, text: str) -> None:
    """Find the members that TEXT stands for: an id, a card, a phone or a full name. Phones are shown masked.

    Exits with 1 if there is none.
    """
    from patron.cli.store.lookup_text import found_body
    from patron.cli.store.say import say_for

    with call.store() as store:
        found = store.lookup(text)
        call.answer([one.as_json() for one in found], lambda: found_body(found, say_for(call, store)))
    if not found:
        raise SystemExit(1)
