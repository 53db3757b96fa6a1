"""Prepaid cards that customers buy and use: movements as the desk would have written them down.

Every step is taken before the shops open. A card is bought by the first rule of sale that fits the buyer's profile; where a rule before
that one asks what was bought, nobody buys by it, since that is not known in advance. Payments name goods that the card pays for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.history import LINES, MOVEMENTS
from patron.engine.plan import AllOf, AnyOf, Condition, NoneOf, Plan, ProfileFact
from patron.engine.plan.cards import CardKind, Sale
from patron.engine.prices.goods import goods_mask
from patron.engine.rounding import half_up
from patron.scheme.durations import Duration, Unit
from patron.simulation.assumptions.model import Assumptions, Effect, Values
from patron.simulation.population.compiled import entry
from patron.simulation.population.ids import ids
from patron.simulation.population.lines import offsets_of
from patron.simulation.population.model import CardBuyers
from patron.simulation.population.purposes import Purpose
from patron.simulation.population.random import stream, uniform
from patron.simulation.population.world import World

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
_YEAR = 365
_PAYMENTS = 4  # one in each quarter of the year in which a card is used
_CARD = int(Purpose.CARD)
_MINUTES = {"make": 480, "draw": 490, "approve": 500, "sell": 510, "activate": 520, "pay": 540}


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


def card_movements(world: World, plan: Plan, assumptions: Assumptions, values: Values) -> CardMovements | None:
    """What becomes of the cards of the scheme that the population buys; None if it buys none of them."""
    used = {one.of: values[one.id] for one in assumptions.entries if one.effect is Effect.CARD_USED}
    kinds = {kind.id: kind for kind in plan.cards}
    rows: list[tuple[int, int, int, dict[str, Any]]] = []
    for place, buyers in enumerate(world.population.cards):
        kind = kinds.get(buyers.kind)
        if kind is not None:
            share = used.get(kind.id, used.get(None, Fraction(str(buyers.used))))
            rows += _of_kind(world, kind, _buyers(world, place, buyers), share)
    if not rows:
        return None
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


def _buyers(world: World, place: int, buyers: CardBuyers) -> list[tuple[int, int]]:
    """(day, customer) of each card that is bought: of those known by then a share each year from the launch on."""
    found = []
    people, span = world.customers, world.span
    days = span.last - span.launch + 1
    for year in range(-(-days // _YEAR)):
        day = np.full(len(people), -1, dtype=np.int64)
        _buy_cards(world.chances.world, people.key, 4096 * place + 2 * year, buyers.share_each_year, day)
        day[day >= 0] += span.launch + year * _YEAR
        fits = (day >= 0) & (day <= span.last) & (people.came < world.calendar.start_of(day))
        found += [(int(day[c]), int(c)) for c in np.flatnonzero(fits)]
    return sorted(found)


@entry
def _buy_cards(world: np.uint64, key: Ints, number: int, share: float, day: Ints) -> None:
    """Writes the day of the year on which each customer buys a card; leaves it where none is bought."""
    for c in range(len(key)):
        name = stream(world, key[c], _CARD)
        if uniform(name, number) < share:
            day[c] = int(uniform(name, number + 1) * _YEAR)


def _of_kind(world: World, kind: CardKind, buyers: list[tuple[int, int]], used: Fraction) -> Iterator[tuple[int, int, int, dict[str, Any]]]:
    """(day, minute, customer, cells) of every step of the kind's cards; those beyond its numbers cannot be sold."""
    goods = _goods(world, kind)
    sold = [(day, customer, sale) for day, customer in buyers if (sale := _sale(world, kind, customer)) is not None]
    sold = sold[: kind.numbers.last - kind.numbers.first + 1]
    if not sold:
        return
    first = kind.numbers.text(kind.numbers.first)
    yield world.span.launch, _MINUTES["make"], -1, _cells(kind, "make", first, value=f"{kind.id}:{len(sold)}")
    for number, (day, customer, sale) in enumerate(sold):
        card = kind.numbers.text(kind.numbers.first + number)
        yield day, _MINUTES["draw"], -1, _cells(kind, "draw", card)
        if kind.approval:
            yield day, _MINUTES["approve"], -1, _cells(kind, "approve", card)
        yield day, _MINUTES["sell"], customer, _cells(kind, "sell", card, amount=sale.price)
        yield day, _MINUTES["activate"], customer, _cells(kind, "activate", card)
        paid = 0
        for quarter in range(1, _PAYMENTS + 1):
            on = day + _term(kind.valid_for) * (2 * quarter - 1) // (2 * _PAYMENTS)
            amount = half_up(kind.face_value * used * quarter / _PAYMENTS) - paid
            paid += amount
            if amount and day < on <= world.span.last:
                yield on, _MINUTES["pay"], customer, _cells(kind, "pay", card, amount=amount, value=goods)


def _term(valid_for: Duration | None) -> int:
    """Days in which a card is used: its time; a year, where it has no end."""
    if valid_for is None:
        return _YEAR
    return valid_for.count if valid_for.unit is Unit.DAYS else valid_for.count * _YEAR // 12


def _cells(kind: CardKind, step: str, card: str, *, amount: int | None = None, value: str | None = None) -> dict[str, Any]:
    roles = kind.may(step)
    return {"kind": f"card_{step}", "ref": card, "amount": amount, "value": value, "by": roles[0] if roles else None}


def _goods(world: World, kind: CardKind) -> str | None:
    """The goods that payments name: those bought most of what the card pays for."""
    if kind.pays_for is None:
        return None
    goods = sorted((one for one in world.population.goods if one.category), key=lambda one: -one.share)
    lines = pl.DataFrame([{"category": one.category, "amount": 0} for one in goods], schema=LINES)
    fits = np.flatnonzero(goods_mask(lines, kind.pays_for))
    return goods[int(fits[0])].category if len(fits) else None


def _sale(world: World, kind: CardKind, customer: int) -> Sale | None:
    told = {
        name: values[index[customer]][0] for (name, values), index in zip(world.population.profiles, world.customers.profiles, strict=True)
    }
    for sale in kind.sale:
        fits = True if sale.to is None else _fits(sale.to, told)
        if fits is None:
            return None
        if fits:
            return sale
    return None


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
