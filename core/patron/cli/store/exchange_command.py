"""`patron store exchange`: points for goods, vouchers and draws."""

from __future__ import annotations

from datetime import datetime

import click

from patron.cli.store.moving import movement_options, take_movement
from patron.cli.store.options import Call


@click.command("exchange")
@click.argument("member")
@click.argument("offer")
@click.option("--times", type=click.IntRange(min=1), default=1, show_default=True, metavar="N", help="How many of it.")
@movement_options()
def command(*, call: Call, member: str, offer: str, times: int, movement_id: str | None, at: datetime | None, by: str | None) -> None:
    """Exchange points of MEMBER for OFFER, the id of an entry of points.exchange.

    What a draw brings is recorded by `patron store use prize`.
    """
    value = None if times == 1 else str(times)
    take_movement(call, "exchange", member=member, ref=offer, value=value, movement_id=movement_id, at=at, by=by)
