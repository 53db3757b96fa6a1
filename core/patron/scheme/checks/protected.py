"""`protected_goods`: known categories, and no rule that is for them by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from patron.scheme.checks.context import Context
from patron.scheme.checks.goods import values_known
from patron.scheme.model import Accrual, Discount, Goods
from patron.scheme.model.coupons import Coupon
from patron.scheme.nodes import Loc
from patron.scheme.problem import Problem


def check_protected(context: Context) -> Iterator[Problem]:
    """A rule that names a protected category contradicts the list; one that names none simply leaves them out."""
    protected = context.scheme.protected_goods
    if protected is None:
        return
    known = context.industry.category_ids() if context.industry_known else ()
    yield from values_known((), "protected_goods", protected, known)
    for loc, goods in _filters(context):
        for index, category in enumerate(goods.category or ()):
            if category in protected:
                yield Problem(
                    (*loc, "goods", "category", index),
                    "protected-goods",
                    f"'{category}' is protected: it is never discounted and earns no points",
                    "take it out here, or out of protected_goods",
                )


def _filters(context: Context) -> Iterator[tuple[Loc, Goods]]:
    scheme = context.scheme
    rules: dict[Loc, Sequence[Discount | Coupon | Accrual]] = {
        ("discounts",): scheme.discounts,
        ("coupons",): scheme.coupons,
        ("points", "accrual"): scheme.points.accrual if scheme.points else [],
    }
    for loc, listed in rules.items():
        for index, rule in enumerate(listed):
            if rule.goods is not None:
                yield (*loc, index), rule.goods
