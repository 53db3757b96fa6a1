"""`patron store return`: goods that were brought back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from patron.cli.store.figures import LINE, TIME
from patron.cli.store.options import Call, store_options
from patron.cli.store.taking import take_all, take_one
from patron.cli.store.told import FILE


@click.command("return")
@click.argument("purchase", required=False)
@click.option(
    "--line",
    "lines",
    type=LINE,
    multiple=True,
    help="A part of it, as amount=200,category=silver; once for each.  [default: all that is left]",
)
@click.option("--id", "return_id", metavar="ID", help="The till's own number of the return.  [default: made up]")
@click.option("--at", type=TIME, help="When it was, in the scheme's zone, as 2025-06-18T14:30.  [default: now]")
@click.option("--file", "path", type=FILE, metavar="FILE", help="JSON instead: one return, a list, or one a line; - is the standard input.")
@store_options(key=True, dry_run=True)
def command(
    *, call: Call, purchase: str | None, lines: tuple[dict[str, Any], ...], return_id: str | None, at: datetime | None, path: Path | None
) -> None:
    """Take goods of PURCHASE back, wholly or in part.

    The purchase counts for less from then on, on its own date. What it earned is taken back, and a tier that it brought is
    judged again.

    In a file a return is as below; without rows, all that is left:

    \b
    {"purchase": "S01", "rows": [{"amount": 200, "category": "silver"}],
     "id": "R01", "at": "2025-06-20T10:00", "key": "till-3/8902"}
    """
    if path is not None:
        if purchase or lines or return_id or at:
            raise click.UsageError("--file says all of it; leave the purchase and the other options of the return out")
        take_all(call, path, lambda store, told, key: store.return_goods(told, key=key, dry_run=call.dry_run))
        return
    if not purchase:
        raise click.UsageError("name the purchase that is brought back")
    told = {"purchase": purchase, "rows": lines, "id": return_id, "at": at}
    take_one(call, lambda store: store.return_goods(told, key=call.key, dry_run=call.dry_run))
