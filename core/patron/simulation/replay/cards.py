"""Prepaid cards of the period: what was sold, given and used, what was earned by it, what ran out unused, and what is still owed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from patron.engine.cards import Card, CardRun, Posting, PostingKind, run
from patron.engine.cards.card import LOADS, USES, State
from patron.engine.history import History
from patron.engine.plan import Plan
from patron.simulation.replay.period import Month, Period
from patron.simulation.report.titles import Pair, shown_title


@dataclass(slots=True)
class Flow:
    """What happened to cards in a time; numbers of cards, and minor units."""

    made: int = 0
    sold: int = 0
    given: int = 0
    sold_value: int = 0  # face values of the cards sold
    sold_for: int = 0  # what was paid for them
    discount: int = 0  # sold_value less sold_for
    commission: int = 0
    given_value: int = 0  # face values of the cards given
    loaded: int = 0  # by topping up and renewing, paid in full
    used: int = 0  # value: payments and services drawn from it
    recognised: int = 0  # money earned by that
    services_recognised: int = 0  # of it by uses of packages, which no sale of the file holds
    cards_cost: int = 0  # payments at more than the money earned: the discount of cards sold, and free cards, as they are used
    services: int = 0  # uses of packages
    services_cost: int = 0  # their unit costs
    expired: int = 0  # cards whose time ran out
    expired_unused: int = 0  # value that was left on them: a figure of its own, no income
    expired_paid: int = 0  # what had been paid for it


@dataclass(frozen=True, slots=True)
class Owed:
    """What is owed at the end of a day, in minor units."""

    outstanding: int  # the liability: value that holders can still use
    deferred: int  # what was paid for it and is not yet earned


@dataclass(frozen=True, slots=True)
class RuleSum:
    """Cards sold or given by one rule in the period."""

    rule: str
    kind: str
    cards: int
    value: int
    paid: int
    commission: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A cost of cards: of a rule (of sale, or free cards) or service, in a month; `commission`: what the seller gets."""

    rule: str
    month: str
    amount: int
    commission: bool = False


@dataclass(frozen=True, slots=True)
class Cards:
    """All about cards in a period."""

    run: CardRun
    total: Flow
    opening: Owed  # before the first day
    owed: Owed
    months: tuple[tuple[Month, Flow, Owed, Owed], ...]  # owed before it, and at its end
    by_rule: tuple[RuleSum, ...]
    states: dict[str, dict[State, int]]  # cards by kind and state at the end
    cells: tuple[Cell, ...]


def cards_of(plan: Plan, history: History, period: Period) -> Cards | None:
    """None for a scheme without cards; otherwise as the ledger says, cards made before the period included in what is owed."""
    if not plan.cards:
        return None
    found = run(plan, history, period.last)
    months = tuple(
        (month, _flow(plan, found, month.first, month.last), _owed(found, month.first - 1), _owed(found, month.last))
        for month in period.months
    )
    states: dict[str, dict[State, int]] = {kind.id: dict.fromkeys(State, 0) for kind in plan.cards}
    for card in found.cards:
        states[card.kind.id][card.state] += 1
    return Cards(
        found,
        _flow(plan, found, period.first, period.last),
        _owed(found, period.first - 1),
        _owed(found, period.last),
        months,
        tuple(_by_rule(plan, found, period)),
        states,
        tuple(_cells(found, period)),
    )


def _within(run_: CardRun, first: int, last: int) -> Iterable[tuple[Card, Posting]]:
    return ((card, one) for card in run_.cards for one in card.postings if first <= one.on <= last)


def _flow(plan: Plan, run_: CardRun, first: int, last: int) -> Flow:
    flow = Flow()
    costs = {service.id: service.unit_cost for kind in plan.cards for service in kind.services}
    for _, one in _within(run_, first, last):
        _add(flow, one, costs)
    return flow


def _add(flow: Flow, one: Posting, costs: dict[str, int]) -> None:
    flow.commission += one.commission
    if one.kind in USES:
        flow.used += one.value
        flow.recognised += one.money
    match one.kind:
        case PostingKind.MADE:
            flow.made += 1
        case PostingKind.SOLD:
            flow.sold += 1
            flow.sold_value += one.value
            flow.sold_for += one.money
            flow.discount += one.value - one.money
        case PostingKind.GIVEN:
            flow.given += 1
            flow.given_value += one.value
        case PostingKind.TOPPED_UP | PostingKind.RENEWED:
            flow.loaded += one.value
        case PostingKind.PAID:
            flow.cards_cost += one.value - one.money
        case PostingKind.SERVED:
            flow.services += 1
            flow.services_cost += costs[one.rule or ""]
            flow.services_recognised += one.money
        case PostingKind.EXPIRED:
            flow.expired += 1
            flow.expired_unused += one.value
            flow.expired_paid += one.money
        case _:
            pass


def _owed(run_: CardRun, day: int) -> Owed:
    """By the postings up to the end of the day: a card whose last day is before it holds nothing."""
    value = money = 0
    for card in run_.cards:
        for one in card.postings:
            if one.on <= day and one.kind in LOADS:
                value, money = value + one.value, money + one.money
            elif one.on <= day and (one.kind in USES or one.kind is PostingKind.EXPIRED):
                value, money = value - one.value, money - one.money
    return Owed(value, money)


def _by_rule(plan: Plan, run_: CardRun, period: Period) -> Iterable[RuleSum]:
    """In file order; rules by which nothing was sold or given too."""
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for card, one in _within(run_, period.first, period.last):
        if one.kind in {PostingKind.SOLD, PostingKind.GIVEN}:
            cell = sums[one.rule or "", card.kind.id]
            for place, figure in enumerate((1, one.value, one.money, one.commission)):
                cell[place] += figure
    for kind in plan.cards:
        for rule in (*(sale.id for sale in kind.sale), *(free.id for free in kind.free)):
            yield RuleSum(rule, kind.id, *sums[rule, kind.id])


def _cells(run_: CardRun, period: Period) -> Iterable[Cell]:
    """The costs by rule and month: as payments are made, as services are used, as cards are sold.

    What a use of a package earns is in no sale of the file, so it is taken off what the service costs.
    """
    order: dict[tuple[str, bool], dict[str, int]] = {}
    months = {day: month.key for month in period.months for day in range(month.first, month.last + 1)}
    for card, one in _within(run_, period.first, period.last):
        amounts = [(one.rule or "", True, one.commission)]
        if one.kind is PostingKind.PAID:
            amounts.append((card.rule or "", False, one.value - one.money))
        elif one.kind is PostingKind.SERVED:
            cost = next(service.unit_cost for service in card.kind.services if service.id == one.rule)
            amounts.append((one.rule or "", False, cost - one.money))
        for rule, commission, amount in amounts:
            by_month = order.setdefault((rule, commission), defaultdict(int))
            by_month[months[one.on]] += amount
    for (rule, commission), by_month in sorted(order.items()):
        for month in sorted(by_month):
            if by_month[month]:
                yield Cell(rule, month, by_month[month], commission)


def cards_document(cards: Cards | None, titles: dict[str, Pair]) -> dict[str, Any] | None:
    """The part of the result's document; null without cards."""
    if cards is None:
        return None

    return {
        "total": _plain(cards.total, cards.opening, cards.owed),
        "kinds": [
            {"kind": kind, "title": shown_title(titles, kind), **{state.value: count for state, count in states.items()}}
            for kind, states in cards.states.items()
        ],
        "rules": [
            {
                "rule": one.rule,
                "title": shown_title(titles, one.rule),
                "kind": one.kind,
                "cards": one.cards,
                "value": one.value,
                "paid": one.paid,
                "commission": one.commission,
            }
            for one in cards.by_rule
        ],
        "months": [{"month": month.key, **_plain(flow, opening, owed)} for month, flow, opening, owed in cards.months],
    }


def _plain(flow: Flow, opening: Owed, owed: Owed) -> dict[str, int]:
    """Opening + sold_value + given_value + loaded = used + expired_unused + outstanding; and so for what was paid."""
    figures = {one.name: getattr(flow, one.name) for one in fields(flow)}
    before = {"opening_outstanding": opening.outstanding, "opening_deferred": opening.deferred}
    return {**before, **figures, "outstanding": owed.outstanding, "deferred": owed.deferred}
