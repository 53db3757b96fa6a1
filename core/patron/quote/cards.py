"""Prepaid cards as payment: what of the basket each may pay by its kind, its holder, its state and its balance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from patron.engine.cards import Card, run
from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.prices.goods import goods_mask
from patron.findings import Finding, FindingsError
from patron.quote.request import Ask
from patron.quote.visit import BASKET


@dataclass(frozen=True, slots=True)
class PaidByCard:
    """What a card pays of the basket, and what is left on it then."""

    number: str
    kind: str
    paid: int
    left: int


def pay_by_cards(plan: Plan, ask: Ask, rows: pl.DataFrame, prices: Sequence[int], due: int) -> tuple[PaidByCard, ...]:
    """The cards in the order in which they are shown, each for as much as it can of what is still due; `rows` are the basket's lines.

    Raises FindingsError with every card that may not pay for anything of the basket, for the reason that a `card_pay` movement
    of the same instant would be refused for.
    """
    if not ask.cards:
        return ()
    sold = rows.with_columns(amount=pl.Series(prices, dtype=rows.schema["amount"]))
    lines = pl.concat([ask.history.lines, sold], how="diagonal_relaxed") if ask.history.lines.height else sold
    history = replace(ask.history, lines=lines)
    numbers = list(dict.fromkeys(ask.cards))
    before = {card.number: card for card in run(plan, history, ask.day).cards}
    payments: list[dict[str, object]] = []
    paid: dict[str, int] = {}
    for place, number in enumerate(numbers):
        card = before.get(number)
        room = 0 if card is None else min(card.balance, _eligible(card, sold) - sum(paid.values()), due - sum(paid.values()))
        paid[number] = max(0, room)
        # A card that can pay nothing is asked for the smallest amount, so that the ledger says why; unless nothing is due.
        by = None if card is None else (card.kind.may("pay") or (None,))[0]
        amount = paid[number] or (1 if due > sum(paid.values()) else 0)
        payments.append(_movement(ask, place, number, amount, by))
    after = run(plan, _with(history, payments), ask.day)
    said = {-1 - place: number for place, number in enumerate(numbers)}
    wrong = [
        Finding(f"--card {said[one.row]}", None, one.code, one.message.replace(f"purchase '{BASKET}'", "the basket"), one.help)
        for one in after.wrong
        if one.row in said
    ]
    if wrong:
        raise FindingsError(wrong)
    cards = {card.number: card for card in after.cards}
    return tuple(PaidByCard(number, cards[number].kind.id, paid[number], cards[number].balance) for number in numbers)


def _eligible(card: Card, sold: pl.DataFrame) -> int:
    """What the lines come to that the kind pays for."""
    goods = card.kind.pays_for
    return int((sold if goods is None else sold.filter(pl.Series(goods_mask(sold, goods))))["amount"].sum())


def _movement(ask: Ask, place: int, number: str, amount: int, by: str | None) -> dict[str, object]:
    cells = {"row": -1 - place, "movement_id": f"{BASKET}{place:06}", "member_id": ask.member_id, "at": ask.at, "day": ask.day}
    return {**cells, "kind": "card_pay", "amount": amount, "ref": number, "value": BASKET, "by": by}


def _with(history: History, payments: list[dict[str, object]]) -> History:
    schema = history.movements.schema
    more = pl.DataFrame([{name: one.get(name) for name in schema} for one in payments], schema=schema)
    return replace(history, movements=pl.concat([history.movements, more]))
