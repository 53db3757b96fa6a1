"""Figures drawn up part by part and added up: those of one machine, in every cell, whatever the number of parts."""

from __future__ import annotations

from dataclasses import fields
from fractions import Fraction
from functools import partial, reduce
from operator import add
from typing import Any

import polars as pl
import pytest
import simulation_case
from generators import Case, cases
from histories import buy, day, history, move
from hypothesis import assume, given
from hypothesis import strategies as st
from partings import bare, worked_in_parts
from patron.engine.batch.run import run
from patron.engine.history import History
from patron.engine.plan import Plan
from patron.findings import FindingsError
from patron.scheme.model import Scheme
from patron.simulation.economics.rules import rules_of
from patron.simulation.parts.drawing import Drawing
from patron.simulation.parts.replayed import needs_check, replay_of, with_check
from patron.simulation.replay.period import Period
from patron.simulation.replay.replay import Replay, replay
from patron.simulation.replay.request import Margins, Request
from random_cases import EXAMPLES, repeatable

pytestmark = pytest.mark.random

APART = ("scheme", "plan", "sales", "stints")  # no figures of their own: what is read of them is compared beside


def figures(found: Replay) -> dict[str, Any]:
    """Everything that a document is drawn from."""
    told = {one.name: getattr(found, one.name) for one in fields(found) if one.name not in APART}
    months = [found.stints.counts_on(month.last, len(found.plan.tiers)) for month in found.period.months]
    return told | {"months": months, "rules": rules_of(found)}


def in_parts(scheme: Scheme, plan: Plan, history: History, request: Request, parts: int) -> Replay:
    period = Period(request.first or 0, request.last or 0)
    drawing = Drawing(scheme, request, period)
    worked = worked_in_parts(plan, history, period.last, parts, drawing=drawing)
    if findings := [finding for one in worked for finding in one.used]:
        raise FindingsError(findings)
    found = replay_of(scheme, plan, request, period, reduce(add, (one.drawn for one in worked)))
    if not needs_check(found):
        return found
    lines = [one.result.again for one in worked if one.result.again.height]
    return with_check(found, [drawing.again(plan, found.break_even.uplift or Fraction(0), one) for one in lines])


def same(there: Replay, here: Replay) -> None:
    other = figures(here)
    assert [(name, one, other[name]) for name, one in figures(there).items() if one != other[name]] == []


def at_once(scheme: Scheme, plan: Plan, history: History, request: Request) -> Replay:
    return replay(scheme, plan, history, request, evaluate=partial(run, compiled=False))


@repeatable(EXAMPLES // 20)
@given(cases(most_events=30), st.sampled_from([1, 2, 3, 7]), st.booleans(), st.integers(0, 500))
def test_the_sums_of_parts_are_the_figures_of_one_run(case: Case, parts: int, margin: bool, days: int) -> None:
    case = bare(case)
    history = case.history()
    request = Request(case.as_of - days, case.as_of, Margins(Fraction(1, 3)) if margin else None)
    scheme = simulation_case.scheme(benefits=[], goals=[], costs=None)
    assume(not history.lines.filter(pl.col("day").is_between(request.first, request.last)).is_empty())
    try:
        here = at_once(scheme, case.plan, history, request)
    except FindingsError:
        return
    same(in_parts(scheme, case.plan, history, request, parts), here)


def test_benefits_goals_and_costs_are_those_of_one_run() -> None:
    scheme = simulation_case.scheme()
    plan, history = simulation_case.plan(scheme), simulation_case.small_history()
    lines = history.lines["day"]
    request = Request(int(lines.min()), int(lines.max()), Margins(Fraction(2, 5), {"x": Fraction(1, 7)}))  # type: ignore[arg-type]
    here = at_once(scheme, plan, history, request)
    assert here.check is not None
    assert here.costs
    for parts in (1, 2, 5):
        same(in_parts(scheme, plan, history, request, parts), here)


def test_points_given_away_expire_by_the_day_on_which_the_giver_earned_them() -> None:
    """The receiver's part has no row as old as that day, and is told of no change of the giver's tier."""
    accrual = [{"id": "base", "for": ["guest", "vip"], "one_point_per": 10}]
    scheme = simulation_case.scheme(points={"accrual": accrual, "expiry": {"after": "12 months"}, "redemption": {"points": 20, "worth": 1}})
    plan = simulation_case.plan(scheme)
    takers = [f"taker{number}" for number in range(8)]
    bought = [buy("p0", "giver", "2023-01-01", 4000), buy("p1", "other", "2024-03-01", 5)]
    given = [move(f"g{name}", "giver", "2023-12-20", "give", points=10, to_member=name) for name in takers]
    rows = history(purchases=bought, movements=given)
    request = Request(day("2023-12-01"), day("2024-03-01"))
    here = at_once(scheme, plan, rows, request)
    assert [one.expired for one in here.points] == [0, 400, 0, 0]
    same(in_parts(scheme, plan, rows, request, 3), here)
