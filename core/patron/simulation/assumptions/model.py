"""What is assumed, entry by entry: what it changes, for whom, between which ends, and by whose word."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Effect(StrEnum):
    """What an entry changes; the word is its key in the file. Shares are of 1."""

    PURCHASE_RATE = "purchase_rate"  # so much more often do members of these tiers buy
    BASKET = "basket"  # so much more is on each bill of theirs
    RETENTION = "retention"  # share of their drop-outs that does not happen
    GOAL_GRADIENT = "goal_gradient"  # the last interval before these tiers are reached is so much shorter
    DEMOTION = "demotion"  # who fell from these tiers buys so much less often, for `lasting`
    DEMOTION_DROP_OUT = "demotion_drop_out"  # share of those who fell from these tiers that leaves at once
    INCREMENTAL = "incremental"  # share of purchases at a discount that would not have happened without it
    TAKE_UP = "take_up"  # share of an allowance that is used (`benefit`; without it, of all)
    REDEEMED = "redeemed"  # share of points that will be spent: the rest is breakage
    CARD_USED = "card_used"  # share of prepaid value that will be used (`card`; without it, of all kinds)
    MARGIN = "margin"  # gross margin as a share of sales before the scheme's discounts (`category`; without it, of all)


@dataclass(frozen=True, slots=True)
class Range:
    """A value between `low` and `high`; `likely` makes it a triangle, without it every value is as likely. One value: all three."""

    low: Fraction
    high: Fraction
    likely: Fraction | None = None

    @property
    def middle(self) -> Fraction:
        """The likely value, else the one halfway."""
        return self.likely if self.likely is not None else (self.low + self.high) / 2


@dataclass(frozen=True, slots=True)
class Assumption:
    """One entry."""

    id: str
    effect: Effect
    range: Range
    source: str
    title_zh: str = ""
    title_en: str = ""
    tiers: tuple[str, ...] = ()  # `for`; empty where the effect takes none
    of: str | None = None  # the benefit, card or category
    lasting_days: int | None = None  # of DEMOTION; None: for good


@dataclass(frozen=True, slots=True)
class Assumptions:
    """A file of assumptions; without entries nothing is assumed: nobody changes, everything promised is used."""

    id: str = "none"
    entries: tuple[Assumption, ...] = ()


Values = dict[str, Fraction]  # by id of the entry: what holds in one world


def middles(assumptions: Assumptions) -> Values:
    """Every entry at its middle."""
    return {one.id: one.range.middle for one in assumptions.entries}
