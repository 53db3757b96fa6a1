"""Exchange, draws, quizzes, introductions and vouchers: both runners agree in every cell, whatever the order of the rows."""

from __future__ import annotations

import pytest
from generators import Case, families
from generators_agree import compiled, disagreement, reference, shuffled
from generators_plan import plans
from hypothesis import given, seed
from hypothesis import strategies as st
from random_cases import EXAMPLES
from test_runners_agree import SEED, SIZE, profile

pytestmark = pytest.mark.random
MADE = plans(uses=100)


@profile(EXAMPLES // SIZE)
@seed(int(SEED or "0"))
@given(families(SIZE, MADE))
def test_both_runners_give_the_same_cells(family: list[Case]) -> None:
    for case in family:
        assert not (found := disagreement(case)), found


@profile(EXAMPLES // SIZE // 4)
@seed(int(SEED or "0"))
@given(families(SIZE, MADE), st.integers(0, 1_000_000))
def test_the_order_of_the_rows_changes_nothing(family: list[Case], order: int) -> None:
    for case in family:
        assert not (found := disagreement(case, reference, lambda one: reference(shuffled(one, order)))), found


@profile(max(2, EXAMPLES // 260))  # most histories of a plan compile a kernel
@seed(int(SEED or "0"))
@given(families(max(3, EXAMPLES // 130), MADE))
def test_the_compiled_runner_gives_the_same_cells(family: list[Case]) -> None:
    for case in family:
        assert not (found := disagreement(case, reference, compiled)), found
