"""What a movement by itself does to points, and which events other rows decide too."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import polars as pl

from patron.engine.derived import EARN, derive
from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.reference.events import Event, Movement, Purchase


def derived_one(plan: Plan, movement: Movement) -> Movement:
    """An exchange as what it spends; a prize and an answer as what they earn. Numbers of draws and answers are not looked at."""
    if movement.stated is not None:
        return movement
    points = plan.points
    if movement.kind == "exchange":
        for place, entry in enumerate(points.exchange):
            if entry.id == movement.ref:
                return replace(movement, kind="redeem", points=entry.points * times(movement), stated="exchange", exchange=place)
    elif movement.kind == "win":
        made = next((prize.points for one in points.exchange for prize in one.prizes if prize.id == movement.ref), 0)
        return replace(movement, kind=EARN, points=made, stated="win") if made else movement
    elif movement.kind == "quiz":
        answer = next((one for one in points.quiz if one.id == movement.ref), None)
        return movement if answer is None else replace(movement, kind=EARN, points=answer.points, stated="quiz")
    return movement


def ends_by_itself(event: Event) -> bool:
    """Whether the event is no one's doing, but the end of a card that gave a tier: of those ids begin with a blank."""
    return isinstance(event, Movement) and event.id.startswith(" ")


def times(movement: Movement) -> int:
    """How often an exchange is made: its `value`, once if that is empty."""
    return int(movement.value) if movement.value and movement.value.isdecimal() else 1


def plain(plan: Plan, event: Event) -> bool:
    """Whether `Live.take` decides the event by itself: no other row of events has a say in whether it may be, and what it makes.

    Not so are purchases where introducers earn by them, limited exchanges and answers, prizes (which need a draw), and movements of
    cards where these give tiers.
    """
    if isinstance(event, Purchase):
        return event.member is None or not plan.points.referral
    if not isinstance(event, Movement) or event.stated is not None:
        return True
    match event.kind:
        case "exchange":
            entry = next((one for one in plan.points.exchange if one.id == event.ref), None)
            return entry is None or (entry.each_member is None and entry.in_total is None)
        case "quiz":
            return all(one.at_most_a_month is None for one in plan.points.quiz if one.id == event.ref)
        case "win":
            return False
        case kind if kind.startswith("card_"):
            return all(one.gives_tier is None for one in plan.cards)
    return True


def derive_dated(plans: list[tuple[int, Plan]], history: History) -> History:
    """As `derive`, each movement by the version of its day; `plans` are (first day, plan) in order."""
    if len(plans) == 1 or "stated" in history.movements.columns:
        return derive(plans[0][1], history)
    if any(plan.cards for _, plan in plans):
        from patron.engine.cards.derived import with_card_tiers

        (_, first_plan), *later = plans
        history = with_card_tiers(first_plan, history, later=later)  # a card is good for as long as the version of its sale says
        plans = [(first, replace(plan, cards=())) for first, plan in plans]
    day = pl.col("day")
    parts = []
    for number, ((first, plan), (end, _)) in enumerate(pairwise([*plans, (None, None)])):
        made = derive(plan, history).movements if plan is not None else history.movements
        begun = pl.lit(value=True) if number == 0 else day >= first
        parts.append(made.filter(begun if end is None else begun & (day < end)))
    return replace(history, movements=pl.concat(parts))
