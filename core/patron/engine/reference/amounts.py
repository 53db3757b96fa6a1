"""What a line, and a purchase, is worth: at its price, net of what was taken back, with what counts told apart."""

from __future__ import annotations

from typing import Any

from patron.engine.plan import Addition, Plan
from patron.engine.reference.book import Added
from patron.engine.reference.events import Line, Purchase
from patron.engine.reference.goods import Columns, Counting, StreamTest, columns_of

Prices = Any  # int64 array: one row a tier, one column a row of `history.lines`


class Amounts:
    """Amounts in minor units. With prices, a line's amount is that of the purchase's price level."""

    def __init__(self, plan: Plan, prices: Prices | None, columns: Columns | None = None) -> None:
        """`columns`: what lines are read with, where that is more than this plan asks for."""
        self.columns = columns or columns_of(plan)
        self._counting = Counting(plan.leave_out, self.columns.texts)
        self._streams = [StreamTest(stream, self.columns) for stream in plan.streams[1:]]
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

    def added(self, purchase: Purchase, level: int) -> Added:
        """What the purchase adds to each stream, net of returns so far; the first is its counted amount."""
        lines = purchase.lines
        if not self._counting.leaves_out_nothing:
            lines = [line for line in lines if self._counting.counts(line, self.gross(line, level))]
        counted = sum([self.net(line, level) for line in lines])
        if not self._streams:
            return (counted,)
        return (counted, *(sum([self._adds(stream, line, level) for line in lines if stream.takes(line)]) for stream in self._streams))

    def _adds(self, stream: StreamTest, line: Line, level: int) -> int:
        """What a line adds; units in proportion to what is left of what the file says was paid, half up."""
        match stream.adds:
            case Addition.AMOUNT:
                return self.net(line, level)
            case Addition.PRESENCE:
                return int(line.amount == 0 or line.returned < line.amount)
            case Addition.UNITS:
                units, left = line.units[stream.column], line.amount - line.returned
                return (2 * units * left + line.amount) // (2 * line.amount) if line.returned else units

    @staticmethod
    def order_total(purchase: Purchase) -> int:
        """What the file says was paid for the whole order, for the rules of group purchase."""
        return sum(line.amount for line in purchase.lines)
