"""Random benefits over random histories: the reference and the columns agree on every issue and every use."""

from __future__ import annotations

import pytest
from generators import Case, families
from generators_agree import shuffled
from generators_benefits import with_benefits
from hypothesis import given
from hypothesis import strategies as st
from patron.engine.entitlements.columnar import run_columnar
from patron.engine.entitlements.reference import run_reference
from patron.engine.entitlements.run import paid
from patron.engine.results import Evaluation
from random_cases import EXAMPLES, repeatable

pytestmark = pytest.mark.random
PROFILE = repeatable(EXAMPLES // 8)


def difference(case: Case, evaluation: Evaluation) -> str:
    """Empty if both give the same rows and refuse the same uses."""
    history, prices = case.history(), case.price_array()
    amounts = None if prices is None else paid(history, evaluation, prices)
    ours, lacks = run_reference(case.plan, history, evaluation, case.as_of, None if amounts is None else amounts.tolist())
    theirs, others = run_columnar(case.plan, history, evaluation, case.as_of, amounts, compiled=False)
    if ours.schema != theirs.schema:
        return f"{ours.schema}\n{theirs.schema}"
    if not ours.equals(theirs):
        left, right = ours.rows(), theirs.rows()
        return "\n".join(
            [str(case.plan.benefits)]
            + [f"reference: {row}" for row in left if row not in right]
            + [f"columns:   {row}" for row in right if row not in left]
            + (["order"] if sorted(map(str, left)) == sorted(map(str, right)) else [])
        )
    key = lambda one: (one.name, one.row)  # noqa: E731
    ours_lack, theirs_lack = sorted(lacks, key=key), sorted(others, key=key)
    return "" if ours_lack == theirs_lack else f"{ours_lack}\n{theirs_lack}"


@PROFILE
@given(families(4), st.integers(0, 1_000_000))
def test_both_runners_issue_and_use_the_same(family: list[Case], seed: int) -> None:
    for number, case in enumerate(family):
        made = with_benefits(case, seed + number)
        if made is not None:
            assert not (found := difference(*made)), found


@PROFILE
@given(families(2), st.integers(0, 1_000_000))
def test_every_issue_is_accounted_for_and_the_order_of_rows_changes_nothing(family: list[Case], seed: int) -> None:
    for number, case in enumerate(family):
        made = with_benefits(case, seed + number)
        if made is None or case.prices is not None:
            continue
        whole, evaluation = made
        issues, _ = run_reference(whole.plan, whole.history(), evaluation, whole.as_of, None)
        for row in issues.to_dicts():
            there, gone = row["granted"] + row["carried"], row["used"] + row["passed_on"] + row["lapsed"] + row["left"]
            assert there == gone, row
            assert min(row[name] for name in ("granted", "carried", "used", "passed_on", "lapsed", "left")) >= 0, row
        mixed = shuffled(whole, seed)
        again, _ = run_columnar(whole.plan, mixed.history(), evaluation, whole.as_of, None, compiled=False)
        assert issues.equals(again)
