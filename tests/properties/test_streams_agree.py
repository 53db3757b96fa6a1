"""Random measures over goods, units of lines and seasons: both runners agree in every cell, from the generated source and compiled."""

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
def streamed(draw: st.DrawFn) -> Case:
    """A case whose plan measures more than counted amounts."""
    plan = draw(plans(profiles=10, uses=5, streams=100))
    return draw(cases(st.just(plan), most_events=30))


@repeatable(max(1, EXAMPLES // 4), shrink=True)
@given(streamed())
def test_both_runners_add_up_the_same_streams(case: Case) -> None:
    assert not (found := disagreement(case)), found


@repeatable(COMPILED, shrink=True)
@given(streamed())
def test_the_compiled_kernel_adds_up_the_same(case: Case) -> None:
    assert not (found := disagreement(case, right=compiled)), found
