"""Which rules of a scheme may cost something, whether or not they did."""

from __future__ import annotations

from patron.engine.plan import Plan
from patron.engine.plan.cards import CardKind
from patron.scheme.model import Scheme
from patron.simulation.replay.costs import CostKind
from patron.simulation.replay.point_uses import beyond
from patron.simulation.replay.request import Request


def costed_rules(scheme: Scheme, plan: Plan, request: Request) -> list[tuple[CostKind, str]]:
    """Every rule of the scheme that has a cost, in the order of kinds and of the file."""
    points = plan.points
    costs = scheme.costs
    discounts = [] if request.include_discounts else plan.discounts
    yearly, one_off = (costs.yearly, costs.one_off) if costs else ([], [])
    earning = [rule.id for rule in points.accrual] + [bonus.id for bonus in points.bonuses]
    return [
        *((CostKind.DISCOUNT, one.id) for one in discounts),
        *((CostKind.COUPON, one.id) for one in scheme.coupons),
        *((CostKind.POINTS, rule) for rule in (*earning, *points.beside) if points.rate),
        *((CostKind.EXCHANGE, one.id) for one in points.exchange if beyond(plan, one)),
        *((CostKind.BENEFIT, one.id) for one in scheme.benefits if one.unit_cost is not None and one.charged == "nothing"),
        *((CostKind.CARD, rule) for kind in plan.cards for rule in _card_rules(kind)),
        *((CostKind.COMMISSION, sale.id) for kind in plan.cards for sale in kind.sale if sale.commission),
        *((CostKind.YEARLY, one.id) for one in yearly),
        *((CostKind.ONE_OFF, one.id) for one in one_off),
    ]


def _card_rules(kind: CardKind) -> list[str]:
    """What of a kind of cards may cost: cards sold below their value, cards given, services."""
    sold = [sale.id for sale in kind.sale if sale.price < kind.face_value]
    return [*sold, *(free.id for free in kind.free), *(service.id for service in kind.services if service.unit_cost)]
