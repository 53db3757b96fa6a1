"""What a payment may be for: lines of a purchase that the card pays for, or goods of a category."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

import polars as pl

from patron.engine.cards.card import Card
from patron.engine.cards.refused import Movement, RefusedError
from patron.engine.history import LINES, History
from patron.engine.plan.cards import CardKind
from patron.engine.prices.goods import goods_mask

_WRONG = "card-does-not-pay"


class Payable:
    """The purchases that payments name, and what cards have paid of them so far."""

    def __init__(self, kinds: Iterable[CardKind], history: History, payments: Iterable[Movement]) -> None:
        named = pl.Series([one.value for one in payments if one.value], dtype=pl.String).unique()
        self._lines = history.lines.filter(pl.col("purchase_id").is_in(named.implode()))
        self._members = dict(self._lines.select("purchase_id", "member_id").unique("purchase_id").iter_rows())
        self._sums = {kind.id: self._eligible(kind) for kind in kinds}
        self._paid: Counter[str] = Counter()

    def go_on(self, before: Payable) -> None:
        """Remembers what had been paid by an earlier version of the scheme."""
        self._paid = before._paid

    def _eligible(self, kind: CardKind) -> dict[str, int]:
        """What the card may pay of each purchase, in minor units."""
        lines = self._lines if kind.pays_for is None else self._lines.filter(pl.Series(goods_mask(self._lines, kind.pays_for)))
        return dict(lines.group_by("purchase_id").agg(pl.col("amount").sum()).iter_rows())

    def check(self, card: Card, movement: Movement, amount: int, shown: Callable[[int], str]) -> None:
        """Raises RefusedError where the card does not pay for what the movement names, or where less is to be paid."""
        goods = movement.value
        if goods is None:
            if card.kind.pays_for is not None:
                raise RefusedError("missing-value", "value", "does not say what is paid", "fill in value with a purchase_id or a category")
            return
        if goods not in self._members:
            self._check_category(card, goods)
            return
        buyer = self._members[goods]
        if card.kind.named and buyer is not None and buyer != card.holder:
            message = f"purchase '{goods}' is member '{buyer}''s, and card '{card.number}' is member '{card.holder}''s"
            raise RefusedError("card-holder", "value", message, "a named card pays for its holder only")
        left = self._sums[card.kind.id].get(goods, 0) - self._paid[goods]
        if amount > left:
            message = f"card '{card.number}' pays for no more than {shown(left)} of purchase '{goods}'"
            raise RefusedError(_WRONG, "amount", message, "pay the rest otherwise; `pays_for` of the kind says which goods it pays for")

    def _check_category(self, card: Card, category: str) -> None:
        """A category that the industry knows, and that the kind's `pays_for` lets through."""
        known = not card.kind.categories or category in card.kind.categories
        line = pl.DataFrame([{"category": category, "amount": 0}], schema=LINES)
        if not known or (card.kind.pays_for is not None and not goods_mask(line, card.kind.pays_for).all()):
            message = f"'{category}' is neither a purchase of the file nor goods that card '{card.number}' pays for"
            raise RefusedError(
                _WRONG, "value", message, "write the purchase_id of what was bought, or a category that `pays_for` lets through"
            )

    def done(self, movement: Movement, amount: int) -> None:
        """Remembers a payment that was made."""
        if movement.value in self._members and movement.value is not None:
            self._paid[movement.value] += amount
