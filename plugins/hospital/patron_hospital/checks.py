"""What only a hospital would notice in a scheme that is otherwise sound."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from patron.findings import Severity
from patron.hookspecs import SchemeProblem
from patron.scheme.model.filters import categories_let_through, choices_let_through, goods_filters
from patron.vocabulary import Industry

from patron_hospital.goods import KIND_FIELDS, ORDINARY, ORDINARY_WARD, PROTECTED, REGISTRATION, SPECIALIST, VIP_WARD, WARD

if TYPE_CHECKING:
    from patron.scheme.model import Goods, Scheme

Loc = tuple[str | int, ...]


def check(scheme: Scheme, industry: Industry) -> list[SchemeProblem]:
    """Every problem, in the order of the file's sections."""
    return [
        *_kinds_of_other_goods(scheme),
        *_protected_goods(scheme, industry),
        *_regulated_prices(scheme, industry),
    ]


def _kinds_of_other_goods(scheme: Scheme) -> Iterator[SchemeProblem]:
    """A kind of ward is empty on every line but the ward's, so that a filter for other goods lets nothing through."""
    for loc, goods in goods_filters(scheme):
        for field, _, negated in goods.fields():
            category = KIND_FIELDS.get(field)
            if category is not None and not negated and goods.category and category not in goods.category:
                yield SchemeProblem(
                    (*loc, field),
                    "hospital-kind-of-other-goods",
                    f"{field} tells kinds of {category} apart; lines of {_names(goods.category)} have none",
                    f"write category: {category}, or leave {field} out",
                )


def _protected_goods(scheme: Scheme, industry: Industry) -> Iterator[SchemeProblem]:
    """What is neither discounted nor earns: the template's own list, unless the scheme sets its `protected_goods`."""
    if getattr(scheme, "protected_goods", None) is not None:
        return  # its own list, which the core enforces
    for loc, rule_id, what, goods in _rules(scheme):
        through = categories_let_through(goods, industry) & frozenset(PROTECTED)
        if through:
            yield SchemeProblem(
                loc,
                "hospital-protected-goods",
                f"'{rule_id}' {what} {_names(sorted(through))}",
                f"write goods: {{category_not: [{', '.join(PROTECTED)}]}}; the list is the template's own: protected_goods sets another",
            )


def _rules(scheme: Scheme) -> Iterator[tuple[Loc, str, str, Goods | None]]:
    """Everything that lowers a price or makes points."""
    for index, discount in enumerate(scheme.discounts):
        yield ("discounts", index), discount.id, "lowers the price of", discount.goods
    for index, coupon in enumerate(scheme.coupons):
        yield ("coupons", index), coupon.id, "lowers the price of", coupon.goods
    for index, accrual in enumerate(scheme.points.accrual if scheme.points else ()):
        yield ("points", "accrual", index), accrual.id, "gives points for", accrual.goods


def _regulated_prices(scheme: Scheme, industry: Industry) -> Iterator[SchemeProblem]:
    """Beds of ordinary wards and ordinary registrations have prices that the government sets."""
    regulated = (
        (WARD, "ward_kind", (ORDINARY_WARD, VIP_WARD), ORDINARY_WARD, VIP_WARD, "hospital-ordinary-ward"),
        (REGISTRATION, "registration_kind", (ORDINARY, SPECIALIST), ORDINARY, SPECIALIST, "hospital-ordinary-registration"),
    )
    for index, one in enumerate(scheme.discounts):
        for category, field, kinds, ordinary, instead, code in regulated:
            if category in categories_let_through(one.goods, industry) and ordinary in choices_let_through(one.goods, field, kinds):
                yield SchemeProblem(
                    ("discounts", index),
                    code,
                    f"'{one.id}' lowers the price of an ordinary {category} too",
                    f"its price is the government's: write {field}: {instead}, or category_not: {category}",
                    Severity.WARNING,
                )


def _names(categories: list[str]) -> str:
    return " and ".join([", ".join(categories[:-1]), categories[-1]]) if len(categories) > 1 else categories[0]
