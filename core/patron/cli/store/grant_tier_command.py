"""`patron store grant-tier`: a tier that the house grants."""

from __future__ import annotations

from datetime import date, datetime

import click

from patron.cli.options import Day
from patron.cli.store.moving import movement_options, take_movement
from patron.cli.store.options import Call
from patron.cli.store.versions import tier_named


@click.command("grant-tier")
@click.argument("member")
@click.argument("tier")
@click.option("--until", type=Day(), help="The first day on which she holds it no more.  [default: by the tier's term]")
@movement_options(by="Who approved it.", by_required=True)
def command(
    *, call: Call, member: str, tier: str, until: date | None, movement_id: str | None, at: datetime | None, by: str | None
) -> None:
    """Grant MEMBER a TIER, up or down, by its id or title; its term begins, and reviews go on as for any other."""
    with call.store() as store:
        value = tier_named(store, tier, None if at is None else at.date())
    take_movement(call, "grant_tier", member=member, value=value, until=until, movement_id=movement_id, at=at, by=by)
