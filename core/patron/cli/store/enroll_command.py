"""`patron store enroll`: a new member."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from patron.cli.options import Day
from patron.cli.store.figures import POINTS
from patron.cli.store.options import Call, store_options
from patron.cli.store.taking import take_all, take_one
from patron.cli.store.told import FILE
from patron.cli.store.versions import tier_named

if TYPE_CHECKING:
    from patron.store.store import Store


@click.command("enroll")
@click.argument("member", required=False)
@click.option("--name", help="Her full name.")
@click.option("--phone", help="Her phone number; shown masked from then on.")
@click.option("--birthday", type=Day(), help="Her birthday.")
@click.option("--joined-on", type=Day(), help="The day she joined.  [default: today]")
@click.option("--referred-by", metavar="WHO", help="Who introduced her.")
@click.option("--card", metavar="NUMBER", help="The number of her membership card, by which she is found.")
@click.option("--profile", "profile", multiple=True, metavar="FIELD=VALUE", help="A further field that the scheme asks for; once for each.")
@click.option("--opening-on", type=Day(), help="From another system: the day at whose end she had the balances below.")
@click.option("--opening-tier", metavar="TIER", help="The tier that she held.")
@click.option("--opening-since", type=Day(), help="Since when; reviews are counted from this day.")
@click.option("--opening-points", type=POINTS, metavar="POINTS", help="The points that she had.")
@click.option("--file", "path", type=FILE, metavar="FILE", help="JSON instead: one member, a list, or one a line; - is the standard input.")
@store_options(key=True, dry_run=True)
def command(*, call: Call, member: str | None, path: Path | None, profile: tuple[str, ...], **told: Any) -> None:
    """Take MEMBER in, by the company's own id for her.

    Her name, phone and birthday are kept apart from the ledger, and go when she is erased.

    In a file a member has the options' names, with _ for -:

    \b
    {"member": "M1", "phone": "13800005678", "joined_on": "2025-06-18",
     "profile": {"city": "Hangzhou"}, "key": "app/77"}
    """
    given = {name: value for name, value in told.items() if value is not None}
    if path is not None:
        if member or profile or given:
            raise click.UsageError("--file says all of it; leave the member and her other options out")
        take_all(call, path, lambda store, content, key: store.enroll(content, key=key, dry_run=call.dry_run))
        return
    if not member:
        raise click.UsageError("name the member by the company's own id for her")
    given |= {"member": member, "profile": _pairs(profile)}
    take_one(call, lambda store: store.enroll(_with_tier(store, given), key=call.key, dry_run=call.dry_run))


def _with_tier(store: Store, given: dict[str, Any]) -> dict[str, Any]:
    """An opening tier may be given by its title."""
    named = given.get("opening_tier")
    return given if named is None else given | {"opening_tier": tier_named(store, named, given.get("opening_on"))}


def _pairs(profile: tuple[str, ...]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for one in profile:
        name, equals, value = one.partition("=")
        if not equals or not name.strip() or not value.strip() or name.strip() in pairs:
            raise click.BadParameter(f"{one!r} is not FIELD=VALUE, each field once", param_hint="--profile")
        pairs[name.strip()] = value.strip()
    return pairs
