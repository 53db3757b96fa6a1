"""Hospitals for patron: wards, examinations and registrations, protected goods, the cost model, ready schemes, and checks of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patron.hookspecs import SchemeProblem, hookimpl
from patron.vocabulary import Industry, ReadyScheme, Title

from patron_hospital import goods

if TYPE_CHECKING:
    from patron.scheme.model import Scheme

PATRON_API = 1

HOSPITAL = Industry(
    id="hospital",
    title=Title("医院", "Hospital"),
    package="patron_hospital",
    categories=goods.CATEGORIES,
    fields=goods.FIELDS,
    units=goods.UNITS,
    ready_schemes=(
        ReadyScheme(
            "hospital-cards",
            "hospital-cards.yaml",
            Title("医院贵宾卡方案", "Hospital VIP cards"),
            assumptions="assumptions/hospital-cards.yaml",
        ),
    ),
    list_amount_headings=goods.LIST_AMOUNT_HEADINGS,
    requires=goods.REQUIRES,
    measures=goods.MEASURES,
    profile_fields=goods.PROFILE_FIELDS,
    population="population.yaml",
)


@hookimpl
def patron_industry() -> Industry:
    """The vocabulary of a hospital."""
    return HOSPITAL


@hookimpl
def patron_check_scheme(scheme: Scheme, industry: Industry) -> list[SchemeProblem]:
    """What only a hospital would notice: see `patron_hospital.checks`."""
    from patron_hospital.checks import check

    return check(scheme, industry)
