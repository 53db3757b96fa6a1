"""What only a hotel would notice in a scheme that is otherwise sound."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from patron.findings import Severity
from patron.hookspecs import SchemeProblem
from patron.scheme.model.filters import categories_let_through, goods_filters
from patron.vocabulary import Industry

from patron_hotel.costs import NIGHT_COST
from patron_hotel.goods import FIELDS_OF, ROOM, UNITS_OF

if TYPE_CHECKING:
    from patron.scheme.model import Scheme


def check(scheme: Scheme, industry: Industry) -> list[SchemeProblem]:
    """Every problem, in the order of the file's sections."""
    return [
        *_fields_of_other_goods(scheme),
        *_units_of_other_goods(scheme, industry),
        *_nights_below_cost(scheme, industry),
    ]


def _fields_of_other_goods(scheme: Scheme) -> Iterator[SchemeProblem]:
    """A kind of room is empty on every line but a room's, so that a filter for other goods lets nothing through."""
    for loc, goods in goods_filters(scheme):
        for field, _, negated in goods.fields():
            carried = FIELDS_OF.get(field)
            if carried and not negated and goods.category and not set(goods.category) & set(carried):
                yield SchemeProblem(
                    (*loc, field),
                    "hotel-field-of-other-goods",
                    f"only lines of {' and '.join(carried)} carry {field}, never {', '.join(goods.category)}",
                    f"write category: {carried[0]}, or leave {field} out",
                )


def _units_of_other_goods(scheme: Scheme, industry: Industry) -> Iterator[SchemeProblem]:
    """Nights are a room's and covers a table's: nothing is taken off other lines."""
    for index, one in enumerate(scheme.discounts):
        for unit in one.off_per or ():
            others = categories_let_through(one.goods, industry) - set(UNITS_OF[unit])
            if others:
                yield SchemeProblem(
                    ("discounts", index, "off_per"),
                    "hotel-unit-of-other-goods",
                    f"'{one.id}' takes an amount off each {unit} of {', '.join(sorted(others))}",
                    f"only {' and '.join(UNITS_OF[unit])} is counted by the {unit}: write goods: {{category: {UNITS_OF[unit][0]}}}",
                )


def _nights_below_cost(scheme: Scheme, industry: Industry) -> Iterator[SchemeProblem]:
    """A night that costs the member nothing still costs the hotel its cleaning, linen and breakfast."""
    for index, one in enumerate(scheme.discounts):
        if one.rate == Decimal(0) and ROOM in categories_let_through(one.goods, industry):
            yield SchemeProblem(
                ("discounts", index, "rate"),
                "hotel-free-night",
                f"'{one.id}' makes every night free, and each costs the hotel {NIGHT_COST}",
                "promise free nights as a benefit with each_year and unit_cost, which counts and costs them",
                Severity.WARNING,
            )
