"""`patron store merge`: two records of one person."""

from __future__ import annotations

import click

from patron.cli.store.options import Call, store_options
from patron.cli.store.taking import take_one


@click.command("merge")
@click.argument("member")
@click.option("--into", required=True, metavar="WHO", help="The record that stays.")
@click.option("--by", required=True, metavar="WHO", help="Who approved it.")
@store_options(key=True, dry_run=True)
def command(*, call: Call, member: str, into: str, by: str) -> None:
    """Make MEMBER's record part of another: its events, cards and points are hers from then on, and she is decided again.

    The old id and its cards still find her.
    """
    take_one(call, lambda store: store.merge(member, into, by=by, key=call.key, dry_run=call.dry_run))
