"""Compares what a test expects of benefits with what was issued and used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import polars as pl

from patron.findings import FindingsError
from patron.scheme_tests.truth import issue_of

if TYPE_CHECKING:
    from patron.engine.history import History
    from patron.engine.plan import Plan
    from patron.engine.results import Evaluation
    from patron.scheme_tests.compare import Difference
    from patron.scheme_tests.model import CaseSpec, Expectation

FIGURES = ("granted", "carried", "used", "lapsed", "left")


def issues_of(plan: Plan, spec: CaseSpec, history: History, result: Evaluation, as_of: int) -> pl.DataFrame | None:
    """The issues of a test, if it expects or uses any; FindingsError for uses of what there is not."""
    asked = any(one.entitlements is not None for one in (spec.expect or {}).values())
    kinds = {one.used_by for one in plan.benefits.grants}
    if not asked and not any(one.kind in kinds for one in spec.movements):
        return None
    from patron.engine.entitlements import run

    found = run(plan, history, result, as_of, runner="reference")
    if found.findings:
        raise FindingsError(found.findings)
    return found.issues


def compare_entitlements(expected: Expectation, member: str, issues: pl.DataFrame | None, plan: Plan) -> Iterator[Difference]:
    """What differs for one member: of each benefit that the test names, the sums over all its issues."""
    known = {one.id for one in plan.benefits.grants}
    for benefit, want in (expected.entitlements or {}).items():
        if benefit not in known:
            yield ("entitlements", benefit), "entitlements", benefit, "no benefit that is issued"
            continue
        assert issues is not None, "a test that expects entitlements has them"
        rows = issues.filter((pl.col("member_id") == member) & (pl.col("benefit") == benefit))
        for name in FIGURES:
            stated = getattr(want, name)
            got = int(rows[name].sum())
            if stated is not None and stated != got:
                yield ("entitlements", benefit, name), f"{benefit}: {name}", str(stated), str(got)


def issues_made_true(spec: CaseSpec, issues: pl.DataFrame | None) -> set[str]:
    """The benefits and coupons that the test is about, and of which there was an issue."""
    if issues is None:
        return set()
    named = {benefit for one in (spec.expect or {}).values() for benefit in one.entitlements or {}}
    issued = issues.filter(pl.col("granted") > 0)["benefit"].unique().to_list()
    return {issue_of(benefit) for benefit in named.intersection(issued)}
