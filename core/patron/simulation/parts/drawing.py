"""What a task draws up of some members: everything that adds up, and the lines that are priced again once the break-even is known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
import polars as pl

from patron.engine.coupon_uses import coupon_uses
from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.price_levels import Levels
from patron.engine.prices import Applying, PriceTable
from patron.engine.results import Evaluation
from patron.scheme.model import Scheme
from patron.simulation.parts.totals import Key, Sum, Totals, named, summed
from patron.simulation.replay.break_even import Again, covered_lines, price_again
from patron.simulation.replay.company import company_of
from patron.simulation.replay.coupons import coupon_costs, outside_rules
from patron.simulation.replay.entitled import Cells, Entitled, entitled_of
from patron.simulation.replay.item_rights import item_uses
from patron.simulation.replay.membership import membership_of
from patron.simulation.replay.movement import movement_of
from patron.simulation.replay.period import Period
from patron.simulation.replay.point_ages import ages_by_month
from patron.simulation.replay.point_uses import exchange_sums
from patron.simulation.replay.points import issued_by_rule, points_by_month
from patron.simulation.replay.pricing import Pricing
from patron.simulation.replay.promised import promised_ranks
from patron.simulation.replay.repeat import repeat_by_tier
from patron.simulation.replay.request import Request
from patron.simulation.replay.sales import Sales, sales_of
from patron.simulation.replay.stints import Stints, stints_of
from patron.simulation.replay.vouchers import voucher_sums

POINT_FLOWS = ("issued", "redeemed", "expired", "taken_back", "balance", "pending")  # of PointsMonth: the liability is rounded
Figures = Iterator[tuple[tuple[Sum, Key], int | Fraction]]
_DISCOUNT, _FLOOR = "discount:", "floor:"  # columns that say which lines each is about


@dataclass(frozen=True, slots=True)
class Priced:
    """What every line costs at every tier, and which lines each discount is about."""

    applies: Applying
    table: PriceTable

    @property
    def levels(self) -> Levels:
        """The prices as runners take them."""
        return self.table.levels


@dataclass(frozen=True, slots=True)
class Drawing:
    """A replay's figures over some of the members, for `patron.cluster.job.Job`; it goes to the tasks as bytes."""

    scheme: Scheme
    request: Request
    period: Period

    def prices(self, plan: Plan, history: History) -> Priced | None:
        """None where amounts stand as they are."""
        return Priced(*Pricing().of(plan, history)) if self._has_prices(plan) else None

    def drawn(
        self, plan: Plan, history: History, known: pl.DataFrame, evaluation: Evaluation, priced: Priced | None
    ) -> tuple[Totals, pl.DataFrame]:
        """The sums over the evaluation's members and the sales to nobody, and the lines to be priced again.

        `history` has these members' rows and the gifts that others gave them; `known` tells of those others (columns
        `member_id`, `opening_on`).
        """
        if evaluation.members.is_empty() and history.lines.is_empty():
            return Totals(), pl.DataFrame()
        levels = None if priced is None else priced.levels
        table = None if priced is None else priced.table
        sales = sales_of(history, plan, evaluation, prices=table, period=self.period, promised=promised_ranks(self.scheme, plan))
        stints = stints_of(history, plan, evaluation, self.period.last)
        figures = dict(_of_sales(sales))
        figures |= dict(self._of_members(plan, history, evaluation, stints))
        figures |= dict(self._of_rights(plan, sales, entitled_of(plan, history, evaluation, self.period, levels)))
        figures |= dict(self._of_coupons(plan, history, evaluation, stints))
        figures |= dict(self._of_points(plan, history, known, evaluation, stints))
        again = _to_price_again(sales, priced) if self.request.margins is not None else pl.DataFrame()
        return Totals(summed(sales.lines), figures), again

    def again(self, plan: Plan, uplift: Fraction, lines: pl.DataFrame) -> Again:
        """The lines priced again, scaled by 1 + uplift."""
        lines = lines.with_columns(index=pl.int_range(pl.len(), dtype=pl.Int64))
        applies = None
        if self._has_prices(plan):

            def masks(prefix: str, count: int) -> tuple[np.ndarray | None, ...]:
                columns = (f"{prefix}{number}" for number in range(count))
                return tuple(lines[name].to_numpy() if name in lines.columns else None for name in columns)

            applies = Applying(masks(_DISCOUNT, len(plan.discounts)), masks(_FLOOR, len(plan.price_floors)))
        return price_again(plan, lines, uplift, applies=applies)

    def _has_prices(self, plan: Plan) -> bool:
        return bool(plan.discounts) and not self.request.include_discounts

    def _of_members(self, plan: Plan, history: History, evaluation: Evaluation, stints: Stints) -> Figures:
        period = self.period
        for month in period.months:
            counts = stints.counts_on(month.last, len(plan.tiers))
            yield from named(Sum.CUSTOMERS, {(month.last, rank): count for rank, count in enumerate(counts)})
        held = membership_of(stints.alike, period)
        yield from named(Sum.DAYS, held.days)
        yield from named(Sum.YEARS, held.years)
        moved = movement_of(history, stints, period)
        yield from named(Sum.MOVED, {(one.start, one.end): one.members for one in moved.flows})
        yield from named(Sum.CHANGED, {(one.start, one.end, one.reason): one.times for one in moved.changes})
        yield from named(Sum.FELL, {(one.start, one.end, one.reason): one.times for one in moved.falls})
        yield from named(Sum.FELL_IDLE, {(one.start, one.end, one.reason): one.bought_nothing for one in moved.falls})
        yield from named(Sum.KEPT, {(rank, rule): times for rank, rule, times in moved.kept})
        repeat = repeat_by_tier(history, evaluation, stints, period.last)
        yield from named(Sum.REPEAT, {(rank, name): getattr(one, name) for rank, one in repeat.items() for name in ("active", "again")})

    def _of_rights(self, plan: Plan, sales: Sales, entitled: Entitled) -> Figures:
        issued: dict[str, Cells] = {name: dict(cells) for name, cells in entitled.issued.items()}
        for name, cells in _of_items(self.scheme, plan, sales).items():
            issued[name] = _both(issued.get(name, {}), cells)
        yield from named(Sum.ISSUED, {(name, *cell): count for name, cells in issued.items() for cell, count in cells.items()})
        yield from named(Sum.CLAIMS, {(name, *cell): count for name, cells in entitled.claims.items() for cell, count in cells.items()})

    def _of_coupons(self, plan: Plan, history: History, evaluation: Evaluation, stints: Stints) -> Figures:
        costs = coupon_costs(plan, history, stints, self.period)
        yield from named(Sum.COUPONS, {(one.rule, one.rank, one.month): one.amount for one in costs})
        if plan.coupons:
            yield from named(Sum.COUPON_USED, {(one,): 1 for one in coupon_uses(history, plan)["coupon"].unique()})
        outside = outside_rules(plan, history, evaluation, self.period)
        yield from named(Sum.OUTSIDE, {(one.rule, name): getattr(one, name) for one in outside for name in ("lines", "amount")})

    def _of_points(self, plan: Plan, history: History, known: pl.DataFrame, evaluation: Evaluation, stints: Stints) -> Figures:
        period = self.period
        given = _with_givers(history, known, evaluation.members["member_id"])
        issued = issued_by_rule(given, evaluation, stints, period).select("rule", "month", "rank", "points")
        yield from named(Sum.EARNED, {(rule, month, rank): points for rule, month, rank, points in issued.iter_rows()})
        months = points_by_month(given, evaluation, period=period, worth=Fraction(0))
        yield from named(Sum.FLOWS, {(name, one.month): getattr(one, name) for one in months for name in POINT_FLOWS})
        yield from named(Sum.EXCHANGED, exchange_sums(plan, history, evaluation, stints, period))
        vouchers = voucher_sums(plan, history, evaluation, period)
        yield from named(Sum.VOUCHERS, {(one.rule, name): getattr(one, name) for one in vouchers for name in ("points", "issued", "left")})
        for one in ages_by_month(history, evaluation, plan, period):
            cells = (*one.by_age, one.below_zero, one.unsure)
            yield from named(Sum.AGES, {(one.month, place): points for place, points in enumerate(cells)})


def _of_sales(sales: Sales) -> Figures:
    company = company_of(sales, None)
    yield from named(Sum.PURCHASES, {(segment,): count for segment, count in company.purchases.items()})
    yield from named(Sum.BUYERS, {(segment,): count for segment, count in company.buyers.items()})


def _of_items(scheme: Scheme, plan: Plan, sales: Sales) -> dict[str, Cells]:
    """Uses of the rights that come with items, by benefit."""
    ranks = {tier.id: rank for rank, tier in enumerate(plan.tiers)}
    found: dict[str, Cells] = {}
    for benefit in scheme.benefits:
        cells: Cells = defaultdict(Fraction)
        for rank, number, times in item_uses(benefit, sales.lines, plan, sorted({ranks[tier] for tier in benefit.for_})):
            cells[rank, f"{number // 100:04d}-{number % 100:02d}"] += times
        if cells:
            found[benefit.id] = cells
    return found


def _both(one: Mapping[tuple[int, str], Fraction], other: Mapping[tuple[int, str], Fraction]) -> Cells:
    return {cell: one.get(cell, Fraction(0)) + other.get(cell, Fraction(0)) for cell in {*one, *other}}


def _with_givers(history: History, known: pl.DataFrame, own: pl.Series) -> History:
    """Only the gifts to these members, since each gift has one receiver; with what is known of the givers."""
    gives = (pl.col("kind") == "give") & pl.col("to_member").is_in(own.implode())
    others = known.join(history.members.select("member_id"), on="member_id", how="anti").select("member_id", "opening_on")
    members = pl.concat([history.members, others], how="diagonal")
    return replace(history, movements=history.movements.filter(gives), members=members)


def _to_price_again(sales: Sales, priced: Priced | None) -> pl.DataFrame:
    lines = covered_lines(sales)
    if priced is not None:
        applies = priced.applies.of(lines["index"].to_numpy())
        masks = [(f"{_DISCOUNT}{number}", mask) for number, mask in enumerate(applies.discounts)]
        masks += [(f"{_FLOOR}{number}", mask) for number, mask in enumerate(applies.floors)]
        lines = lines.with_columns(pl.Series(name, mask) for name, mask in masks if mask is not None)
    return lines.drop("index")
