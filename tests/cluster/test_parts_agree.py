"""Random rules and histories, worked out in parts: the same members and changes as all at once, whatever the number of parts."""

from __future__ import annotations

import pytest
from generators import Case, cases
from generators_agree import difference, outcome, without_overspending
from hypothesis import given
from hypothesis import strategies as st
from partings import bare, in_parts
from patron.engine.results import Evaluation
from random_cases import EXAMPLES, repeatable

pytestmark = pytest.mark.random


def at_once(case: Case) -> Evaluation:
    from generators_agree import remember_sources
    from patron.engine.batch.run import run

    remember_sources()
    found = run(case.plan, case.history(), case.as_of, compiled=False)
    return Evaluation(found.members, found.changes)


@repeatable(EXAMPLES // 8)
@given(cases(most_events=30), st.sampled_from([1, 2, 3, 7]))
def test_parts_give_what_one_run_gives(case: Case, parts: int) -> None:
    case = bare(case)
    for _ in range(4):
        left, right = outcome(at_once, case), outcome(lambda one: in_parts(one, parts), case)
        assert not (found := difference(left, right)), found
        if not left.findings:
            return
        case = without_overspending(case, left.findings)
