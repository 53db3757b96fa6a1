"""`patron store init`: a new store for a scheme."""

from __future__ import annotations

from pathlib import Path

import click

from patron.cli.store.options import Call, refusals_shown, store_options


@click.command("init")
@click.argument("scheme", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@store_options()
def command(*, call: Call, scheme: Path) -> None:
    """Make a new store for SCHEME, which becomes its first version and holds since ever.

    Exits with 2, and changes nothing, where there is a store already.
    """
    from patron.cli.store.say import say_for
    from patron.cli.store.store_text import init_body, init_json
    from patron.store.opening import create

    with refusals_shown(call), create(call.url, scheme) as store:
        call.answer(init_json(store), lambda: init_body(store, say_for(call, store), store.desk.database.shown))
