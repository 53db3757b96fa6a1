"""Prepaid cards month by month: value sold, used, still out, and how much of that will probably never be used."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from patron.engine.cards import Card, Posting, PostingKind
from patron.engine.cards.card import LOADS, USES
from patron.engine.rounding import half_up
from patron.simulation.replay.cards import Cards

UsedShare = Callable[[str], Fraction | None]  # of a kind's value, as stated; None: nothing is stated


@dataclass(frozen=True, slots=True)
class FloatMonth:
    """Minor units of value. The float at the end is that before + sold + given - used - expired."""

    month: str
    sold: int  # on cards sold, topped up and renewed
    given: int
    used: int
    expired: int  # unused when its time ran out
    float: int
    expected_unused: int | None  # of the float; None where no share is stated and no card has run out yet


def card_float(cards: Cards | None, stated: UsedShare = lambda _: None) -> list[FloatMonth] | None:
    """None without cards.

    Of the value that has been put on a card, 1 - the share used will stay on it to the end, as far as it is still there. The share is
    `stated`'s, else that of the kind's cards that had run out by the end of the month.
    """
    if cards is None:
        return None
    kinds = {card.kind.id for card in cards.run.cards}
    shares = {kind: stated(kind) for kind in kinds}
    found = []
    for month, flow, _, owed in cards.months:
        seen = {kind: _used_so_far(cards, kind, month.last) if share is None else share for kind, share in shares.items()}
        unused: Fraction | None = Fraction(0)
        for card in cards.run.cards:
            loaded, left = _stands(card, month.last)
            share = seen[card.kind.id]
            if not left or unused is None:
                continue
            unused = None if share is None else unused + min(Fraction(left), (1 - share) * loaded)
        expected = None if unused is None else half_up(unused)
        sold = flow.sold_value + flow.loaded
        found.append(FloatMonth(month.key, sold, flow.given_value, flow.used, flow.expired_unused, owed.outstanding, expected))
    return found


def _stands(card: Card, day: int) -> tuple[int, int]:
    """Value put on the card since it last ran out, and value left of it, by the end of a day."""
    loaded = left = 0
    for one in _until(card, day):
        if one.kind in LOADS:
            loaded, left = loaded + one.value, left + one.value
        elif one.kind in USES:
            left -= one.value
        elif one.kind is PostingKind.EXPIRED:
            loaded = left = 0
    return loaded, left


def _used_so_far(cards: Cards, kind: str, day: int) -> Fraction | None:
    """The share of value that was used of the kind's cards that had run out by then; None without any."""
    loaded = unused = 0
    for card in cards.run.cards:
        if card.kind.id == kind and any(one.kind is PostingKind.EXPIRED for one in _until(card, day)):
            loaded += sum(one.value for one in _until(card, day) if one.kind in LOADS)
            unused += sum(one.value for one in _until(card, day) if one.kind is PostingKind.EXPIRED)
    return Fraction(loaded - unused, loaded) if loaded else None


def _until(card: Card, day: int) -> Iterable[Posting]:
    return (one for one in card.postings if one.on <= day)
