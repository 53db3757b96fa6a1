"""Hotels and dining for patron: nights, stays, covers and meetings, the cost model, a ready scheme, and checks of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patron.hookspecs import SchemeProblem, hookimpl
from patron.vocabulary import Industry, ReadyScheme, Title

from patron_hotel import goods

if TYPE_CHECKING:
    from patron.scheme.model import Scheme

PATRON_API = 1

HOTEL = Industry(
    id="hotel",
    title=Title("酒店餐饮", "Hotel and dining"),
    package="patron_hotel",
    categories=goods.CATEGORIES,
    fields=goods.FIELDS,
    units=goods.UNITS,
    ready_schemes=(
        ReadyScheme("hotel", "hotel.yaml", Title("酒店会员方案", "Hotel and dining members"), assumptions="assumptions/hotel.yaml"),
    ),
    list_amount_headings=goods.LIST_AMOUNT_HEADINGS,
    requires=goods.REQUIRES,
    measures=goods.MEASURES,
    profile_fields=goods.PROFILE_FIELDS,
    line_amounts=goods.LINE_AMOUNTS,
    population="population.yaml",
)


@hookimpl
def patron_industry() -> Industry:
    """The vocabulary of a hotel."""
    return HOTEL


@hookimpl
def patron_check_scheme(scheme: Scheme, industry: Industry) -> list[SchemeProblem]:
    """What only a hotel would notice: see `patron_hotel.checks`."""
    from patron_hotel.checks import check

    return check(scheme, industry)
