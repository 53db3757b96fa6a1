"""All card movements of a history in their one order: every card as of a day, the ledger, and every movement that is wrong."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import polars as pl

from patron.engine.cards.card import Card, Posting
from patron.engine.cards.desk import Desk
from patron.engine.cards.guests import Entitled, Guests
from patron.engine.cards.payable import Payable
from patron.engine.cards.refused import Movement, RefusedError
from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.spans import Later

CARD_KINDS = pl.col("kind").str.starts_with("card_")
_COLUMNS = ("row", "movement_id", "kind", "at", "day", "member_id", "amount", "ref", "value", "by")


@dataclass(frozen=True, slots=True)
class Wrong:
    """A movement that was left out, and why: the cell's column, a finding's code, and what would be right."""

    row: int
    code: str
    column: str
    message: str
    help: str


@dataclass(frozen=True, slots=True)
class CardRun:
    """Cards in order of kind and number, as they stand at the end of a day; `wrong` in order of events."""

    cards: tuple[Card, ...]
    wrong: tuple[Wrong, ...]
    guests: Guests

    @property
    def postings(self) -> list[Posting]:
        """The ledger: by day, then by card, then in the order of happening."""
        every = [posting for card in self.cards for posting in card.postings]
        return sorted(every, key=lambda posting: (posting.on, posting.card))

    def of(self, member: str) -> list[Card]:
        """The cards that the member holds or held."""
        return [card for card in self.cards if card.holder == member]

    def entitled(self, history: History, day: int, members: list[str] | None = None) -> list[Entitled]:
        """Who may be given a free card at the end of `day`."""
        return self.guests.entitled(history, day, members)


def run(plan: Plan, history: History, as_of: int, *, only: Collection[str] | None = None, later: Later = ()) -> CardRun:
    """Every movement dated up to `as_of` (days since 1970-01-01, inclusive) by instant, then by id; a wrong one changes nothing.

    Rows without a card's number are left to the general checks of movements. Opening balances do not matter: they hold no cards.
    `only`: the cards that matter, all others are left out; numbers are then not asked to be without gaps. `later`: further versions
    of the scheme, each from a day on.
    """
    movements = read(history, as_of)
    asked = {one.member for one in movements if one.member is not None and one.step in {"sell", "give"}}
    payments = [one for one in movements if one.step == "pay"]
    guests = Guests(plan, history, asked)
    desk = Desk(plan, Payable(plan.cards, history, payments), guests, only)
    rest = list(later)
    wrong: list[Wrong] = []
    for movement in movements:
        while rest and rest[0][0] <= movement.day:
            plan = _with_former(rest.pop(0)[1], plan)
            guests = Guests(plan, history, asked)
            desk.under(plan, Payable(plan.cards, history, payments), guests)
        try:
            desk.take(movement)
        except RefusedError as refused:
            wrong.append(Wrong(movement.row, refused.code, refused.column, refused.message, refused.help))
    for card in desk.cards.values():
        desk.until(card, as_of)
    order = {kind.id: place for place, kind in enumerate(plan.cards)}
    cards = sorted(desk.cards.values(), key=lambda card: (order[card.kind.id], card.number))
    return CardRun(tuple(cards), tuple(wrong), guests)


def _with_former(plan: Plan, before: Plan) -> Plan:
    """The plan, with the kinds of cards that only the version before had: of cards that are still out."""
    known = {kind.id for kind in plan.cards}
    former = (replace(kind, gives_tier=None) for kind in before.cards if kind.id not in known)
    return replace(plan, cards=(*plan.cards, *former))


def read(history: History, as_of: int) -> list[Movement]:
    """The movements of cards, in order."""
    frame = history.movements
    if frame.is_empty():
        return []
    own = frame.filter(CARD_KINDS & (pl.col("day") <= as_of) & pl.col("ref").is_not_null()).sort("at", "movement_id", "row")
    return [Movement(*cells) for cells in own.select(_COLUMNS).iter_rows()]
