"""Random measures over goods, units of lines and seasons: both runners agree in every cell, from the generated source and compiled."""

from __future__ import annotations

import pytest
from generators import Case, cases, plans
from generators_agree import compiled, disagreement
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from random_cases import EXAMPLES

pytestmark = pytest.mark.random
COMPILED = max(2, EXAMPLES // 400)  # each compiles a kernel


@st.composite
def streamed(draw: st.DrawFn) -> Case:
    """A case whose plan measures more than counted amounts."""
    plan = draw(plans(profiles=10, uses=5, streams=100))
    return draw(cases(st.just(plan), most_events=30))


def quick(examples: int) -> settings:
    return settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )


@quick(max(1, EXAMPLES // 4))
@given(streamed())
def test_both_runners_add_up_the_same_streams(case: Case) -> None:
    assert not (found := disagreement(case)), found


@quick(COMPILED)
@given(streamed())
def test_the_compiled_kernel_adds_up_the_same(case: Case) -> None:
    assert not (found := disagreement(case, right=compiled)), found
