"""What the hand-written kernel works on: columns, texts, the calendar, and one member's state."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

NEVER = 2**31 - 1
SINGLE, TOTAL_BOUND, INTRODUCED, TOTAL_INTRODUCED = 5_000_000, 6_000_000, 4_000_000, 5_000_000
KEEP_SINGLE, KEEP_TOTAL = 4_000_000, 5_000_000
PER_GUEST, PER_VIP = 1200, 1000
PENDING, BALANCE, GONE = 0, 1, 2
GOLD, UNNAMED = 0, 1  # codes of categories


class Sold(NamedTuple):
    """Sale lines, sorted by member, instant and purchase."""

    at: np.ndarray
    day: np.ndarray
    amount: np.ndarray
    category: np.ndarray
    group: np.ndarray


class Back(NamedTuple):
    """Return rows, sorted by member, instant and id."""

    at: np.ndarray
    day: np.ndarray
    amount: np.ndarray
    category: np.ndarray


class Ids(NamedTuple):
    """Texts of lines, of returns, and of what the returns name."""

    line_starts: np.ndarray
    line: np.ndarray
    back_starts: np.ndarray
    back: np.ndarray
    target_starts: np.ndarray
    target: np.ndarray


class Switches(NamedTuple):
    """When introducers changed tier; `row` is the line's index, -1 - the return's, or NEVER at a review."""

    offset: np.ndarray
    count: np.ndarray
    day: np.ndarray
    at: np.ndarray
    row: np.ndarray
    tier: np.ndarray


class World(NamedTuple):
    """All that members share; `low` and `high`: twelve months before and after each day from `first`."""

    sold: Sold
    back: Back
    ids: Ids
    switches: Switches
    first: int
    low: np.ndarray
    high: np.ndarray
    as_of: int


class Book(NamedTuple):
    """One member's purchases, each with the lot that it made, and what is left of its lines."""

    day: np.ndarray
    at: np.ndarray
    row: np.ndarray
    net: np.ndarray
    made: np.ndarray
    per: np.ndarray
    taken: np.ndarray
    left: np.ndarray
    earned_on: np.ndarray
    state: np.ndarray
    amount: np.ndarray


# Places in the array of a member's other figures.
TIER, TERM, GAINED, REVIEW, SINCE, REASON, ANCHOR, EARNED, TAKEN, COUNT, TOTAL, START, SWITCHED, ME, WHO, KEEP, FIGURES = range(17)
