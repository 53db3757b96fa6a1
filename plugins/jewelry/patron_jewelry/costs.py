"""The cost model of the source document, per VIP and year, in yuan.

The ready scheme states these figures in its `benefits` and `costs`; its tests compare the two, so
that neither can drift. A house that changes its own scheme changes nothing here.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class YearlyBenefit:
    """A benefit of the cost model: its rule id in the ready scheme, uses a year and the cost of one use."""

    id: str
    uses: int
    unit_cost: Decimal

    @property
    def yearly(self) -> Decimal:
        """The cost a VIP and year with full take-up."""
        return self.uses * self.unit_cost


# Source: J10. It gives 300 a year for the gifts of all six occasions, so 50 for each.
YEARLY_BENEFITS = (
    YearlyBenefit("festival-gifts", 6, Decimal(50)),
    YearlyBenefit("parking", 20, Decimal(20)),
    YearlyBenefit("culture", 2, Decimal(300)),
    YearlyBenefit("salon", 1, Decimal(200)),
    YearlyBenefit("trip", 1, Decimal(2500)),
)
PER_VIP_AND_YEAR = sum((benefit.yearly for benefit in YEARLY_BENEFITS), Decimal(0))  # 4,000

EXPECTED_SPEND = Decimal(40_000)  # per VIP and year
BENEFITS_SHARE = PER_VIP_AND_YEAR / EXPECTED_SPEND  # benefits take at most a tenth of what a member must spend
POINTS_SHARE = Decimal("0.01")  # points take at most 1 % of what is spent
