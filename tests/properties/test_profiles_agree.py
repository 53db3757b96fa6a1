"""Random rules about members' profiles: both runners agree in every cell, from the generated source and compiled."""

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
def profiled(draw: st.DrawFn) -> Case:
    """A case whose plan asks for profiles, and whose movements mostly change them."""
    plan = draw(plans(profiles=100))
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
@given(profiled())
def test_both_runners_see_the_same_profile_at_every_judgement(case: Case) -> None:
    assert not (found := disagreement(case)), found


@quick(COMPILED)
@given(profiled())
def test_the_compiled_kernel_sees_the_same(case: Case) -> None:
    assert not (found := disagreement(case, right=compiled)), found
