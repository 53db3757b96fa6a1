"""A member's purchases that count, in order, and the measures over a stretch of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate

from patron.engine.reference.events import Purchase


class Book:
    """Purchases by order of events with their counted amounts net of returns so far.

    A stretch is [first, end) of places in the book. A purchase that counts for 0 is no purchase and no visit.
    """

    def __init__(self) -> None:
        self.purchases: list[Purchase] = []
        self.indexes: list[int] = []  # of the events, in the order of all members' events
        self.days: list[int] = []
        self.counted: list[int] = []
        self._sums: list[int] = [0]  # of the first n purchases; shorter than the book after a change
        self._counts: list[int] = [0]

    def __len__(self) -> int:
        return len(self.days)

    def add(self, purchase: Purchase, index: int, counted: int) -> None:
        """Append a purchase; its place is kept on it."""
        purchase.place = len(self.days)
        self.purchases.append(purchase)
        self.indexes.append(index)
        self.days.append(purchase.day)
        self.counted.append(counted)
        if len(self._sums) == len(self.counted):
            self._sums.append(self._sums[-1] + counted)
            self._counts.append(self._counts[-1] + (counted > 0))

    def change(self, place: int, counted: int) -> None:
        """A purchase counts for something else from now on, on its own date."""
        self.counted[place] = counted
        del self._sums[place + 1 :]
        del self._counts[place + 1 :]

    def first_on_or_after(self, day: int) -> int:
        """The place of the first purchase dated `day` or later."""
        return bisect_left(self.days, day)

    def end_of(self, day: int) -> int:
        """The place behind the last purchase dated up to `day`."""
        return bisect_right(self.days, day)

    def _fill(self) -> None:
        known = len(self._sums) - 1
        if known < len(self.counted):
            new = self.counted[known:]
            self._sums += list(accumulate(new, initial=self._sums[-1]))[1:]
            self._counts += list(accumulate((amount > 0 for amount in new), initial=self._counts[-1]))[1:]

    def spend(self, first: int, end: int) -> int:
        """The total of counted amounts."""
        self._fill()
        return self._sums[end] - self._sums[first] if end > first else 0

    def purchase_count(self, first: int, end: int) -> int:
        """How many purchases."""
        self._fill()
        return self._counts[end] - self._counts[first] if end > first else 0

    def largest_purchase(self, first: int, end: int) -> int:
        """The largest counted amount, 0 if there is none."""
        return max(self.counted[first:end], default=0)

    def visit_days(self, first: int, end: int) -> int:
        """How many different dates."""
        return len({day for day, amount in zip(self.days[first:end], self.counted[first:end], strict=True) if amount > 0})
