"""`patron store redeem`: points spent at the till."""

from __future__ import annotations

from datetime import datetime

import click

from patron.cli.store.figures import POINTS
from patron.cli.store.moving import movement_options, take_movement
from patron.cli.store.options import Call


@click.command("redeem")
@click.argument("member")
@click.argument("points", type=POINTS)
@movement_options()
def command(*, call: Call, member: str, points: int, movement_id: str | None, at: datetime | None, by: str | None) -> None:
    """Spend POINTS of MEMBER, oldest first; refused where fewer are available."""
    take_movement(call, "redeem", member=member, points=points, movement_id=movement_id, at=at, by=by)
