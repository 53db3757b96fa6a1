"""What a test may expect of prepaid cards, and which of their rules its movements made true."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from patron.engine.cards import run
from patron.engine.cards.card import USES
from patron.engine.days import to_day

if TYPE_CHECKING:
    from patron.engine.cards import Card, CardRun
    from patron.engine.history import History
    from patron.engine.plan import Plan
    from patron.scheme_tests.compare import Difference
    from patron.scheme_tests.model import CardSpec, Expectation

MONEY = {"value": "value", "used": "used", "balance": "balance", "paid": "paid", "recognised": "recognised", "expired_unused": "expired"}


def cards_of(plan: Plan, history: History, as_of: int) -> CardRun | None:
    """The cards of a test; None for a scheme without any."""
    return run(plan, history, as_of) if plan.cards else None


def rules_made_true(cards: CardRun) -> set[str]:
    """Rules by which cards were sold or given, and services that were used."""
    every = [posting for card in cards.cards for posting in card.postings]
    return {one.rule for one in every if one.rule is not None and (one.kind in USES or one.kind in {"sold", "given"})}


def compare_cards(expected: Expectation, member: str, cards: CardRun | None, places: int) -> Iterator[Difference]:
    """What differs for one member: cards by number, which must be hers, and the free cards that she may be given."""
    held = {card.number: card for card in cards.of(member)} if cards else {}
    for number, want in (expected.cards or {}).items():
        if number not in held:
            yield ("cards", number), "card", number, "no card of hers"
            continue
        yield from _compare(want, held[number], places)


def _compare(want: CardSpec, card: Card, places: int) -> Iterator[Difference]:
    for name in (name for name in type(want).model_fields if getattr(want, name) is not None):
        stated: Any = getattr(want, name)
        if name in MONEY:
            stated, got = int(stated.scaleb(places)), getattr(card, MONEY[name])
        elif name == "services_left":
            left = card.services_left()
            got = {service: left.get(service) for service in stated}
        elif name == "valid_until":
            stated, got = to_day(stated), card.valid_until
        else:
            got = card.state.value if name == "state" else card.rule
        if stated != got:
            yield ("cards", card.number, name), f"{card.number}: {name}", str(getattr(want, name)), _shown(name, got, places)


def _shown(name: str, got: Any, places: int) -> str:
    from patron.scheme_tests.compare import shown

    return shown({"valid_until": "on"}.get(name, "price" if name in MONEY else name), got, places)
