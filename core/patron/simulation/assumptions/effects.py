"""What each effect takes beside its value, and between which bounds it lies."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from patron.simulation.assumptions.model import Effect


@dataclass(frozen=True, slots=True)
class Takes:
    """`tiers`: `for` must be given; `of`: the key that may name one of several things."""

    low: Fraction
    high: Fraction
    tiers: bool = False
    of: str | None = None
    lasting: bool = False


_NONE, _ALL = Fraction(0), Fraction(1)
_LOST, _TENFOLD = Fraction(-1), Fraction(10)
TAKES: dict[Effect, Takes] = {
    Effect.PURCHASE_RATE: Takes(_LOST, _TENFOLD, tiers=True),
    Effect.BASKET: Takes(_LOST, _TENFOLD, tiers=True),
    Effect.RETENTION: Takes(_NONE, _ALL, tiers=True),
    Effect.GOAL_GRADIENT: Takes(_NONE, _ALL, tiers=True),
    Effect.DEMOTION: Takes(_NONE, _ALL, tiers=True, lasting=True),
    Effect.DEMOTION_DROP_OUT: Takes(_NONE, _ALL, tiers=True),
    # A share x of purchases stands for x ÷ (1 − x) further ones; beyond nine tenths that is no answer to a discount any more.
    Effect.INCREMENTAL: Takes(_NONE, Fraction(9, 10), tiers=True),
    Effect.TAKE_UP: Takes(_NONE, _ALL, of="benefit"),
    Effect.REDEEMED: Takes(_NONE, _ALL),
    Effect.CARD_USED: Takes(_NONE, _ALL, of="card"),
    Effect.MARGIN: Takes(_NONE, _ALL, of="category"),
}
