"""The sums of all parts as a replay, the same as that of one machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from fractions import Fraction

import numpy as np
import polars as pl

from patron.engine.history import History
from patron.engine.plan import Plan
from patron.scheme.model import Scheme
from patron.simulation.parts.drawing import POINT_FLOWS
from patron.simulation.parts.totals import Key, Sum, Totals, again_together
from patron.simulation.replay.break_even import Again, break_even, checkable, checked
from patron.simulation.replay.company import Company, company_of
from patron.simulation.replay.costs import (
    GROWS_WITH_SALES,
    CostCell,
    CostKind,
    benefit_costs,
    claim_costs,
    costs_of,
    total,
)
from patron.simulation.replay.coupons import SoldOutside, issued_coupon_costs
from patron.simulation.replay.entitled import Cells, Entitled
from patron.simulation.replay.goals import judge_goals
from patron.simulation.replay.membership import Membership
from patron.simulation.replay.movement import Change, Falls, Flow, Movement
from patron.simulation.replay.period import Period
from patron.simulation.replay.point_ages import BANDS, PointAges
from patron.simulation.replay.point_uses import exchange_cells
from patron.simulation.replay.points import PointsMonth, liability_of, point_worth
from patron.simulation.replay.promised import promised_ranks
from patron.simulation.replay.repeat import Repeat
from patron.simulation.replay.replay import Laid, Replay, by_rule, tier_figures
from patron.simulation.replay.request import Request, TakeUp
from patron.simulation.replay.sales import TAKEN, Sales
from patron.simulation.replay.stints import Stints
from patron.simulation.replay.vouchers import VoucherSum, voucher_rules

# What is asked of single lines was asked in the parts.
_NO_LINES: dict[str, pl.DataType] = {
    "segment": pl.Int16(),
    "month": pl.Int32(),
    "left": pl.Int64(),
    "paid": pl.Int64(),
    "amount": pl.Int64(),
}
_NO_LINES |= {"quantity": pl.Int64(), "category": pl.String(), "purchase": pl.Int32(), "member": pl.Int32()}


@dataclass(frozen=True)
class Counted(Stints):
    """Of the stretches only how many members held each tier at the end of some days: `counts`, by day and rank."""

    counts: Mapping[Key, int]

    def counts_on(self, day: int, tiers: int) -> list[int]:
        """Customers by rank at the end of one of those days."""
        return [self.counts.get((day, rank), 0) for rank in range(tiers)]


def replay_of(scheme: Scheme, plan: Plan, request: Request, period: Period, totals: Totals) -> Replay:
    """Everything that `patron.simulation.replay.replay.replay` finds but the check of the break-even, of a scheme without cards."""
    promised = promised_ranks(scheme, plan)
    summed = Sales(totals.lines, tuple(one.removeprefix(TAKEN) for one in totals.lines.columns if one.startswith(TAKEN)))
    lineless = Sales(pl.DataFrame(schema=_NO_LINES), summed.discounts, [summed.cells()])
    company = _company(lineless, totals, request)
    stints = _stints(totals)
    membership = Membership(totals.whole(Sum.DAYS), _fractions(totals.of(Sum.YEARS)))
    entitled = Entitled(_cells(totals.of(Sum.ISSUED)), _cells(totals.of(Sum.CLAIMS)))
    issued = pl.DataFrame(
        [(*key, points) for key, points in totals.whole(Sum.EARNED).items()],
        schema={"rule": pl.String(), "month": pl.Int32(), "rank": pl.Int16(), "points": pl.Int64()},
        orient="row",
    )
    worth = point_worth(plan, request.redeemed)
    costs = costs_of(
        scheme, plan, sales=lineless, membership=membership, entitled=entitled, issued=issued, worth=worth, period=period, request=request
    )
    costs += exchange_cells(plan, totals.whole(Sum.EXCHANGED))
    costs += _coupons(plan, totals, entitled, request.take_up)
    variable = total(costs, lambda cell: cell.kind in GROWS_WITH_SALES)
    laid = Laid(
        scheme=scheme,
        plan=plan,
        request=request,
        period=period,
        promised=promised,
        sales=summed,
        company=company,
        stints=stints,
        membership=membership,
        costs=costs,
        points_issued=int(issued["points"].sum()),
        points=_points(totals, period, worth),
        break_even=break_even(company.covered.sales, company.covered.gross, variable, total(costs) - variable, promised=bool(promised)),
        figures=tier_figures(plan, company, costs, stints.counts_on(period.last, len(plan.tiers)), membership),
        cards=None,
    )
    customers = sum(one.customers for one in laid.figures.values())
    return Replay(
        **{one.name: getattr(laid, one.name) for one in fields(laid)},
        full_take_up=by_rule(benefit_costs(scheme, plan, lineless, entitled=entitled, take_up=TakeUp())),
        claimed=by_rule([cell for one in scheme.benefits for cell in claim_costs(one, plan, entitled)]),
        vouchers=_vouchers(plan, totals),
        movement=_movement(totals),
        check=None,
        goals=judge_goals(scheme, laid.figures, customers, company.over().sales),
        outside=_outside(plan, totals),
        ages=_ages(totals, period),
        repeat=_repeat(totals),
    )


def needs_check(result: Replay) -> bool:
    """Whether there is a break-even that lines are to be priced again for."""
    return result.request.margins is not None and checkable(result.break_even)


def with_check(result: Replay, parts: list[Again]) -> Replay:
    """The replay with its break-even checked by all lines priced again."""
    assert result.request.margins is not None, "needs_check"
    points_cost = total(result.costs, lambda cell: cell.kind is CostKind.POINTS)
    return replace(result, check=checked(result.break_even, result.plan, result.request.margins, points_cost, again_together(parts)))


def _company(sales: Sales, totals: Totals, request: Request) -> Company:
    purchases = {segment: count for (segment,), count in sorted(totals.whole(Sum.PURCHASES).items())}
    buyers = totals.whole(Sum.BUYERS)
    return replace(company_of(sales, request.margins), purchases=purchases, buyers={one: buyers.get((one,), 0) for one in purchases})


def _stints(totals: Totals) -> Counted:
    nothing = np.empty(0, dtype=np.int64)
    empty = pl.DataFrame()
    return Counted(
        pl.Series("member_id", [], dtype=pl.String), nothing, nothing, nothing, nothing, nothing, empty, empty, totals.whole(Sum.CUSTOMERS)
    )


def _fractions(figures: Mapping[Key, int | Fraction]) -> dict[Key, Fraction]:
    return {key: Fraction(value) for key, value in figures.items()}


def _cells(figures: Mapping[Key, int | Fraction]) -> dict[str, Cells]:
    found: dict[str, Cells] = {}
    for (name, rank, month), count in figures.items():
        found.setdefault(str(name), {})[int(rank or 0), str(month)] = Fraction(count)
    return found


def _coupons(plan: Plan, totals: Totals, entitled: Entitled, take_up: TakeUp) -> list[CostCell]:
    """Coupons that were used by their uses, those that were only issued by their number."""
    order = {coupon.id: place for place, coupon in enumerate(plan.coupons)}
    sums = totals.whole(Sum.COUPONS)
    used = sorted(sums, key=lambda key: (order[str(key[0])], key[1:]))
    cells = [CostCell(CostKind.COUPON, str(key[0]), int(key[1] or 0), str(key[2]), sums[key]) for key in used if sums[key]]
    known = {name for (name,) in totals.of(Sum.COUPON_USED)}
    unused = Entitled({name: found for name, found in entitled.issued.items() if name not in known})
    return cells + issued_coupon_costs(plan, History(), unused, take_up)


def _points(totals: Totals, period: Period, worth: Fraction) -> list[PointsMonth]:
    flows = totals.whole(Sum.FLOWS)
    found = []
    for month in period.months:
        numbers = {name: flows.get((name, month.key), 0) for name in POINT_FLOWS}
        found.append(PointsMonth(month.key, **numbers, liability=liability_of(numbers["balance"], worth)))
    return found


def _vouchers(plan: Plan, totals: Totals) -> tuple[VoucherSum, ...]:
    sums = totals.whole(Sum.VOUCHERS)
    return tuple(VoucherSum(rule, *(sums.get((rule, name), 0) for name in ("points", "issued", "left"))) for rule in voucher_rules(plan))


def _movement(totals: Totals) -> Movement:
    fell, idle = totals.whole(Sum.FELL), totals.whole(Sum.FELL_IDLE)
    return Movement(
        [Flow(start, end, members) for (start, end), members in sorted(totals.whole(Sum.MOVED).items())],
        [Change(start, end, reason, times) for (start, end, reason), times in sorted(totals.whole(Sum.CHANGED).items())],
        [Falls(start, end, reason, times, idle.get((start, end, reason), 0)) for (start, end, reason), times in sorted(fell.items())],
        [(*key, times) for key, times in sorted(totals.whole(Sum.KEPT).items())],
    )


def _outside(plan: Plan, totals: Totals) -> list[SoldOutside]:
    sums = totals.whole(Sum.OUTSIDE)
    return [SoldOutside(rule.id, sums.get((rule.id, "lines"), 0), sums.get((rule.id, "amount"), 0)) for rule in plan.restricted]


def _ages(totals: Totals, period: Period) -> list[PointAges]:
    sums = totals.whole(Sum.AGES)
    found = []
    for month in period.months:
        *by_age, below, unsure = (sums.get((month.key, place), 0) for place in range(len(BANDS) + 2))
        found.append(PointAges(month.key, tuple(by_age), below, unsure))
    return found


def _repeat(totals: Totals) -> dict[int, Repeat]:
    sums = totals.whole(Sum.REPEAT)
    ranks = sorted(int(rank or 0) for rank, name in sums if name == "active")
    return {rank: Repeat(sums[rank, "active"], sums.get((rank, "again"), 0)) for rank in ranks}
