"""`patron store upgrade`: the tables of a store that an older version of patron made."""

from __future__ import annotations

import click

from patron.cli.store.options import Call, refusals_shown, store_options


@click.command("upgrade")
@store_options()
def command(*, call: Call) -> None:
    """Bring the tables of a store that an older version of patron made up to date; a store that is up to date is left as it is.

    All steps are one transaction. Make a backup first, and let no till of the older version go on: afterwards it is refused.
    """
    from patron.cli.store.store_text import upgrade_body
    from patron.store.database import Database
    from patron.store.migrations import bring_up_to_date

    with refusals_shown(call):
        database = Database(call.url)
        try:
            before, after = bring_up_to_date(database)
        finally:
            database.close()
    told = {"store": database.shown, "before": before, "after": after}
    call.answer(told, lambda: upgrade_body(call.words, database.shown, before, after))
