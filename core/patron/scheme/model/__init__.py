"""The validated scheme: one class a section, every key with its type and a sentence in the reference."""

from patron.scheme.model.benefits import Benefit, Cost, Goal, ItemRight, OneOffCost
from patron.scheme.model.conditions import Condition, TierComparison, WindowedComparison
from patron.scheme.model.coupons import Coupon
from patron.scheme.model.goods import Goods, LeaveOut
from patron.scheme.model.points import Accrual, Expiry, Points, Promotion, Redemption
from patron.scheme.model.price_floors import PriceFloor
from patron.scheme.model.price_when import DiscountWhen
from patron.scheme.model.prices import Discount
from patron.scheme.model.restricted import Presale, Restricted
from patron.scheme.model.rules import GroupPurchase, Maintenance, Qualification
from patron.scheme.model.scheme import Costs, Counting, Parameter, QualifyingPurchase, Scheme
from patron.scheme.model.tiers import Tier
from patron.scheme.model.uses import Exchange, Prize, Quiz, Referral, Vouchers
from patron.scheme.model.withdrawal import Withdrawal

__all__ = [
    "Accrual",
    "Benefit",
    "Condition",
    "Cost",
    "Costs",
    "Counting",
    "Coupon",
    "Discount",
    "DiscountWhen",
    "Exchange",
    "Expiry",
    "Goal",
    "Goods",
    "GroupPurchase",
    "ItemRight",
    "LeaveOut",
    "Maintenance",
    "OneOffCost",
    "Parameter",
    "Points",
    "Presale",
    "PriceFloor",
    "Prize",
    "Promotion",
    "Qualification",
    "QualifyingPurchase",
    "Quiz",
    "Redemption",
    "Referral",
    "Restricted",
    "Scheme",
    "Tier",
    "TierComparison",
    "Vouchers",
    "WindowedComparison",
    "Withdrawal",
]
