"""The two questions that a rule engine answers, and the numbers of the policy that it answers them with.

`qualify(purchase, spend, introducer)`: the id of the first qualification rule that holds for a purchase, or None; `purchase` is what it
comes to, `spend` the total of the twelve months up to it, both in fen, `introducer` the introducer's rank (1: a VIP).
`keep(largest, spend)`: the id of the first maintenance rule that holds at a review, or None.
"""

from __future__ import annotations

from typing import Protocol

SINGLE, TOTAL, INTRODUCED, INTRODUCED_TOTAL = 5_000_000, 6_000_000, 4_000_000, 5_000_000
KEEP_SINGLE, KEEP_TOTAL = 4_000_000, 5_000_000
QUALIFICATION = ("single-purchase", "twelve-month-total", "introduced-by-vip")
MAINTENANCE = ("keep-by-single-purchase", "keep-by-year-total")


class Judge(Protocol):
    """What stands between the host and a rule engine."""

    def qualify(self, purchase: int, spend: int, introducer: int) -> str | None:
        """The first qualification rule that holds."""

    def keep(self, largest: int, spend: int) -> str | None:
        """The first maintenance rule that holds."""


EXPRESSES = "conditions of the five rules, each in its order"
HOST = "windows, reviews, points, returns and introductions, in Python (host.py)"
