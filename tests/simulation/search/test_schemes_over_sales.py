"""Schemes laid one after another over the same sales, with what they have in common kept: each as if it were laid alone."""

from __future__ import annotations

import os
from dataclasses import fields, replace
from fractions import Fraction
from functools import partial
from typing import Any

import polars as pl
import simulation_case
from generators import Case, cases
from hypothesis import assume, given
from hypothesis import strategies as st
from patron.engine import reference
from patron.engine.batch.kept import Kept
from patron.engine.batch.run import run
from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.results import Evaluation
from patron.findings import FindingsError
from patron.simulation.replay.common import Common
from patron.simulation.replay.replay import Laid, lay
from patron.simulation.replay.request import Margins, Request
from polars.testing import assert_frame_equal
from random_cases import repeatable

EXAMPLES = int(os.environ.get("PATRON_EXAMPLES", "800")) // 10
APART = ("scheme", "plan", "sales", "stints", "request")
SCHEME = simulation_case.scheme(benefits=[], goals=[], costs=None)


def told(laid: Laid | None) -> Any:
    """Every figure, and the sums of sales that further ones are made of."""
    if laid is None:
        return None
    sums = laid.sales.lines.group_by("month", "segment", "covered", "category").agg(pl.col("left", "paid", *laid.sales.columns).sum())
    assert_frame_equal(sums.select(laid.sales.cells().columns), laid.sales.cells(), check_row_order=False)
    return {one.name: getattr(laid, one.name) for one in fields(laid) if one.name not in APART}, laid.sales.cells().rows()


def by_reference(plan: Plan, history: History, as_of: int, *, detail: Any, prices: Any) -> Evaluation:
    """The runner that keeps nothing."""
    return reference.run(plan, history, as_of, detail=bool(detail), prices=prices)


@repeatable(EXAMPLES)
@given(cases(most_events=30), st.booleans(), st.integers(0, 500))
def test_each_is_as_if_it_were_laid_alone(case: Case, margin: bool, days: int) -> None:
    history = case.history()
    request = Request(case.as_of - days, case.as_of, Margins(Fraction(1, 3)) if margin else None)
    assume(not history.lines.filter(pl.col("day").is_between(request.first, request.last)).is_empty())
    points = replace(case.plan.points, accrual=case.plan.points.accrual[:1])
    plans = [case.plan, replace(case.plan, group_purchase=(), points=points), replace(case.plan, discounts=case.plan.discounts[:1])]
    common, kept = Common(), Kept()

    def laid(plan: Plan, evaluate: Any, common: Common | None = None) -> Any:
        try:
            return told(lay(SCHEME, plan, history, request, evaluate=evaluate, common=common))
        except FindingsError:
            return None

    for plan in [*plans, plans[0]]:
        together = laid(plan, partial(run, compiled=False, kept=kept), common)
        assert together == laid(plan, partial(run, compiled=False))
        assert together == laid(plan, by_reference)
