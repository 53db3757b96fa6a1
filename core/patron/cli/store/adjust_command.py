"""`patron store adjust`: a correction of a balance of points."""

from __future__ import annotations

from datetime import datetime

import click

from patron.cli.store.figures import POINTS
from patron.cli.store.moving import movement_options, take_movement
from patron.cli.store.options import Call


@click.command("adjust", context_settings={"ignore_unknown_options": True})  # -20 is a number, and no option
@click.argument("member")
@click.argument("points", type=POINTS, metavar="±POINTS")
@movement_options(by="Who approved it.", by_required=True)
def command(*, call: Call, member: str, points: int, movement_id: str | None, at: datetime | None, by: str | None) -> None:
    """Add points to MEMBER's balance, or with a minus take them away: +100, -20."""
    take_movement(call, "adjust", member=member, points=points, movement_id=movement_id, at=at, by=by)
