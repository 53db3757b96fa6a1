"""What only an apparel shop would notice in a scheme that is otherwise sound."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from patron.findings import Severity
from patron.hookspecs import SchemeProblem
from patron.scheme.model.filters import categories_let_through, choices_let_through
from patron.vocabulary import Industry

from patron_apparel.costs import POINTS_SHARE
from patron_apparel.goods import MALL, NONE, SHOP

if TYPE_CHECKING:
    from patron.scheme.model import Scheme

HYGIENE = "underwear"  # by the trade's custom it is not taken back


def check(scheme: Scheme, industry: Industry) -> list[SchemeProblem]:
    """Every problem, in the order of the file's sections."""
    return [
        *_mall_promotions(scheme),
        *_points_cost(scheme),
        *_rights_with_underwear(scheme, industry),
        *_gifts_not_in_person(scheme),
    ]


def _mall_promotions(scheme: Scheme) -> Iterator[SchemeProblem]:
    """A3: neither the member discount nor the extra discount joins the mall's promotions."""
    for index, one in enumerate(scheme.discounts):
        if MALL in choices_let_through(one.goods, "promotion", (NONE, SHOP, MALL)):
            yield SchemeProblem(
                ("discounts", index),
                "apparel-mall-promotion",
                f"'{one.id}' comes on top of the mall's promotions",
                "the mall takes its share of a promotion already: write goods: {promotion_not: mall}",
                Severity.WARNING,
            )


def _points_cost(scheme: Scheme) -> Iterator[SchemeProblem]:
    """A5: a point for a yuan and a tenth of the points as a voucher give back 10 %; more is seldom meant."""
    if scheme.points is None:
        return
    ways = [(way.worth, way.points) for way in (scheme.points.redemption, scheme.points.vouchers) if way is not None and way.points]
    worth = max((given / points for given, points in ways), default=Decimal(0))
    for index, one in enumerate(scheme.points.accrual):
        back = worth / one.one_point_per if one.one_point_per else Decimal(0)
        if back > POINTS_SHARE:
            yield SchemeProblem(
                ("points", "accrual", index, "one_point_per"),
                "apparel-points-cost",
                f"'{one.id}' gives back {_percent(back)} of the spend; the cost model of an apparel shop bears {_percent(POINTS_SHARE)}",
                "ask more spend for a point, or make points worth less",
                Severity.WARNING,
            )


def _rights_with_underwear(scheme: Scheme, industry: Industry) -> Iterator[SchemeProblem]:
    """Underwear is neither altered, exchanged nor taken back: no right comes with it."""
    for index, benefit in enumerate(scheme.benefits):
        for number, right in enumerate(benefit.each_item or ()):
            if HYGIENE in categories_let_through(right.goods, industry):
                yield SchemeProblem(
                    ("benefits", index, "each_item", number),
                    "apparel-right-with-underwear",
                    f"'{benefit.id}' comes with underwear too, which shops neither alter nor take back",
                    "write goods: {category_not: underwear}",
                    Severity.WARNING,
                )


def _gifts_not_in_person(scheme: Scheme) -> Iterator[SchemeProblem]:
    """A6: a birthday gift is collected in person; otherwise whoever has the card's number may claim it."""
    for index, benefit in enumerate(scheme.benefits):
        if benefit.each_birthday and benefit.unit_cost and not benefit.in_person:
            yield SchemeProblem(
                ("benefits", index),
                "apparel-gift-not-in-person",
                f"'{benefit.id}' is a birthday gift that anyone may collect for the member",
                "write in_person: true, and what a false claim costs: false_claim: {costs: 2}",
                Severity.WARNING,
            )


def _percent(share: Decimal) -> str:
    return f"{(share * 100).quantize(Decimal('0.1')).normalize():f} %"
