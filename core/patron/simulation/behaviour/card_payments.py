"""What prepaid cards pay: a share of each of their holders' bills, until so much of the value is used as is assumed."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import polars as pl

from patron.engine.history import MOVEMENTS, History
from patron.engine.plan import Plan
from patron.engine.plan.cards import CardKind
from patron.engine.prices import price_lines
from patron.engine.prices.goods import goods_mask
from patron.engine.reference.calendar import add
from patron.engine.rounding import half_up
from patron.simulation.assumptions.model import Assumptions, Effect, Values
from patron.simulation.behaviour.cards import CardMovements
from patron.simulation.population.model import Population

_ISSUED = ("card_sell", "card_give")


@dataclass(slots=True)
class _Held:
    """A card in a holder's hands; `left` of the value that is going to be used, `until` its last day."""

    number: str
    kind: CardKind
    day: int
    until: int | None
    left: int
    share: Fraction


def with_payments(cards: CardMovements, plan: Plan, history: History, population: Population, used: dict[str, Fraction]) -> CardMovements:
    """`cards` with what they pay of the purchases in `history`, at the moment of each.

    A bill is what is left of it at the lowest price of any tier. `used`: by kind the share of value that holders use if their bills
    come to so much (`used_shares`). Of two cards the one that was issued first pays first.
    """
    shares = {one.kind: Fraction(str(one.share_of_bill)) for one in population.cards}
    held = _held(cards, plan, shares, used)
    bills = history.lines.filter(pl.col("member_id").is_in([*held])).sort("at", "purchase_id")
    if bills.is_empty():
        return cards
    levels = price_lines(plan, bills, history).levels
    price = np.minimum.reduce([np.asarray(one) for one in levels])
    pays = {kind.id: goods_mask(bills, kind.pays_for) if kind.pays_for else np.ones(len(bills), dtype=np.bool_) for kind in plan.cards}
    rows = []
    for place, (member, day, at, purchase) in enumerate(bills.select("member_id", "day", "at", "purchase_id").iter_rows()):
        paid = 0
        for card in held[member]:
            if not (card.left and card.day <= day and (card.until is None or day <= card.until) and pays[card.kind.id][place]):
                continue
            amount = min(half_up(card.share * int(price[place])) - paid, card.left)
            if amount > 0:
                paid += amount
                card.left -= amount
                by = (card.kind.may("pay") or (None,))[0]
                rows.append((member, at, day, "card_pay", amount, card.number, purchase, by))
    return _joined(cards, rows)


def used_shares(population: Population, assumptions: Assumptions, values: Values) -> dict[str, Fraction]:
    """By kind of cards the share of value that is used: as assumed of the kind, of all kinds, else as the population says."""
    stated = {one.of: values[one.id] for one in assumptions.entries if one.effect is Effect.CARD_USED}
    return {one.kind: stated.get(one.kind, stated.get(None, Fraction(str(one.used)))) for one in population.cards}


def _held(cards: CardMovements, plan: Plan, shares: dict[str, Fraction], used: dict[str, Fraction]) -> dict[str, list[_Held]]:
    """Every member's cards in the order in which they were issued."""
    found: dict[str, list[_Held]] = {}
    rows = cards.frame.filter(pl.col("kind").is_in(_ISSUED)).select("member_id", "ref", "day")
    for member, number, day in rows.iter_rows():
        kind = next(one for one in plan.cards if one.numbers.number(number) is not None)
        until = None if kind.valid_for is None else add(day, kind.valid_for) - 1
        left = half_up(kind.face_value * used[kind.id])
        found.setdefault(member, []).append(_Held(number, kind, day, until, left, shares[kind.id]))
    return found


def _joined(cards: CardMovements, rows: list[tuple[str, int, int, str, int, str, str, str | None]]) -> CardMovements:
    """With further movements, all in order of time and numbered anew."""
    columns = ["member_id", "at", "day", "kind", "amount", "ref", "value", "by"]
    paid = pl.DataFrame(rows, schema={name: MOVEMENTS[name] for name in columns}, orient="row")
    customer = np.concatenate([cards.customer, paid["member_id"].str.slice(1).cast(pl.Int64).to_numpy()])
    both = pl.concat([cards.frame, paid], how="diagonal").with_row_index("place").sort("at", "place")
    number = pl.int_range(pl.len(), dtype=pl.Int64)
    frame = both.with_columns(
        row=(number + 2).cast(MOVEMENTS["row"]), movement_id=pl.format("k{}", number.cast(pl.String).str.zfill(7))
    ).select(cards.frame.columns)
    places: npt.NDArray[np.int64] = both["place"].to_numpy().astype(np.int64)
    return CardMovements(frame, customer[places])
