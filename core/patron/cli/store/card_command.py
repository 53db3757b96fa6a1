"""`patron store card`: every step of a prepaid card."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import click

from patron.cli.lazy import OrderedGroup
from patron.cli.store.figures import AMOUNT
from patron.cli.store.moving import movement_options, take_movement
from patron.cli.store.options import Call

_BY = "Who does it: the role that the scheme's approval and moved_by name."
_MEMBER = click.option("--member", metavar="WHO", help="The holder, by id, card or phone.")
_PAID = click.argument("amount", type=AMOUNT)


@click.group("card", cls=OrderedGroup)
def command() -> None:
    """Take a step of a prepaid card, by its number."""


def _step(call: Call, kind: str, number: str, **told: Any) -> None:
    take_movement(call, f"card_{kind}", ref=number, **told)


@command.command("make")
@click.argument("number")
@click.argument("kind")
@click.option("--times", type=click.IntRange(min=1), default=1, show_default=True, metavar="N", help="How many, by running numbers.")
@movement_options(by=_BY)
def make(*, call: Call, number: str, kind: str, times: int, movement_id: str | None, at: datetime | None, by: str | None) -> None:
    """Make cards of a KIND of the scheme.

    The first has NUMBER, which must be the next that is free.
    """
    _step(call, "make", number, value=kind if times == 1 else f"{kind}:{times}", movement_id=movement_id, at=at, by=by)


@command.command("draw")
@click.argument("number")
@movement_options(by=_BY)
def draw(*, call: Call, number: str, movement_id: str | None, at: datetime | None, by: str | None) -> None:
    """Hand a card that was made to those who sell it."""
    _step(call, "draw", number, movement_id=movement_id, at=at, by=by)


@command.command("approve")
@click.argument("number")
@movement_options(by=_BY)
def approve(*, call: Call, number: str, movement_id: str | None, at: datetime | None, by: str | None) -> None:
    """Approve that a card may be sold or given."""
    _step(call, "approve", number, movement_id=movement_id, at=at, by=by)


@command.command("sell")
@click.argument("number")
@_PAID
@_MEMBER
@movement_options(by=_BY)
def sell(
    *, call: Call, number: str, amount: Decimal, member: str | None, movement_id: str | None, at: datetime | None, by: str | None
) -> None:
    """Sell a card for AMOUNT.

    One that bears a name is sold to --member, who alone may use it.
    """
    _step(call, "sell", number, amount=amount, member=member, movement_id=movement_id, at=at, by=by)


@command.command("give")
@click.argument("number")
@_MEMBER
@click.option("--rule", metavar="ID", help="The rule of the kind's free cards.  [default: the first that fits]")
@movement_options(by=_BY)
def give(
    *, call: Call, number: str, member: str | None, rule: str | None, movement_id: str | None, at: datetime | None, by: str | None
) -> None:
    """Give a card for nothing, by a rule that the member fulfils."""
    _step(call, "give", number, member=member, value=rule, movement_id=movement_id, at=at, by=by)


@command.command("activate")
@click.argument("number")
@_MEMBER
@movement_options(by=_BY)
def activate(*, call: Call, number: str, member: str | None, movement_id: str | None, at: datetime | None, by: str | None) -> None:
    """Activate a card.

    From then on it pays, and gives its tier where the scheme says so.
    """
    _step(call, "activate", number, member=member, movement_id=movement_id, at=at, by=by)


@command.command("pay")
@click.argument("number")
@_PAID
@click.option("--for", "value", metavar="WHAT", help="The purchase that it pays, or the category of the goods.")
@_MEMBER
@movement_options(by=_BY)
def pay(
    *,
    call: Call,
    number: str,
    amount: Decimal,
    value: str | None,
    member: str | None,
    movement_id: str | None,
    at: datetime | None,
    by: str | None,
) -> None:
    """Pay AMOUNT by a card; refused where less is on it."""
    _step(call, "pay", number, amount=amount, value=value, member=member, movement_id=movement_id, at=at, by=by)


@command.command("use")
@click.argument("number")
@click.argument("service")
@_MEMBER
@movement_options(by=_BY)
def use(*, call: Call, number: str, service: str, member: str | None, movement_id: str | None, at: datetime | None, by: str | None) -> None:
    """Use a SERVICE of the card's package, by its id."""
    _step(call, "use", number, value=service, member=member, movement_id=movement_id, at=at, by=by)


@command.command("top-up")
@click.argument("number")
@_PAID
@_MEMBER
@movement_options(by=_BY)
def top_up(
    *, call: Call, number: str, amount: Decimal, member: str | None, movement_id: str | None, at: datetime | None, by: str | None
) -> None:
    """Load AMOUNT, paid in full."""
    _step(call, "top_up", number, amount=amount, member=member, movement_id=movement_id, at=at, by=by)


@command.command("renew")
@click.argument("number")
@click.option("--amount", type=AMOUNT, help="What is loaded with it.")
@_MEMBER
@movement_options(by=_BY)
def renew(
    *, call: Call, number: str, amount: Decimal | None, member: str | None, movement_id: str | None, at: datetime | None, by: str | None
) -> None:
    """Prolong a card; its package begins anew."""
    _step(call, "renew", number, amount=amount, member=member, movement_id=movement_id, at=at, by=by)


@command.command("suspend")
@click.argument("number")
@movement_options(by=_BY)
def suspend(*, call: Call, number: str, movement_id: str | None, at: datetime | None, by: str | None) -> None:
    """Suspend a card, as when it was lost.

    Nothing can be done with it until it is resumed.
    """
    _step(call, "suspend", number, movement_id=movement_id, at=at, by=by)


@command.command("resume")
@click.argument("number")
@movement_options(by=_BY)
def resume(*, call: Call, number: str, movement_id: str | None, at: datetime | None, by: str | None) -> None:
    """Let a suspended card be used again."""
    _step(call, "resume", number, movement_id=movement_id, at=at, by=by)
