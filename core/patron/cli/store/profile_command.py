"""`patron store profile`: a field of a member's profile that changes."""

from __future__ import annotations

from datetime import datetime

import click

from patron.cli.store.moving import movement_options, take_movement
from patron.cli.store.options import Call


@click.command("profile")
@click.argument("member")
@click.argument("field")
@click.argument("value")
@movement_options()
def command(*, call: Call, member: str, field: str, value: str, movement_id: str | None, at: datetime | None, by: str | None) -> None:
    """Set FIELD of MEMBER's profile to VALUE from then on: a column of the members file, such as referred_by."""
    take_movement(call, "profile", member=member, ref=field, value=value, movement_id=movement_id, at=at, by=by)
