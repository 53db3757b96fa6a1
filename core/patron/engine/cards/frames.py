"""Cards, their ledger and who may be given one, as frames: days since 1970-01-01, money in minor units."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from patron.engine.cards.card import Card, Posting
from patron.engine.cards.guests import Entitled

CARDS: dict[str, pl.DataType] = {
    "card": pl.String(),
    "kind": pl.String(),
    "state": pl.String(),
    "holder": pl.String(),
    "rule": pl.String(),  # by which it was sold or given
    "issued_on": pl.Int32(),
    "valid_until": pl.Int32(),  # the last day
    "value": pl.Int64(),  # all that was put on it = used + expired_unused + balance
    "used": pl.Int64(),
    "expired_unused": pl.Int64(),
    "balance": pl.Int64(),
    "paid": pl.Int64(),  # all that was paid for it = recognised + expired_paid + deferred
    "recognised": pl.Int64(),  # earned by use
    "expired_paid": pl.Int64(),  # paid for value that was never used: no income by itself
    "deferred": pl.Int64(),  # paid for the balance
    "services_left": pl.String(),  # `check-up 1; doctor`: one without a number as often as asked
}
CARD_MONEY = ("value", "used", "expired_unused", "balance", "paid", "recognised", "expired_paid", "deferred")
LEDGER: dict[str, pl.DataType] = {
    "on": pl.Int32(),
    "card": pl.String(),
    "what": pl.String(),  # a PostingKind
    "rule": pl.String(),  # of the sale or gift; the service
    "value": pl.Int64(),
    "money": pl.Int64(),
    "commission": pl.Int64(),
    "ref": pl.String(),
    "movement_id": pl.String(),  # null: it happened by itself
}
RIGHTS: dict[str, pl.DataType] = {"member_id": pl.String(), "rule": pl.String(), "kind": pl.String(), "left": pl.Int64()}


def card_frame(cards: Iterable[Card]) -> pl.DataFrame:
    """One row a card, in the order given."""
    return pl.DataFrame([_row(card) for card in cards], schema=CARDS, orient="row")


def _row(card: Card) -> tuple[object, ...]:
    left = "; ".join(name if count is None else f"{name} {count}" for name, count in card.services_left().items())
    return (
        card.number,
        card.kind.id,
        card.state.value,
        card.holder,
        card.rule,
        card.issued_on,
        card.valid_until,
        card.value,
        card.used,
        card.expired,
        card.balance,
        card.paid,
        card.recognised,
        card.expired_money,
        card.deferred,
        left or None,
    )


def ledger_frame(postings: Iterable[Posting]) -> pl.DataFrame:
    """One row a posting, in the order given."""
    rows = [(p.on, p.card, p.kind.value, p.rule, p.value, p.money, p.commission, p.ref, p.movement) for p in postings]
    return pl.DataFrame(rows, schema=LEDGER, orient="row")


def rights_frame(entitled: Iterable[Entitled]) -> pl.DataFrame:
    """One row a member and rule of free cards."""
    return pl.DataFrame([(one.member, one.rule, one.kind, one.left) for one in entitled], schema=RIGHTS, orient="row")
