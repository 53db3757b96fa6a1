"""`patron store erase`: a person who is to be forgotten."""

from __future__ import annotations

import sys

import click

from patron.cli.store.options import Call, store_options
from patron.cli.store.taking import take_one


@click.command("erase")
@click.argument("member")
@click.option("--by", required=True, metavar="WHO", help="Who approved it.")
@click.option("--yes", is_flag=True, help="Do not ask: it cannot be undone.")
@store_options(key=True, dry_run=True)
def command(*, call: Call, member: str, by: str, yes: bool) -> None:
    """Remove the person behind MEMBER: name, phone, birthday, cards, and what in her profile and events names her.

    Ledger and audit log keep a number that names nobody, and still verify. `patron store export` first, if she asks for her data.
    """
    if not (yes or call.dry_run):
        if not sys.stdin.isatty():
            raise click.UsageError("an erasure cannot be undone; say --yes, or look at it first with --dry-run")
        click.confirm(
            call.words(f"删除 {member} 的个人资料，不可恢复。继续？", f"Erase {member}? It cannot be undone."), abort=True, err=True
        )
    take_one(call, lambda store: store.erase(member, by=by, key=call.key, dry_run=call.dry_run))
