"""Random schemes and histories: events taken one by one give what the reference runner gives of the whole history.

`PATRON_EXAMPLES` sets the number of cases; a run is the same every time unless `PATRON_SEED` is set.
"""

from __future__ import annotations

import os
from random import Random

from generators import Case, families
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from live_runs import differences, events_of, fed, shown_by_live, shown_by_reference, without_refusals
from patron.engine.live import Dated, Live
from patron.engine.reference.calendar import BEGINNING

EXAMPLES = int(os.environ.get("PATRON_EXAMPLES", "800"))
SIZE = 4  # histories of one plan
SEED = os.environ.get("PATRON_SEED")
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
    *_, live = fed(known, plans, random.choice([0, 0, random.randint(0, count)]), random)
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
