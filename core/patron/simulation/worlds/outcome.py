"""What one world came to, small enough to be sent between processes and kept for all worlds."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

Figure = int | Fraction | None  # money in minor units, counts, shares; None: there is none (a break-even that never comes)
# Names of figures are those that targets use: net, cost, cost(RULE), sales, gross, extra_sales, extra_gross, anyway_discount,
# break_even, payback (months from the launch), members(TIER), share(TIER) of customers, sales_share(TIER), liability, points;
# goal(ID) is what one of the scheme's own goals measures.
Figures = dict[str, Figure]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One world: the drawn values of the assumptions, its figures, and its figures of each month of the period in order."""

    world: int
    values: dict[str, Fraction]
    figures: Figures
    months: dict[str, tuple[int, ...]]  # net, cost, extra_gross, liability, members(TIER): one number a month
    rounds: int  # how often the engine was asked until nobody's purchases changed any more
