"""The company's sales of the period by month and segment, and the gross profit on them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction

from patron.simulation.replay.request import Margins
from patron.simulation.replay.sales import Sales


@dataclass(slots=True)
class SalesSum:
    """Sales before the scheme's discounts (`sales`) and after them (`paid`), net of returns; `gross` None: no margin."""

    sales: int = 0
    paid: int = 0
    gross: Fraction | None = None

    def add(self, sales: int, paid: int, margin: Fraction | None) -> None:
        """One cell of sales at one margin."""
        self.sales += sales
        self.paid += paid
        if margin is not None:
            self.gross = (self.gross or Fraction(0)) + margin * sales


@dataclass(frozen=True, slots=True)
class Company:
    """Sums by (month as 202501, segment), and those under some promise."""

    cells: dict[tuple[int, int], SalesSum] = field(default_factory=dict)
    covered: SalesSum = field(default_factory=SalesSum)
    purchases: dict[int, int] = field(default_factory=dict)  # by segment
    buyers: dict[int, int] = field(default_factory=dict)  # different members who bought, by segment

    def over(self, *, segment: int | None = None, month: int | None = None) -> SalesSum:
        """The sum over the cells of a segment, of a month, or of both; without either: the company."""
        whole = SalesSum()
        for (number, name), cell in self.cells.items():
            if segment in (None, name) and month in (None, number):
                whole.sales += cell.sales
                whole.paid += cell.paid
                if cell.gross is not None:
                    whole.gross = (whole.gross or Fraction(0)) + cell.gross
        return whole


def company_of(sales: Sales, margins: Margins | None) -> Company:
    """The sums; a line of a category without margin has been refused before."""
    cells: dict[tuple[int, int], SalesSum] = defaultdict(SalesSum)
    covered = SalesSum()
    for row in sales.cells().iter_rows(named=True):
        margin = margins.of(row["category"]) if margins else None
        cells[row["month"], row["segment"]].add(row["left"], row["paid"], margin)
        if row["covered"]:
            covered.add(row["left"], row["paid"], margin)
    return Company(dict(cells), covered, sales.different("purchase"), sales.different("member"))
