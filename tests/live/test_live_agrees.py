"""Random schemes and histories: events taken one by one give what the reference runner gives of the whole history.

`PATRON_EXAMPLES` sets the number of cases; a run is the same every time unless `PATRON_SEED` is set.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from generators import Case, families
from generators_history import cases
from generators_plan import plans
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from live_runs import differences, events_of, fed, shown_by_live, shown_by_reference, without_refusals
from patron.engine.live import Dated, Live
from patron.engine.plan import Plan
from patron.engine.reference.calendar import BEGINNING
from random_cases import EXAMPLES

pytestmark = pytest.mark.random
SIZE = 4  # histories of one plan
SEED = os.environ.get("PATRON_SEED")


@st.composite
def pairs(draw: Callable[[st.SearchStrategy[Any]], Any]) -> tuple[Case, list[Plan]]:
    """A case, and one or two other plans that take over from its own."""
    case = draw(cases(plans(uses=0, profiles=20)))
    return case, [draw(plans(uses=0, profiles=20)) for _ in range(draw(st.integers(1, 2)))]


PROFILE = settings(
    max_examples=max(1, EXAMPLES // SIZE // 4),
    derandomize=SEED is None,
    database=None,
    deadline=None,
    phases=[Phase.generate, *([Phase.shrink] if SEED is not None else [])],
    suppress_health_check=list(HealthCheck),
    print_blob=False,
)


def _check(case: Case, plans: list[Dated], seed: int) -> None:
    known = without_refusals(case)
    if known is None:
        return
    random = Random(seed)
    wanted = shown_by_reference(known.plan, known.history(), known.as_of)
    count = len(events_of(known, Live(plans, known.plan.time_zone)))
    live, taken = fed(known, plans, random.choice([0, 0, random.randint(0, count)]), random)
    assert taken is known, "nothing is refused that a run takes"
    assert not (found := differences(shown_by_live(live, known.as_of), wanted)), "\n".join(found)


@PROFILE
@seeded(int(SEED or "0"))
@given(families(SIZE), st.integers(0, 1_000_000))
def test_one_by_one_is_as_the_whole(family: list[Case], seed: int) -> None:
    for case in family:
        _check(case, [Dated(BEGINNING, case.plan)], seed)


@PROFILE
@seeded(int(SEED or "0"))
@given(families(SIZE), st.integers(0, 1_000_000))
def test_a_new_version_that_says_the_same_changes_nothing(family: list[Case], seed: int) -> None:
    for case in family:
        days = sorted({row["day"] for row in (*case.lines, *case.movements)})
        random = Random(seed)
        begun = sorted({random.choice(days) + random.choice([0, 1, -1]) for _ in range(2)}) if days else []
        _check(case, [Dated(BEGINNING, case.plan), *(Dated(day, case.plan) for day in begun)], seed)


@PROFILE
@seeded(int(SEED or "0"))
@given(pairs(), st.integers(0, 1_000_000))
def test_under_several_versions_one_by_one_is_as_replayed(pair: tuple[Case, list[Plan]], seed: int) -> None:
    case, others = pair
    random = Random(seed)
    tiers = set.intersection(*({tier.id for tier in plan.tiers} for plan in (case.plan, *others)))
    movements = [row for row in case.movements if row["kind"] != "grant_tier" or row["value"] in tiers]
    case = replace(case, prices=None, movements=movements, members=[_without_tier(row, tiers) for row in case.members])
    days = sorted({row["day"] for row in (*case.lines, *case.movements)} or {case.as_of})
    begun = sorted(random.choice(days) + random.choice([0, 0, 1, -1, 40]) for _ in others)
    versions = [Dated(BEGINNING, case.plan), *(Dated(day, plan) for day, plan in zip(begun, others, strict=True))]
    count = len(events_of(case, Live(versions, case.plan.time_zone)))
    live, taken = fed(case, versions, random.choice([0, 0, random.randint(0, count)]), random)
    again = Live(versions, case.plan.time_zone)
    assert not again.replay(taken.history(), case.as_of)
    assert not (found := differences(shown_by_live(live, case.as_of), shown_by_live(again, case.as_of))), "\n".join(found)


def _without_tier(row: dict[str, object], tiers: set[str]) -> dict[str, object]:
    return row if row.get("opening_tier") in tiers else row | {"opening_tier": None, "opening_since": None}
