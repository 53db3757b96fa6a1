"""A member's purchases that count, in order, and the measures over a stretch of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate

from patron.engine.reference.calendar import BEGINNING
from patron.engine.reference.events import Key, Purchase

Added = tuple[int, ...]  # what a purchase adds to each stream of the plan, net of returns; the first is its counted amount


class Column:
    """What the purchases of a book add to one stream; a purchase that adds 0 is no purchase and no visit to it."""

    def __init__(self) -> None:
        self.values: list[int] = []
        self._sums: list[int] = [0]  # of the first n purchases; shorter than the column after a change
        self._counts: list[int] = [0]
        self._visits: list[int] = [0]  # different dates of the first n; filled when it is asked for
        self._lasts: list[int] = [BEGINNING]  # the last date among them
        self._peaks: list[int] = []  # places of values that no later one of the first `_peaked` reaches
        self._peaked = 0

    def add(self, value: int) -> None:
        """Append a purchase."""
        self.values.append(value)
        if len(self._sums) == len(self.values):
            self._sums.append(self._sums[-1] + value)
            self._counts.append(self._counts[-1] + (value > 0))

    def change(self, place: int, value: int) -> None:
        """A purchase adds something else from now on."""
        self.values[place] = value
        del self._sums[place + 1 :]
        del self._counts[place + 1 :]
        del self._visits[place + 1 :], self._lasts[place + 1 :]
        if place < self._peaked:
            self._peaks, self._peaked = [], 0

    def _fill(self) -> None:
        known = len(self._sums) - 1
        if known < len(self.values):
            new = self.values[known:]
            self._sums += list(accumulate(new, initial=self._sums[-1]))[1:]
            self._counts += list(accumulate((value > 0 for value in new), initial=self._counts[-1]))[1:]

    def total(self, first: int, end: int) -> int:
        """The sum of a stretch."""
        self._fill()
        return self._sums[end] - self._sums[first] if end > first else 0

    def count(self, first: int, end: int) -> int:
        """How many purchases of a stretch add something."""
        self._fill()
        return self._counts[end] - self._counts[first] if end > first else 0

    def largest(self, first: int, end: int) -> int:
        """The most that one of them adds, 0 if there is none."""
        values, peaks = self.values, self._peaks
        if end < len(values):
            return max(values[first:end], default=0)
        for place in range(self._peaked, end):
            while peaks and values[peaks[-1]] <= values[place]:
                peaks.pop()
            peaks.append(place)
        self._peaked = end
        found = bisect_left(peaks, first)
        return values[peaks[found]] if found < len(peaks) else 0

    def dates(self, first: int, end: int, days: Sequence[int]) -> int:
        """On how many different dates something was added; `days` are the purchases'."""
        if end <= first:
            return 0
        self._fill()
        for place in range(len(self._visits) - 1, end):
            last, day = self._lasts[-1], days[place]
            bought = self.values[place] > 0
            self._visits.append(self._visits[-1] + (bought and day != last))
            self._lasts.append(day if bought else last)
        shared = bisect_right(days, self._lasts[first], first, end)  # on the date of the last one before the stretch
        return self._visits[end] - self._visits[first] + (self._counts[shared] > self._counts[first])


class Book:
    """Purchases by order of events with what they add to each stream, net of returns so far.

    A stretch is [first, end) of places in the book.
    """

    def __init__(self) -> None:
        self.purchases: list[Purchase] = []
        self.keys: list[Key] = []  # of the events, in the order of all members' events
        self.days: list[int] = []
        self._columns: list[Column] = []

    def __len__(self) -> int:
        return len(self.days)

    def add(self, purchase: Purchase, key: Key, added: Added) -> None:
        """Append a purchase; its place is kept on it."""
        purchase.place = len(self.days)
        self.purchases.append(purchase)
        self.keys.append(key)
        self.days.append(purchase.day)
        if not self._columns:
            self._columns = [Column() for _ in added]
        for column, value in zip(self._columns, added, strict=True):
            column.add(value)

    def change(self, place: int, added: Added) -> None:
        """A purchase adds something else from now on, on its own date."""
        for column, value in zip(self._columns, added, strict=True):
            column.change(place, value)

    def added(self, place: int) -> Added:
        """What the purchase at a place adds to each stream."""
        return tuple([column.values[place] for column in self._columns])

    def first_on_or_after(self, day: int) -> int:
        """The place of the first purchase dated `day` or later."""
        return bisect_left(self.days, day)

    def end_of(self, day: int) -> int:
        """The place behind the last purchase dated up to `day`."""
        return bisect_right(self.days, day)

    def spend(self, first: int, end: int, stream: int = 0) -> int:
        """The total of a stretch; of the first stream, of counted amounts."""
        return self._columns[stream].total(first, end) if self._columns else 0

    def purchase_count(self, first: int, end: int, stream: int = 0) -> int:
        """How many purchases."""
        return self._columns[stream].count(first, end) if self._columns else 0

    def largest_purchase(self, first: int, end: int, stream: int = 0) -> int:
        """The largest purchase, 0 if there is none."""
        return self._columns[stream].largest(first, end) if self._columns else 0

    def visit_days(self, first: int, end: int, stream: int = 0) -> int:
        """How many different dates."""
        return self._columns[stream].dates(first, end, self.days) if self._columns else 0
