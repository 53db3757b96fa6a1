"""What the figures say of members and points at the end of the period is what the engine says, on random schemes and histories."""

from __future__ import annotations

from fractions import Fraction

import polars as pl
from generators import Case, cases
from hypothesis import HealthCheck, given, settings
from patron.engine import reference
from patron.engine.lines_left import left_of_lines
from patron.findings import FindingsError
from patron.simulation.replay.membership import membership_of
from patron.simulation.replay.period import Period
from patron.simulation.replay.points import points_by_month
from patron.simulation.replay.promised import group_level
from patron.simulation.replay.stints import stints_of


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases())
def test_members_points_and_returns_are_the_engines(case: Case) -> None:
    history, plan = case.history(), case.plan
    try:
        answer = reference.run(plan, history, case.as_of, detail=True)
    except FindingsError:
        return
    stints = stints_of(history, plan, answer, case.as_of)
    ours = dict(stints.held_on(case.as_of).with_columns(pl.col("rank").cast(pl.Int64)).iter_rows())
    ranks = {tier.id: rank for rank, tier in enumerate(plan.tiers)}
    for member, tier in answer.members.select("member_id", "tier").iter_rows():
        assert ours.get(member, 0) == ranks[tier], member

    period = Period(case.as_of - 400, case.as_of)
    months = points_by_month(history, answer, period=period, worth=Fraction(1))
    assert months[-1].balance == answer.members["points"].sum()
    assert months[-1].pending == answer.members["points_pending"].sum()

    held = membership_of(stints.stints, period)
    assert sum(held.days.values()) == sum(
        max(0, min(end, period.last + 1) - max(start, period.first)) for start, end in stints.stints.select("start", "end").iter_rows()
    )

    returned = history.returns.filter(pl.col("day") <= case.as_of)
    lines = history.lines.with_row_index("index").with_columns(pl.col("index").cast(pl.Int64))
    left = left_of_lines(lines, returned)
    assert left.min() is None or left.min() >= 0
    assert lines["amount"].sum() - left.sum() == returned["amount"].sum()

    totals = (
        history.lines.filter(pl.col("group_id").is_not_null() & (pl.col("day") <= case.as_of))
        .group_by("purchase_id")
        .agg(pl.col("amount").sum())
    )
    ordered = totals.with_columns(group_level(plan, pl.col("amount")).alias("ours")).join(answer.purchases, on="purchase_id")
    assert ordered["ours"].to_list() == ordered["level"].to_list()
