"""Random rules about members' profiles: both runners agree in every cell, from the generated source and compiled."""

from __future__ import annotations

import pytest
from generators import Case, cases, plans
from generators_agree import compiled, disagreement
from hypothesis import given
from hypothesis import strategies as st
from random_cases import EXAMPLES, repeatable

pytestmark = pytest.mark.random
COMPILED = max(2, EXAMPLES // 400)  # each compiles a kernel


@st.composite
def profiled(draw: st.DrawFn) -> Case:
    """A case whose plan asks for profiles, and whose movements mostly change them."""
    plan = draw(plans(profiles=100))
    return draw(cases(st.just(plan), most_events=30))


@repeatable(max(1, EXAMPLES // 4), shrink=True)
@given(profiled())
def test_both_runners_see_the_same_profile_at_every_judgement(case: Case) -> None:
    assert not (found := disagreement(case)), found


@repeatable(COMPILED, shrink=True)
@given(profiled())
def test_the_compiled_kernel_sees_the_same(case: Case) -> None:
    assert not (found := disagreement(case, right=compiled)), found
