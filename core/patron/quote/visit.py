"""The basket as a purchase: what the engine says of it when it comes at the end of everything before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.entitlements.run import run as run_entitlements
from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.reference.events import Purchase
from patron.engine.reference.member import Member
from patron.engine.reference.output import evaluation
from patron.engine.reference.runner import Run
from patron.quote.request import Ask

BASKET = "\U0010ffff"  # after every other id of the same instant


@dataclass(frozen=True, slots=True)
class Made:
    """Points that a rule makes for the basket; `waits_for` is the rank of the tier they wait for, None if they are earned."""

    rule: str
    points: int
    waits_for: int | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """The purchase in the engine: tiers before and after, the level that prices it, and the points it makes."""

    tier_before: int
    tier_after: int
    level: int
    points: tuple[Made, ...]


def history_before(history: History, at: int) -> History:
    """What happened up to the instant, inclusive."""
    earlier = pl.col("at") <= at
    return replace(
        history, lines=history.lines.filter(earlier), returns=history.returns.filter(earlier), movements=history.movements.filter(earlier)
    )


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a benefit or of a coupon that is issued; `until`: the last day it is good by itself."""

    id: str
    number: int
    until: int | None


def standing_before(plan: Plan, ask: Ask) -> tuple[Member, tuple[Left, ...]] | None:
    """The member as she is when she comes to the till, and what she is entitled to; None if there is no such member."""
    state = Run(plan, ask.history, ask.day)
    state.go()
    member = state.members.get(ask.member_id)
    if member is None:
        return None
    member.ledger.advance(ask.day)
    return member, () if ask.of_tier or not plan.benefits.grants else _entitled(plan, ask, state)


def _entitled(plan: Plan, ask: Ask, state: Run) -> tuple[Left, ...]:
    result = evaluation(plan, state.members, state.purchases, ask.day, detail=True)
    issues = run_entitlements(plan, ask.history, result, ask.day).issues
    mine = issues.filter((pl.col("member_id") == ask.member_id) & (pl.col("left") > 0))
    return tuple(Left(*row) for row in mine.select("benefit", "left", "until").iter_rows())


def visit(plan: Plan, ask: Ask, prices: npt.NDArray[np.int64]) -> Visit:
    """Runs the basket behind the history; `prices` in minor units, one row a tier and one column a line of the basket."""
    basket = ask.as_purchase(BASKET)
    before = ask.history.lines
    lines = pl.concat([before, basket], how="diagonal") if before.height else basket
    paid = np.broadcast_to(before["amount"].to_numpy().astype(np.int64), (len(plan.tiers), before.height))
    state = Run(plan, replace(ask.history, lines=lines), ask.day, prices=np.concatenate([paid, prices], axis=1))
    state.go()
    purchase = state.purchases[BASKET]
    return Visit(purchase.tier_before, purchase.tier_after, purchase.level, tuple(_made(purchase)))


def _made(purchase: Purchase) -> Sequence[Made]:
    tier = max(purchase.tier_before, purchase.tier_after)
    return [
        Made(lot.rule, lot.made, None if lot.pending_until is None or lot.pending_until <= tier else lot.pending_until)
        for lot in purchase.lots
        if lot.made
    ]
