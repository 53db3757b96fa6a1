"""What the promises cost, in cells of one rule, tier and month; every total is a sum of cells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

import polars as pl

from patron.engine.plan import Duration, Plan, Unit
from patron.scheme.model import Benefit, Scheme
from patron.simulation.replay.cards import Cards
from patron.simulation.replay.entitled import Entitled, each_year
from patron.simulation.replay.exact import spread
from patron.simulation.replay.item_rights import item_uses
from patron.simulation.replay.membership import Membership
from patron.simulation.replay.period import Period
from patron.simulation.replay.request import Request, TakeUp
from patron.simulation.replay.sales import NO_TIER, TAKEN, Sales


class CostKind(StrEnum):
    """What a cost is paid for."""

    DISCOUNT = "discount"
    COUPON = "coupon"
    POINTS = "points"
    EXCHANGE = "exchange"  # what points were exchanged for, beyond what they were reckoned at
    BENEFIT = "benefit"
    CARD = "card"  # prepaid cards: value used beyond what was paid for it, and services
    COMMISSION = "commission"  # on cards sold
    YEARLY = "yearly"
    ONE_OFF = "one_off"


GROWS_WITH_SALES = (CostKind.DISCOUNT, CostKind.POINTS)


@dataclass(frozen=True, slots=True)
class CostCell:
    """A cost in minor units; `rank` is a tier's, `sales.GROUP`, or NO_TIER."""

    kind: CostKind
    rule: str
    rank: int
    month: str
    amount: int


def costs_of(
    scheme: Scheme,
    plan: Plan,
    *,
    sales: Sales,
    membership: Membership,
    entitled: Entitled,
    issued: pl.DataFrame,
    worth: Fraction,
    period: Period,
    request: Request,
) -> list[CostCell]:
    """Every cost of the period, in the order of the file within each kind."""
    return [
        *_discounts(sales),
        *_points(plan, issued, worth),
        *benefit_costs(scheme, plan, sales, entitled=entitled, take_up=request.take_up),
        *_yearly(scheme, plan, membership, period),
        *_one_off(scheme, plan, period),
    ]


def card_costs(cards: Cards | None) -> list[CostCell]:
    """The costs of prepaid cards, which are no tier's."""
    kinds = {False: CostKind.CARD, True: CostKind.COMMISSION}
    cells = cards.cells if cards else ()
    return [CostCell(kinds[one.commission], one.rule, NO_TIER, one.month, one.amount) for one in cells]


def total(cells: Iterable[CostCell], keep: Callable[[CostCell], bool] = lambda _: True) -> int:
    """The sum of the cells that `keep` lets through."""
    return sum(cell.amount for cell in cells if keep(cell))


def _month(number: int) -> str:
    return f"{number // 100:04d}-{number % 100:02d}"


def _discounts(sales: Sales) -> list[CostCell]:
    sums = sales.cells().group_by("month", "segment").agg(pl.col(sales.columns).sum()).sort("month", "segment")
    return [
        CostCell(CostKind.DISCOUNT, one, row["segment"], _month(row["month"]), row[TAKEN + one])
        for one in sales.discounts
        for row in sums.iter_rows(named=True)
        if row[TAKEN + one]
    ]


def _points(plan: Plan, issued: pl.DataFrame, worth: Fraction) -> list[CostCell]:
    """Points issued at their expected cost; rounded over all rules together, so that the whole is exact."""
    order = [rule.id for rule in plan.points.accrual] + [bonus.id for bonus in plan.points.bonuses] + list(plan.points.beside)
    place = {name: index for index, name in enumerate(order)}
    rows = sorted(issued.iter_rows(), key=lambda row: (place.get(row[0], len(order)), row))
    amounts = spread(worth * points for _, _, _, points in rows)
    return [CostCell(CostKind.POINTS, row[0], row[2], _month(row[1]), amount) for row, amount in zip(rows, amounts, strict=True) if amount]


def benefit_costs(scheme: Scheme, plan: Plan, sales: Sales, *, entitled: Entitled, take_up: TakeUp) -> list[CostCell]:
    """What the benefits cost: of what was issued, and of the rights of items bought, as much is used as `take_up` says.

    What false claims cost is borne whatever the take-up.
    """
    ranks = {tier.id: rank for rank, tier in enumerate(plan.tiers)}
    cells = []
    for benefit in scheme.benefits:
        if benefit.unit_cost is None or benefit.charged == "cost":
            continue
        unit = Fraction(benefit.unit_cost) * 10**plan.places * take_up.of(benefit.id)
        uses: dict[tuple[int, str], Fraction] = defaultdict(Fraction, entitled.issued.get(benefit.id, {}))
        tiers = sorted({ranks[tier] for tier in benefit.for_})
        for rank, number, times in item_uses(benefit, sales.lines, plan, tiers):
            uses[rank, _month(number)] += times
        cells += _spread(CostKind.BENEFIT, benefit.id, uses, unit)
        cells += claim_costs(benefit, plan, entitled)
    return cells


def claim_costs(benefit: Benefit, plan: Plan, entitled: Entitled) -> list[CostCell]:
    """What false claims of a benefit cost."""
    if benefit.unit_cost is None or benefit.false_claim is None or benefit.charged == "cost":
        return []
    claim = Fraction(benefit.unit_cost) * 10**plan.places * Fraction(benefit.false_claim.costs)
    return _spread(CostKind.BENEFIT, benefit.id, entitled.claims.get(benefit.id, {}), claim)


def _yearly(scheme: Scheme, plan: Plan, membership: Membership, period: Period) -> list[CostCell]:
    ranks = {tier.id: rank for rank, tier in enumerate(plan.tiers)}
    cells = []
    for cost in scheme.costs.yearly if scheme.costs else []:
        amount = Fraction(cost.amount) * 10**plan.places
        if cost.for_each is None:
            years = {(NO_TIER, month.key): Fraction(month.days, month.year_days) for month in period.months}
        else:
            rank = ranks[cost.for_each]
            years = {(rank, month.key): membership.years.get((rank, month.key), Fraction(0)) for month in period.months}
        cells += _spread(CostKind.YEARLY, cost.id, years, amount)
    return cells


def _one_off(scheme: Scheme, plan: Plan, period: Period) -> list[CostCell]:
    """The period's part: the scheme starts with the period, and each calendar month bears an equal part."""
    cells = []
    for cost in scheme.costs.one_off if scheme.costs else []:
        amount = Fraction(cost.amount) * 10**plan.places
        parts = {(NO_TIER, month.key): part for month, part in zip(period.months, _shares(cost.spread_over, period), strict=False)}
        cells += _spread(CostKind.ONE_OFF, cost.id, parts, amount)
    return cells


def _shares(spread_over: Duration | None, period: Period) -> list[Fraction]:
    """The share that each month of the period bears."""
    if spread_over is None:
        return [Fraction(1)]
    if spread_over.unit is Unit.MONTHS:
        return [Fraction(1, spread_over.count)] * min(spread_over.count, len(period.months))
    end = period.first + spread_over.count
    return [Fraction(max(0, min(month.last + 1, end) - month.first), spread_over.count) for month in period.months]


def _spread(kind: CostKind, rule: str, parts: dict[tuple[int, str], Fraction], amount: Fraction) -> list[CostCell]:
    """Cells whose sum is the rounded sum of amount x parts."""
    keys = sorted(parts)
    amounts = spread(amount * parts[key] for key in keys)
    return [CostCell(kind, rule, rank, month, cell) for (rank, month), cell in zip(keys, amounts, strict=True) if cell]


def per_member_year(scheme: Scheme, plan: Plan, rank: int, request: Request) -> int:
    """What a full year of membership costs by the scheme's own figures: allowances by take-up and yearly costs for each member.

    In minor units. Rights that come with items are left out, since they depend on what is bought.
    """
    name = plan.tiers[rank].id
    cost = Fraction(0)
    for benefit in scheme.benefits:
        if name in benefit.for_ and benefit.unit_cost is not None and benefit.charged != "cost":
            cost += each_year(benefit, scheme) * Fraction(benefit.unit_cost) * request.take_up.of(benefit.id)
    cost += sum((Fraction(one.amount) for one in (scheme.costs.yearly if scheme.costs else []) if one.for_each == name), Fraction(0))
    return spread([cost * 10**plan.places])[0]
