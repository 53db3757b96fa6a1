"""Prices: what each line costs a member of each tier, over columns, and explained for one line."""

from patron.engine.prices.conditions import Applying, applying
from patron.engine.prices.customer import ANYONE, Customer
from patron.engine.prices.explain import explain_price
from patron.engine.prices.goods import goods_mask
from patron.engine.prices.outcome import Considered, Outcome, PriceExplanation
from patron.engine.prices.table import PriceTable, price_as, price_lines

__all__ = [
    "ANYONE",
    "Applying",
    "Considered",
    "Customer",
    "Outcome",
    "PriceExplanation",
    "PriceTable",
    "applying",
    "explain_price",
    "goods_mask",
    "price_as",
    "price_lines",
]
