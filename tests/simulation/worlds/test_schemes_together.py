"""Schemes that are tried in the same world together: the same outcomes, and the same errors, as one by one."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from patron.engine.run import Runner
from patron.findings import FindingsError
from patron.simulation.assumptions.model import Assumptions, middles
from patron.simulation.behaviour.made import baseline
from patron.simulation.population.model import Goods, GroupOrders
from patron.simulation.population.world import draw_world
from patron.simulation.replay.period import Period
from patron.simulation.replay.request import Margins
from patron.simulation.worlds.effect import base_of, base_of_world
from patron.simulation.worlds.run import Task, run_world, run_worlds
from patron.simulation.worlds.sharing import shares_of
from worlds_case import ASSUMED, CLUB, PEOPLE, job

TOWN = replace(
    PEOPLE,
    walk_ins=0.2,
    introduced=0.4,
    goods=(Goods("ring", 0.7), Goods("gold", 0.3, price=2.0)),
    groups=GroupOrders(each_year=20.0, median=90.0, sigma=0.3, category="gold"),
)
BY_INTRODUCTION = {
    "id": "brought",
    "grants": "vip",
    "when": {"all_of": [{"referrer_tier": {"at_least": "vip"}}, {"purchase": {"at_least": 20}}]},
}
AMOUNTS = st.sampled_from([0, 20, 45, 60, 61, 150, 100_000])


@st.composite
def schemes(draw: st.DrawFn) -> dict[str, Any]:
    """The club with other figures: most of them count for members alone, some for everybody."""
    spend = {"spend": {"within": "12 months", "at_least": draw(AMOUNTS)}}
    rules = [{"id": "spend", "grants": "vip", "when": spend}, *([BY_INTRODUCTION] if draw(st.booleans()) else [])]
    accrual = [{"id": "per-ten", "for": "vip", "one_point_per": draw(st.sampled_from([5, 10]))}]
    if draw(st.booleans()):
        accrual.append({"id": "waiting", "for": "guest", "one_point_per": draw(st.sampled_from([7, 9])), "pending_until": "vip"})
    return {
        **CLUB,
        "qualification": rules,
        "maintenance": [{"id": "keep", "keeps": "vip", "when": {"spend": {"within": "6 months", "at_least": draw(AMOUNTS)}}}],
        "discounts": [
            {"id": "off", "for": draw(st.sampled_from(["vip", ["guest", "vip"]])), "rate": draw(st.sampled_from(["0.9", "0.95"]))}
        ],
        "points": {**CLUB["points"], "accrual": accrual},
    }


def one_by_one(tasks: list[Task]) -> list[Any]:
    return [run_world(task[0], task[1], values=task[2]) for task in tasks]


@settings(max_examples=15, deadline=None)
@given(st.lists(schemes(), min_size=2, max_size=4), st.booleans(), st.sampled_from([ASSUMED, Assumptions()]))
def test_together_is_as_one_by_one(made: list[dict[str, Any]], fixed: bool, assumed: Assumptions) -> None:
    values = middles(assumed) if fixed else None
    tasks: list[Task] = [
        (job(scheme, population=TOWN, customers=90, assumptions=assumed), world, values) for scheme in made for world in (0, 1)
    ]
    assert [len(share) for share in shares_of(tasks)] == [len(made)] * 2
    assert run_worlds(tasks, processes=1) == one_by_one(tasks)


def with_spend(amount: int, runner: Runner = "reference", **more: Any) -> Any:
    rules = [{"id": "spend", "grants": "vip", "when": {"spend": {"within": "12 months", "at_least": amount}}}, BY_INTRODUCTION]
    return job({**CLUB, "qualification": rules, **more}, population=TOWN, customers=250, runner=runner)


def test_the_batch_runner_too_and_any_number_of_processes() -> None:
    waiting = {"id": "waiting", "for": "guest", "one_point_per": 7, "pending_until": "vip"}
    points = {**CLUB["points"], "accrual": [*CLUB["points"]["accrual"], waiting]}
    tasks: list[Task] = [(with_spend(amount, "batch", points=points), 3, None) for amount in (60, 40, 200, 60)]
    alone = one_by_one(tasks)
    assert len({one.figures["members(vip)"] for one in alone}) == 3
    assert run_worlds(tasks, processes=1) == alone
    assert run_worlds(tasks, processes=2) == alone  # one world, two processes: each draws it for a part of the schemes


def test_other_assumptions_in_the_same_world() -> None:
    case = with_spend(60)
    ends = [{**middles(ASSUMED), one.id: end} for one in ASSUMED.entries for end in (one.range.low, one.range.high)]
    tasks: list[Task] = [(case, 0, values) for values in ends]
    assert run_worlds(tasks, processes=1) == one_by_one(tasks)


def test_what_is_bought_without_a_scheme_is_told_without_its_history() -> None:
    case = with_spend(60)
    people = draw_world(case.population, case.span, seed=1, world=5, customers=150)
    period = Period(case.span.launch, case.span.last - 20)
    for margins in (None, Margins(Fraction(1, 3), {"gold": Fraction(1, 7)})):
        assert base_of_world(people, period, margins) == base_of(baseline(people, case.plan).history, period, margins)


def test_the_first_task_that_fails_is_told_whichever_world_it_is_in() -> None:
    sound = with_spend(60)
    wrong = replace(with_spend(50), margins=Margins(None, {"gold": Fraction(1, 2)}))
    for processes in (1, 2):
        with pytest.raises(FindingsError) as caught:
            run_worlds([(sound, 4, None), (sound, 7, None), (wrong, 7, None), (wrong, 4, None)], processes=processes)
        assert [one.message for one in caught.value.findings] == ["no margin is stated for 'ring' (in world 7 of seed 1)"]
