"""Vouchers that points became: what was issued in the period, and what is still owed at its end."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.results import Evaluation
from patron.engine.vouchers import has_vouchers, vouchers_of
from patron.simulation.replay.period import Period


@dataclass(frozen=True, slots=True)
class VoucherSum:
    """Vouchers of one rule in minor units; `left`: neither used nor expired, whenever they were issued."""

    rule: str
    points: int
    issued: int
    left: int


def voucher_sums(plan: Plan, history: History, evaluation: Evaluation, period: Period) -> tuple[VoucherSum, ...]:
    """By rule in file order, the yearly vouchers first; empty for a scheme without vouchers."""
    if not has_vouchers(plan):
        return ()
    within = pl.col("issued_on").is_between(period.first, period.last)
    sums = (
        vouchers_of(plan, history, evaluation, period.last)
        .ledger.group_by("rule")
        .agg(pl.col("points").filter(within).sum(), pl.col("amount").filter(within).sum(), pl.col("left").sum())
    )
    found = {rule: (points, issued, left) for rule, points, issued, left in sums.iter_rows()}
    return tuple(VoucherSum(rule, *found.get(rule, (0, 0, 0))) for rule in voucher_rules(plan))


def voucher_rules(plan: Plan) -> list[str]:
    """The rules by which points become vouchers: the yearly ones, then those of exchanges in file order."""
    yearly = [plan.points.vouchers.id] if plan.points.vouchers is not None else []
    return [*yearly, *(one.id for one in plan.points.exchange if one.worth)]
