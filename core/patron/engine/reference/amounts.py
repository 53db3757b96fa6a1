"""What a line, and a purchase, is worth: at its price, net of what was taken back, with what counts told apart."""

from __future__ import annotations

from typing import Any

from patron.engine.plan import Plan
from patron.engine.reference.events import Line, Purchase
from patron.engine.reference.goods import Counting, filter_fields

Prices = Any  # int64 array: one row a tier, one column a row of `history.lines`


class Amounts:
    """Amounts in minor units. With prices, a line's amount is that of the purchase's price level."""

    def __init__(self, plan: Plan, prices: Prices | None) -> None:
        self._counting = Counting(plan.leave_out, filter_fields(plan))
        self._prices = None if prices is None else [[int(amount) for amount in row] for row in prices]

    def gross(self, line: Line, level: int) -> int:
        """What was paid for the line."""
        return line.amount if self._prices is None else self._prices[level][line.row]

    def net(self, line: Line, level: int) -> int:
        """What is left of it after returns: under prices, the price x (amount - returned) / amount, half up."""
        if not line.returned:
            return self.gross(line, level)
        left = line.amount - line.returned
        if self._prices is None:
            return left
        return (2 * self._prices[level][line.row] * left + line.amount) // (2 * line.amount)

    def counted(self, purchase: Purchase, level: int) -> int:
        """The purchase's counted amount, net of returns so far."""
        if self._counting.leaves_out_nothing:
            return sum([self.net(line, level) for line in purchase.lines])
        return sum([self.net(line, level) for line in purchase.lines if self._counting.counts(line, self.gross(line, level))])

    @staticmethod
    def order_total(purchase: Purchase) -> int:
        """What the file says was paid for the whole order, for the rules of group purchase."""
        return sum(line.amount for line in purchase.lines)
