"""Prepaid cards that customers buy or are given: movements as the desk would have written them down.

A card is bought, or given, before the shops open on a day on which its customer comes anyway, by the first rule of sale that fits the
buyer's profile; where a rule before that one asks what was bought, nobody buys by it, since that is not known in advance. What cards pay
is worked out when the bills are known (`card_payments`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.days import to_date
from patron.engine.history import MOVEMENTS
from patron.engine.plan import AllOf, AnyOf, Condition, NoneOf, Plan, ProfileFact
from patron.engine.plan.cards import CardKind, Free, Sale
from patron.simulation.behaviour.lives import Lives
from patron.simulation.population.compiled import entry
from patron.simulation.population.ids import ids
from patron.simulation.population.lines import minor, offsets_of
from patron.simulation.population.model import CardBuyers
from patron.simulation.population.purposes import Purpose
from patron.simulation.population.random import stream, uniform
from patron.simulation.population.world import World

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Step = tuple[int, int, int, dict[str, Any]]  # day, minute, customer, cells
Issue = tuple[int, int, Sale | Free]
_YEAR = 365
_CARD = int(Purpose.CARD)
_MINUTES = {"make": 480, "draw": 490, "approve": 500, "issue": 510, "activate": 520}


class Visits(NamedTuple):
    """From the launch on, the purchases of those who were known before the day, by customer, then time."""

    customer: Ints
    day: Ints


@dataclass(frozen=True, slots=True)
class CardMovements:
    """`frame` as `history.MOVEMENTS`, in order of time; `customer` by row, -1 where it is about no member yet."""

    frame: pl.DataFrame
    customer: Ints

    def of(self, who: Flags) -> pl.DataFrame:
        """What is about some customers' cards: their own steps, and those before anybody had the card."""
        own = np.where(self.customer >= 0, who[np.maximum(self.customer, 0)], True)
        rows = self.frame.filter(pl.Series(own))
        theirs = rows.filter(pl.col("member_id").is_not_null())["ref"].unique()
        return rows.filter((pl.col("kind") == "card_make") | pl.col("ref").is_in(theirs.implode()))


def card_movements(world: World, plan: Plan, lives: Lives) -> CardMovements | None:
    """What becomes of the cards of the scheme that the population buys, but for what they pay; None if there are none of them.

    `lives`: the purchases without any scheme, so that the same people hold cards whatever a scheme makes of them.
    """
    kinds = {kind.id: kind for kind in plan.cards}
    rows: list[Step] = []
    for place, buyers in enumerate(world.population.cards):
        kind = kinds.get(buyers.kind)
        if kind is not None:
            rows += _of_kind(world, kind, _issues(world, kind, place, buyers, lives))
    return _in_order(world, plan, rows) if rows else None


def _in_order(world: World, plan: Plan, rows: list[Step]) -> CardMovements:
    rows.sort(key=lambda row: (row[0], row[1]))
    names = ids("c", len(world.customers))
    ahead = offsets_of(world, plan.time_zone)
    frame = pl.DataFrame(
        [
            {
                "row": number + 2,
                "movement_id": f"k{number:07d}",
                "member_id": None if customer < 0 else names[customer],
                "at": (day * 86_400 + minute * 60 - int(ahead[day - world.span.first])) * 1_000_000,
                "day": day,
                **cells,
            }
            for number, (day, minute, customer, cells) in enumerate(rows)
        ],
        schema=MOVEMENTS,
    )
    return CardMovements(frame, np.array([row[2] for row in rows], dtype=np.int64))


def usual_bills(world: World) -> Floats:
    """Of each customer what her bills come to in a year while she comes, in units of the currency: how often, times how much."""
    population, people = world.population, world.customers
    shares = sum(one.share for one in population.goods)
    price = sum(one.share * one.price for one in population.goods) / shares
    usual: Floats = people.rate * _YEAR * people.level * population.amounts.p * price
    return usual


def _issues(world: World, kind: CardKind, place: int, buyers: CardBuyers, lives: Lives) -> list[Issue]:
    """(day, customer, rule) of each card that is given or sold, in order of time, as far as the kind's numbers go."""
    visits = _visits(world, lives)
    found: list[Issue] = [*_given(world, kind, visits)]
    for on, who in _bought(world, kind, place, buyers, visits):
        sale = _sale(world, kind, who)
        if sale is not None:
            found.append((on, who, sale))
    return sorted(found, key=lambda one: (one[0], one[1], isinstance(one[2], Sale)))[: kind.numbers.last - kind.numbers.first + 1]


def _visits(world: World, lives: Lives) -> Visits:
    day = lives.found.day.astype(np.int64)
    there = np.flatnonzero((day >= world.span.launch) & (world.customers.came[lives.paths.customer] < world.calendar.start_of(day)))
    return Visits(lives.paths.customer[there], day[there])


def _bought(world: World, kind: CardKind, place: int, buyers: CardBuyers, visits: Visits) -> Iterator[tuple[int, int]]:
    """(day, customer): a share each year from the launch on of those who come in it and whose usual bills are large enough."""
    heavy = usual_bills(world) >= kind.face_value / minor(world) * buyers.least_bills
    year = (visits.day - world.span.launch) // _YEAR
    count = len(world.customers)
    for number in range(int(year.max(initial=-1)) + 1):
        rows = np.flatnonzero((year == number) & heavy[visits.customer])
        many = np.bincount(visits.customer[rows], minlength=count)
        buys, which = np.empty(count), np.empty(count)
        _draw(world.chances.world, world.customers.key, 4096 * place + 2 * number, buys, which)
        first = np.cumsum(many) - many
        who = np.flatnonzero((many > 0) & (buys < buyers.share_each_year))
        chosen = rows[first[who] + (which[who] * many[who]).astype(np.int64)]
        yield from zip(visits.day[chosen].tolist(), who.tolist(), strict=True)


@entry
def _draw(world: np.uint64, key: Ints, number: int, buys: Floats, which: Floats) -> None:
    """Of each customer two draws: whether she buys a card, and at which of the year's visits."""
    for c in range(len(key)):
        name = stream(world, key[c], _CARD)
        buys[c], which[c] = uniform(name, number), uniform(name, number + 1)


def _given(world: World, kind: CardKind, visits: Visits) -> Iterator[Issue]:
    """Cards that a profile alone brings, at the customer's first visit, in each calendar year if the rule says so."""
    for rule in kind.free:
        before: set[tuple[int, int]] = set()
        fits: dict[int, bool] = {}
        for who, on in zip(visits.customer.tolist(), visits.day.tolist(), strict=True):
            if who not in fits:
                fits[who] = _fits(rule.when, _told(world, who)) is True
            name = (who, to_date(on).year if rule.each_year else 0)
            if fits[who] and name not in before:
                before.add(name)
                for _ in range(rule.count):
                    yield on, who, rule


def _of_kind(world: World, kind: CardKind, issues: list[Issue]) -> Iterator[Step]:
    """Every step of the kind's cards before they pay."""
    if not issues:
        return
    first = kind.numbers.text(kind.numbers.first)
    yield world.span.launch, _MINUTES["make"], -1, _cells(kind, "make", first, value=f"{kind.id}:{len(issues)}")
    for number, (day, customer, rule) in enumerate(issues):
        card = kind.numbers.text(kind.numbers.first + number)
        yield day, _MINUTES["draw"], -1, _cells(kind, "draw", card)
        if kind.approval:
            yield day, _MINUTES["approve"], -1, _cells(kind, "approve", card)
        if isinstance(rule, Sale):
            yield day, _MINUTES["issue"], customer, _cells(kind, "sell", card, amount=rule.price)
        else:
            yield day, _MINUTES["issue"], customer, _cells(kind, "give", card, value=rule.id)
        yield day, _MINUTES["activate"], customer, _cells(kind, "activate", card)


def _cells(kind: CardKind, step: str, card: str, *, amount: int | None = None, value: str | None = None) -> dict[str, Any]:
    roles = kind.may(step)
    return {"kind": f"card_{step}", "ref": card, "amount": amount, "value": value, "by": roles[0] if roles else None}


def _sale(world: World, kind: CardKind, customer: int) -> Sale | None:
    told = _told(world, customer)
    for sale in kind.sale:
        fits = True if sale.to is None else _fits(sale.to, told)
        if fits is None:
            return None
        if fits:
            return sale
    return None


def _told(world: World, customer: int) -> dict[str, str]:
    """What the customer's file says beside purchases."""
    fields = zip(world.population.profiles, world.customers.profiles, strict=True)
    return {name: values[index[customer]][0] for (name, values), index in fields}


def _fits(when: Condition, told: Mapping[str, str]) -> bool | None:
    """Whether a condition on profiles holds; None where it asks for something else."""
    match when:
        case ProfileFact():
            return (told.get(when.field) in when.values) if when.values else when.field in told
        case AllOf(parts) | AnyOf(parts) | NoneOf(parts):
            found = [_fits(part, told) for part in parts]
            if None in found:
                return None
            return all(found) if isinstance(when, AllOf) else any(found) is isinstance(when, AnyOf)
        case _:
            return None
