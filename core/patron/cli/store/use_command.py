"""`patron store use`: benefits, coupons, vouchers, quizzes and prizes."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import click

from patron.cli.lazy import OrderedGroup
from patron.cli.store.figures import AMOUNT
from patron.cli.store.moving import movement_options, take_movement
from patron.cli.store.options import Call

_TIMES = click.option("--times", type=click.IntRange(min=1), default=1, show_default=True, metavar="N", help="How many of it.")


@click.group("use", cls=OrderedGroup)
def command() -> None:
    """Use a benefit, a coupon or vouchers of a member; record a prize that she won, or her answer to a quiz."""


@command.command("benefit")
@click.argument("member")
@click.argument("benefit")
@_TIMES
@click.option("--false-claim", is_flag=True, help="It was claimed and was not due; the scheme says what that costs.")
@movement_options()
def benefit(
    *,
    call: Call,
    member: str,
    benefit: str,
    times: int,
    false_claim: bool,
    movement_id: str | None,
    at: datetime | None,
    by: str | None,
) -> None:
    """Use a BENEFIT of MEMBER, by its id; refused where none is left."""
    kind, value = "false_claim" if false_claim else "use_benefit", None if times == 1 else str(times)
    take_movement(call, kind, member=member, ref=benefit, value=value, movement_id=movement_id, at=at, by=by)


@command.command("coupon")
@click.argument("member")
@click.argument("coupon")
@click.option("--off", type=AMOUNT, help="What it took off the price.")
@click.option("--purchase", metavar="ID", help="The purchase that it was used for.")
@movement_options()
def coupon(
    *,
    call: Call,
    member: str,
    coupon: str,
    off: Decimal | None,
    purchase: str | None,
    movement_id: str | None,
    at: datetime | None,
    by: str | None,
) -> None:
    """Use a COUPON of MEMBER, by its id or code."""
    take_movement(call, "use_coupon", member=member, ref=coupon, amount=off, value=purchase, movement_id=movement_id, at=at, by=by)


@command.command("voucher")
@click.argument("member")
@click.argument("amount", type=AMOUNT)
@movement_options()
def voucher(*, call: Call, member: str, amount: Decimal, movement_id: str | None, at: datetime | None, by: str | None) -> None:
    """Pay AMOUNT by vouchers of MEMBER."""
    take_movement(call, "use_voucher", member=member, amount=amount, movement_id=movement_id, at=at, by=by)


@command.command("quiz")
@click.argument("member")
@click.argument("quiz")
@movement_options()
def quiz(*, call: Call, member: str, quiz: str, movement_id: str | None, at: datetime | None, by: str | None) -> None:
    """Record that MEMBER answered a QUIZ, by its id."""
    take_movement(call, "quiz", member=member, ref=quiz, movement_id=movement_id, at=at, by=by)


@command.command("prize")
@click.argument("member")
@click.argument("prize")
@movement_options()
def prize(*, call: Call, member: str, prize: str, movement_id: str | None, at: datetime | None, by: str | None) -> None:
    """Record that MEMBER won a PRIZE of a draw, by its id."""
    take_movement(call, "win", member=member, ref=prize, movement_id=movement_id, at=at, by=by)
