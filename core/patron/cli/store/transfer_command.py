"""`patron store transfer`: points that one member gives another."""

from __future__ import annotations

from datetime import datetime

import click

from patron.cli.store.figures import POINTS
from patron.cli.store.moving import movement_options, take_movement
from patron.cli.store.options import Call


@click.command("transfer")
@click.argument("member")
@click.argument("to_member")
@click.argument("points", type=POINTS)
@movement_options()
def command(*, call: Call, member: str, to_member: str, points: int, movement_id: str | None, at: datetime | None, by: str | None) -> None:
    """Give POINTS of MEMBER to TO_MEMBER; they keep the day on which they expire."""
    take_movement(call, "give", member=member, to_member=to_member, points=points, movement_id=movement_id, at=at, by=by)
