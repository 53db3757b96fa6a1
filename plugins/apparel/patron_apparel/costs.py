"""The cost model of an apparel shop's members, in yuan.

Figures of the source document carry its letter; the others are the template's own, and say so. The ready
schemes state them; a shop that changes its own scheme changes nothing here.
"""

from __future__ import annotations

from decimal import Decimal

# A5: a tenth of the points is the amount of the voucher. With 1 point for 1 yuan points give back a tenth of the spend,
# which is the template's own bound.
POINTS_TO_ONE_YUAN = 10
POINTS_SHARE = Decimal("0.10")

# A14: a party for 150 guests, 100 of them VIPs, costs about 180,000.
PARTY_COST = Decimal(180_000)
PARTY_VIPS = 100
PARTY_STAFF = 50
PARTY_PLACE = PARTY_COST / (PARTY_VIPS + PARTY_STAFF)  # 1,200, a member's and a member of the staff's alike

# A6: a birthday gift that was claimed falsely costs the shop twice what the gift costs.
FALSE_CLAIM_TIMES = 2
