"""Prepaid cards: numbers, states, the ledger of stored value, packages and free issue, from the movements of a history."""

from patron.engine.cards.card import Card, Posting, PostingKind, State
from patron.engine.cards.run import CardRun, run

__all__ = ["Card", "CardRun", "Posting", "PostingKind", "State", "run"]
