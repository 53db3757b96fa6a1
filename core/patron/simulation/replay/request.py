"""What the user asks of a replay: the period and the assumptions, each stated and none hidden."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

REST = "*"  # in a margins file: the goods without a row of their own


@dataclass(frozen=True, slots=True)
class Margins:
    """Gross margin as a share of sales before the scheme's discounts; `by_category` first, then `default`."""

    default: Fraction | None = None
    by_category: Mapping[str, Fraction] = field(default_factory=dict)

    def of(self, category: str | None) -> Fraction | None:
        """The margin of a category's lines (None: lines without one); None where nothing is stated."""
        return self.by_category.get(category or "", self.default)


@dataclass(frozen=True, slots=True)
class TakeUp:
    """Share of each allowance that members use; all of it where nothing is stated."""

    default: Fraction = Fraction(1)
    by_id: Mapping[str, Fraction] = field(default_factory=dict)

    def of(self, benefit: str) -> Fraction:
        """The share of one benefit."""
        return self.by_id.get(benefit, self.default)


@dataclass(frozen=True, slots=True)
class Request:
    """The period (days since 1970-01-01, both inclusive; None: as far as the sales go) and the assumptions."""

    first: int | None = None
    last: int | None = None
    margins: Margins | None = None
    take_up: TakeUp = TakeUp()
    redeemed: Fraction = Fraction(1)  # share of earned points that will be spent
    include_discounts: bool = False  # the amounts are what members paid with the scheme's discounts already taken
