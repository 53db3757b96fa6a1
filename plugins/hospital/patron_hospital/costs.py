"""The cost model of a hospital's VIP cards, in yuan.

Figures of the source document carry its letter; the others are the template's own, and say so. The ready
schemes state them; a hospital that changes its own scheme changes nothing here.
"""

from __future__ import annotations

from decimal import Decimal

# H2: heads of companies and owners of the villas nearby pay 80 % of the face value.
SALE_RATE = Decimal("0.8")

# H2: spending this within a year on treatment, elderly care or rehabilitation gives one card free.
FREE_CARD_SPEND = Decimal(100_000)

# H3: 20 % off in the VIP ward, 10 % off examinations of outpatients, specialist registration free.
WARD_RATE = Decimal("0.8")
EXAMINATION_RATE = Decimal("0.9")

# H4: face value → what its package is worth; the source gives the worths, which add up to the face value.
PACKAGES: dict[int, dict[str, Decimal]] = {
    5_000: {"check-up": Decimal(3_000), "wellness": Decimal(2_000)},
    10_000: {"check-up": Decimal(5_000), "wellness": Decimal(5_000)},
}

# What a service costs the hospital, as a share of what it is worth: the template's own figure.
COST_SHARE = Decimal("0.45")
