"""A bench gives of every plan what a run by itself gives, whatever it evaluated before."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from generators import Case, families
from generators_agree import remember_sources
from hypothesis import given
from hypothesis import strategies as st
from patron.engine.batch.kept import Kept
from patron.engine.batch.run import run
from patron.engine.history import History
from patron.engine.plan import Plan
from patron.engine.results import Evaluation
from patron.findings import FindingsError
from random_cases import EXAMPLES, repeatable

pytestmark = pytest.mark.random
PROFILE = repeatable(EXAMPLES // 20)


def told(plan: Plan, case: Case, history: History, kept: Kept | None, detail: bool) -> Evaluation | list[tuple[object, ...]]:
    try:
        return run(plan, history, case.as_of, detail=detail, prices=case.price_array(), compiled=False, kept=kept)
    except FindingsError as error:
        return [(one.path, one.place, one.code) for one in error.findings]


def variants(plan: Plan, random: Random) -> list[Plan]:
    """The plan with other rates, other rules left, and other ways to count."""
    points = plan.points
    rates = tuple(replace(rule, one_point_per=max(1, rule.one_point_per * random.randint(1, 5) // 3)) for rule in points.accrual)
    return [
        plan,
        replace(plan, points=replace(points, accrual=rates)),
        replace(plan, qualification=plan.qualification[1:]),
        replace(plan, points=replace(points, multipliers=points.multipliers[1:])),
        replace(plan, group_counts_for_buyer=not plan.group_counts_for_buyer),
        replace(plan, points=replace(points, exchange=(), quiz=())),
        plan,
    ]


@PROFILE
@given(families(2), st.integers(0, 1_000_000))
def test_plans_one_after_another_give_what_each_gives_alone(family: list[Case], seed: int) -> None:
    remember_sources()
    random = Random(seed)
    kept = Kept()
    for case in family:
        history = case.history()
        for plan in variants(case.plan, random):
            events = random.choice([history, replace(history, movements=history.movements.head(1)), history])
            detail = random.random() < 0.5
            ours, theirs = told(plan, case, events, kept, detail), told(plan, case, events, None, detail)
            if isinstance(ours, list) or isinstance(theirs, list):
                assert ours == theirs
                continue
            assert ours.members.equals(theirs.members)
            assert ours.changes.equals(theirs.changes)
            if detail:
                assert ours.purchases is not None
                assert ours.postings is not None
                assert ours.purchases.equals(theirs.purchases)  # type: ignore[arg-type]
                assert ours.postings.equals(theirs.postings)  # type: ignore[arg-type]
