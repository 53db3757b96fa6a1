"""Random schemes and random histories: the reference and the batch runner agree in every cell.

`PATRON_EXAMPLES` sets the number of cases; a run is the same every time unless `PATRON_SEED` is set.
"""

from __future__ import annotations

import os

import pytest
from generators import Case, families
from generators_agree import batch, disagreement, reference, shuffled
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from random_cases import EXAMPLES

pytestmark = pytest.mark.random
SIZE = 4  # histories of one plan
SEED = os.environ.get("PATRON_SEED")


def profile(examples: int) -> settings:
    return settings(
        max_examples=max(1, examples),
        derandomize=SEED is None,
        database=None,
        deadline=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )


@profile(EXAMPLES // SIZE)
@seeded(int(SEED or "0"))
@given(families(SIZE))
def test_both_runners_give_the_same_cells(family: list[Case]) -> None:
    for case in family:
        assert not (found := disagreement(case)), found


@profile(EXAMPLES // SIZE // 4)
@seeded(int(SEED or "0"))
@given(families(SIZE), st.integers(0, 1_000_000))
def test_the_order_of_the_rows_changes_nothing(family: list[Case], order: int) -> None:
    for case in family:
        for runner in (reference, batch):
            assert not (found := disagreement(case, runner, lambda one, run=runner: run(shuffled(one, order)))), found
