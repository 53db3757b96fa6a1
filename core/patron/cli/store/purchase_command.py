"""`patron store purchase`: a sale, decided and written."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from patron.cli.store.figures import LINE, TIME
from patron.cli.store.options import Call, store_options
from patron.cli.store.taking import take_all, take_one
from patron.cli.store.told import FILE


@click.command("purchase")
@click.argument("member", required=False)
@click.option("--line", "lines", type=LINE, multiple=True, help="A line, as amount=680,category=silver or just 680; once for each.")
@click.option("--walk-in", is_flag=True, help="A customer who is no member.")
@click.option("--id", "purchase_id", metavar="ID", help="The till's own number of the sale.  [default: made up]")
@click.option("--at", type=TIME, help="When it was, in the scheme's zone, as 2025-06-18T14:30.  [default: now]")
@click.option("--group", metavar="ID", help="The group order that it belongs to.")
@click.option("--file", "path", type=FILE, metavar="FILE", help="JSON instead: one sale, a list, or one a line; - is the standard input.")
@store_options(key=True, dry_run=True)
def command(
    *,
    call: Call,
    member: str | None,
    lines: tuple[dict[str, Any], ...],
    walk_in: bool,
    purchase_id: str | None,
    at: datetime | None,
    group: str | None,
    path: Path | None,
) -> None:
    """Take a sale of MEMBER, named by id, card or phone, and print what comes of it.

    A line's keys are those of a sales file: amount, category, quantity, list_amount, store, channel, staff, tender, and the industry's own.
    Without an amount the line is priced by the scheme.

    A till program writes sales to --file -, one a line, and reads an answer to each at once with --json. Without a member it is a walk-in:

    \b
    {"member": "M1", "lines": [{"amount": 680, "category": "silver"}],
     "id": "S01", "at": "2025-06-18T14:30", "key": "till-3/8841"}
    """
    if path is not None:
        if member or lines or walk_in or purchase_id or at or group:
            raise click.UsageError("--file says all of it; leave the member and the other options of the sale out")
        take_all(call, path, lambda store, told, key: store.purchase(told, key=key, dry_run=call.dry_run))
        return
    if bool(member) == walk_in:
        raise click.UsageError("name the member, or say --walk-in for a customer who is none" if not member else "a member is no --walk-in")
    if not lines:
        raise click.UsageError("say what was bought: --line amount=680,category=silver, once for each line")
    told = {"member": member, "lines": lines, "id": purchase_id, "at": at, "group_id": group}
    take_one(call, lambda store: store.purchase(told, key=call.key, dry_run=call.dry_run))
