"""The measures that conditions may name, each defined once and for every runner.

A measure says what each purchase adds to it and how the additions combine over a window of dates.
The runners know only these ways to add and to combine, so a new measure of the same kind needs no
new code in any of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from patron.vocabulary import Combines, Industry, LineMeasure, Title


class Adds(StrEnum):
    """What one purchase adds."""

    AMOUNT = "amount"  # its counted amount, net of returns so far
    ONE = "one"
    DATE = "date"  # its local date
    ORDER_TOTAL = "order total"  # what was paid for a group order
    INTRODUCER_TIER = "introducer tier"  # not a purchase at all: the introducing member's tier


class ValueKind(StrEnum):
    """The unit of a measure and of its thresholds."""

    MONEY = "money"
    COUNT = "count"
    TIER = "tier"


@dataclass(frozen=True, slots=True)
class Measure:
    """A declarative aggregate over a member's purchases."""

    id: str
    adds: Adds
    combines: Combines
    value: ValueKind
    windowed: bool
    title: Title


MEASURES: dict[str, Measure] = {
    measure.id: measure
    for measure in (
        Measure("purchase", Adds.AMOUNT, Combines.LAST, ValueKind.MONEY, False, Title("单笔消费", "one purchase")),
        Measure("spend", Adds.AMOUNT, Combines.SUM, ValueKind.MONEY, True, Title("累计消费", "total spend")),
        Measure("largest_purchase", Adds.AMOUNT, Combines.LARGEST, ValueKind.MONEY, True, Title("最大单笔消费", "largest purchase")),
        Measure("purchase_count", Adds.ONE, Combines.COUNT, ValueKind.COUNT, True, Title("消费次数", "number of purchases")),
        Measure("visit_days", Adds.DATE, Combines.DISTINCT, ValueKind.COUNT, True, Title("到店天数", "days with a purchase")),
        Measure("referrer_tier", Adds.INTRODUCER_TIER, Combines.LAST, ValueKind.TIER, False, Title("介绍人等级", "introducer's tier")),
        Measure("group_order", Adds.ORDER_TOTAL, Combines.LAST, ValueKind.MONEY, False, Title("团购订单金额", "group order")),
    )
}

# An industry's measure is the core's of the same way to combine, over units of lines instead of amounts.
CORE_OF: dict[Combines, str] = {
    Combines.SUM: "spend",
    Combines.COUNT: "purchase_count",
    Combines.LARGEST: "largest_purchase",
    Combines.LAST: "purchase",
}
QUANTITY_DIGITS = 3  # `quantity` is in thousandths


def digits_of(measure: LineMeasure, industry: Industry) -> int:
    """The decimals in which an industry's measure is added up: those of its field."""
    if measure.combines is Combines.COUNT:
        return 0
    return next((one.places for one in industry.fields if one.name == measure.adds), QUANTITY_DIGITS)


__all__ = ["CORE_OF", "MEASURES", "QUANTITY_DIGITS", "Adds", "Combines", "Measure", "ValueKind", "digits_of"]
