"""The replay: one scheme laid over one history, from prices to break-even.

`lay` draws up the figures that every world needs; `replay` adds what only a report shows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

import polars as pl

from patron.engine.days import to_date
from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.prices import Applying
from patron.engine.results import Detail, Evaluation
from patron.findings import Finding, FindingsError
from patron.scheme.model import Scheme
from patron.simulation.replay.break_even import BreakEven, Check, break_even, check
from patron.simulation.replay.cards import Cards, cards_of
from patron.simulation.replay.common import Common
from patron.simulation.replay.company import Company, company_of
from patron.simulation.replay.costs import (
    GROWS_WITH_SALES,
    CostCell,
    CostKind,
    benefit_costs,
    card_costs,
    claim_costs,
    costs_of,
    total,
)
from patron.simulation.replay.coupons import SoldOutside, coupon_costs, issued_coupon_costs, outside_rules
from patron.simulation.replay.entitled import Entitled, entitled_of
from patron.simulation.replay.goals import GoalResult, TierFigures, judge_goals
from patron.simulation.replay.membership import Membership, membership_of
from patron.simulation.replay.movement import Movement, movement_of
from patron.simulation.replay.period import Period
from patron.simulation.replay.point_ages import PointAges, ages_by_month
from patron.simulation.replay.point_uses import exchange_costs
from patron.simulation.replay.points import PointsMonth, issued_by_rule, point_worth, points_by_month
from patron.simulation.replay.pricing import Pricing
from patron.simulation.replay.promised import promised_ranks
from patron.simulation.replay.repeat import Repeat, repeat_by_tier
from patron.simulation.replay.request import Margins, Request, TakeUp
from patron.simulation.replay.sales import Sales, sales_of
from patron.simulation.replay.stints import Stints, stints_of
from patron.simulation.replay.vouchers import VoucherSum, voucher_sums

Evaluate = Callable[..., Evaluation]
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Laid:
    """A scheme laid over a history: its sales, members, costs and points."""

    scheme: Scheme
    plan: Plan
    request: Request
    period: Period
    promised: frozenset[int]
    sales: Sales
    company: Company
    stints: Stints
    membership: Membership
    costs: list[CostCell]
    points_issued: int  # in the period, less what returns took back
    points: list[PointsMonth]
    break_even: BreakEven
    figures: dict[str, TierFigures]
    cards: Cards | None


@dataclass(frozen=True, slots=True)
class Replay(Laid):
    """Everything that a replay found; `document` states it."""

    full_take_up: dict[str, int]  # what each benefit would cost if all of it were used
    claimed: dict[str, int]  # what false claims of each benefit cost
    vouchers: tuple[VoucherSum, ...]
    movement: Movement
    check: Check | None
    goals: list[GoalResult]
    outside: list[SoldOutside]
    ages: list[PointAges]  # of the points in the balance, by month
    repeat: dict[int, Repeat]  # who bought again, by rank


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found on the way and is no figure itself."""

    evaluation: Evaluation
    entitled: Entitled
    applies: Applying | None


def period_of(history: History, request: Request) -> Period:
    """The period asked for; what is not stated reaches as far as the sales. Raises FindingsError if no sale lies in it."""
    days = history.lines["day"]
    low, high = days.min(), days.max()
    name = str(history.names.purchases)
    if not isinstance(low, int) or not isinstance(high, int):
        raise FindingsError([Finding(name, None, "empty-period", "the file has no sale", "give a file with at least one sale")])
    period = Period(low if request.first is None else request.first, high if request.last is None else request.last)
    if not days.is_between(period.first, period.last).any():
        message = f"no sale between {to_date(period.first)} and {to_date(period.last)}"
        help_text = f"the sales run from {to_date(low)} to {to_date(high)}; choose --from and --to between them"
        raise FindingsError([Finding(name, None, "empty-period", message, help_text)])
    return period


def lay(
    scheme: Scheme,
    plan: Plan,
    history: History,
    request: Request,
    *,
    evaluate: Evaluate,
    progress: Progress = lambda _: None,
    common: Common | None = None,
) -> Laid:
    """The figures alone, without what only a report shows; arguments and errors as of `replay`. `common`: kept from scheme to scheme."""
    return _lay(scheme, plan, history, request, evaluate=evaluate, progress=progress, detail="codes", common=common)[0]


def replay(
    scheme: Scheme,
    plan: Plan,
    history: History,
    request: Request,
    *,
    evaluate: Evaluate,
    progress: Progress = lambda _: None,
    checked: bool = True,
) -> Replay:
    """Prices the lines, runs the engine and draws up the figures.

    `evaluate` is `patron.engine.run.evaluate` or one of the runners; `checked` prices the lines again at the
    break-even. Raises FindingsError for an empty period, for goods without a margin, and for what the runner finds in the data.
    """
    laid, found = _lay(scheme, plan, history, request, evaluate=evaluate, progress=progress, detail=True)
    evaluation, entitled, period = found.evaluation, found.entitled, laid.period
    full = by_rule(benefit_costs(scheme, plan, laid.sales, entitled=entitled, take_up=TakeUp()))
    progress("check")
    again = None
    if checked and request.margins is not None:
        points_cost = total(laid.costs, lambda cell: cell.kind is CostKind.POINTS)
        again = check(laid.break_even, plan, laid.sales, request.margins, points_cost, applies=found.applies)
    customers = sum(one.customers for one in laid.figures.values())
    return Replay(
        **{one.name: getattr(laid, one.name) for one in fields(laid)},
        full_take_up=full,
        claimed=by_rule([cell for one in scheme.benefits for cell in claim_costs(one, plan, entitled)]),
        vouchers=voucher_sums(plan, history, evaluation, period),
        movement=movement_of(history, laid.stints, period),
        check=again,
        goals=judge_goals(scheme, laid.figures, customers, laid.company.over().sales),
        outside=outside_rules(plan, history, evaluation, period),
        ages=ages_by_month(history, evaluation, plan, period),
        repeat=repeat_by_tier(history, evaluation, laid.stints, period.last),
    )


def _lay(
    scheme: Scheme,
    plan: Plan,
    history: History,
    request: Request,
    *,
    evaluate: Evaluate,
    progress: Progress,
    detail: Detail,
    common: Common | None = None,
) -> tuple[Laid, _Found]:
    period = period_of(history, request)
    promised = promised_ranks(scheme, plan)
    refuse_without_margin(history, request.margins, period)
    progress("price")
    applies = prices = None
    if plan.discounts and not request.include_discounts:
        applies, prices = (common.pricing if common else Pricing()).of(plan, history)
    progress("run")
    evaluation = evaluate(plan, history, period.last, detail=detail, prices=None if prices is None else prices.levels)
    progress("figures")
    sales = sales_of(history, plan, evaluation, prices=prices, period=period, promised=promised, common=common)
    entitled = entitled_of(plan, history, evaluation, period, None if prices is None else prices.levels)
    del prices  # large, and no longer needed
    company = company_of(sales, request.margins)
    stints = stints_of(history, plan, evaluation, period.last)
    membership = membership_of(stints.alike, period)
    worth = point_worth(plan, request.redeemed)
    issued = issued_by_rule(history, evaluation, stints, period)
    cards = cards_of(plan, history, period)
    costs = costs_of(
        scheme, plan, sales=sales, membership=membership, entitled=entitled, issued=issued, worth=worth, period=period, request=request
    )
    costs += _costs_beside(plan, history, request, evaluation=evaluation, stints=stints, entitled=entitled, cards=cards, period=period)
    variable = total(costs, lambda cell: cell.kind in GROWS_WITH_SALES)
    fixed = total(costs) - variable
    laid = Laid(
        scheme=scheme,
        plan=plan,
        request=request,
        period=period,
        promised=promised,
        sales=sales,
        company=company,
        stints=stints,
        membership=membership,
        costs=costs,
        points_issued=int(issued["points"].sum()),
        points=points_by_month(history, evaluation, period=period, worth=worth),
        break_even=break_even(company.covered.sales, company.covered.gross, variable, fixed, promised=bool(promised)),
        figures=tier_figures(plan, company, costs, stints.counts_on(period.last, len(plan.tiers)), membership),
        cards=cards,
    )
    return laid, _Found(evaluation, entitled, applies)


def _costs_beside(
    plan: Plan,
    history: History,
    request: Request,
    *,
    evaluation: Evaluation,
    stints: Stints,
    entitled: Entitled,
    cards: Cards | None,
    period: Period,
) -> list[CostCell]:
    """What exchanged points, prepaid cards and coupons cost."""
    costs = exchange_costs(plan, history, evaluation, stints, period) + card_costs(cards)
    return costs + coupon_costs(plan, history, stints, period) + issued_coupon_costs(plan, history, entitled, request.take_up)


def by_rule(cells: list[CostCell]) -> dict[str, int]:
    """The cells' sums by rule."""
    sums: dict[str, int] = {}
    for cell in cells:
        sums[cell.rule] = sums.get(cell.rule, 0) + cell.amount
    return sums


def tier_figures(plan: Plan, company: Company, costs: list[CostCell], counts: list[int], membership: Membership) -> dict[str, TierFigures]:
    """What goals are measured by, tier by tier; one-off costs and those of the whole scheme are no tier's."""
    figures = {}
    for rank, tier in enumerate(plan.tiers):
        sums = company.over(segment=rank)
        figures[tier.id] = TierFigures(
            customers=counts[rank],
            sales=sums.sales,
            member_years=membership.member_years(frozenset({rank})),
            promised_cost=sum(cell.amount for cell in costs if cell.rank == rank),
            gross=sums.gross,
        )
    return figures


def refuse_without_margin(history: History, margins: Margins | None, period: Period) -> None:
    """Every category sold in the period needs a margin, if any is stated."""
    if margins is None or margins.default is not None:
        return
    sold = history.lines.filter(pl.col("day").is_between(period.first, period.last))["category"].unique().sort(nulls_last=False)
    missing = [category for category in sold if margins.of(category) is None]
    if missing:
        named = ", ".join("goods without category" if category is None else repr(category) for category in missing)
        help_text = "add a row for each to the margins file, or a row '*' for the rest, or give --margin beside it"
        raise FindingsError([Finding(str(history.names.purchases), None, "no-margin", f"no margin is stated for {named}", help_text)])
