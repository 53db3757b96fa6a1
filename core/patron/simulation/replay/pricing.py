"""Prices of a history's lines under a plan, kept for plans with the same discounts over the same lines."""

from __future__ import annotations

from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.prices import Applying, PriceTable, applying, price_lines


class Pricing:
    """Keeps the last table. Frames are told apart by being the very same objects, since nobody changes one in place."""

    def __init__(self) -> None:
        self._last: tuple[History, object, Applying, PriceTable] | None = None

    def of(self, plan: Plan, history: History) -> tuple[Applying, PriceTable]:
        """Which lines each discount is about, and what every line costs at every tier."""
        asked = plan.discounts, plan.price_floors, len(plan.tiers)
        last = self._last
        if last is None or last[1] != asked or not _same(last[0], history):
            applies = applying(plan, history.lines, history)
            last = self._last = (history, asked, applies, price_lines(plan, history.lines, applies=applies))
        return last[2], last[3]


def _same(one: History, other: History) -> bool:
    """Movements too: they may say what is known of members."""
    return one.lines is other.lines and one.members is other.members and one.movements is other.movements
