"""`patron store init`: a new store for a scheme."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import click

from patron.cli.store.options import DEFAULT_STORE, Call, refusals_shown, store_options


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
        by_itself = call.url in {DEFAULT_STORE, os.environ.get("PATRON_STORE")}
        named = "" if by_itself else f" --store {shlex.quote(store.desk.database.shown)}"
        call.answer(init_json(store), lambda: init_body(store, say_for(call, store), named))
