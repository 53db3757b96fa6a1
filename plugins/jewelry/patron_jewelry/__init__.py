"""Jewelry for patron: goods and line fields, gold by the gram, the cost model, a ready scheme, and checks of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patron.hookspecs import SchemeProblem, hookimpl
from patron.vocabulary import Industry, ReadyScheme, Title

from patron_jewelry import goods

if TYPE_CHECKING:
    from patron.scheme.model import Scheme

PATRON_API = 1

JEWELRY = Industry(
    id="jewelry",
    title=Title("珠宝", "Jewelry"),
    package="patron_jewelry",
    categories=goods.CATEGORIES,
    fields=goods.FIELDS,
    units=goods.UNITS,
    ready_schemes=(
        ReadyScheme(
            "jewelry", "jewelry.yaml", Title("珠宝馆尊荣VIP会员方案", "Jewelry house VIP scheme"), assumptions="assumptions/jewelry.yaml"
        ),
    ),
    list_amount_headings=goods.LIST_AMOUNT_HEADINGS,
    requires=goods.REQUIRES,
    line_amounts=goods.LINE_AMOUNTS,
    trade_ins=goods.TRADE_INS,
    population="population.yaml",
)


@hookimpl
def patron_industry() -> Industry:
    """The vocabulary of a jewelry house."""
    return JEWELRY


@hookimpl
def patron_check_scheme(scheme: Scheme, industry: Industry) -> list[SchemeProblem]:
    """What only a jeweller would notice: see `patron_jewelry.checks`."""
    from patron_jewelry.checks import check

    return check(scheme, industry)
